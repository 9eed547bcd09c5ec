using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// <c>if (await Task.WhenAny(task, Task.Delay(limit)) != task) throw new TimeoutException(); … await task</c>, which <c>WaitAsync</c> says in one call.
/// </summary>
/// <param name="Race">The test.</param>
/// <param name="Awaited">The task where it is awaited at last.</param>
internal sealed record TimedRace(RacedTask Race, ExpressionSyntax Awaited)
{
    internal static TimedRace? Of(RacedTask race)
    {
        if (race.InTime is not null || race.Late is null || !IsTimeout(Only(race.Late)) || KeptComments.HasComments(race.Test))
            return null;
        return race.Rest.FirstOrDefault() is { } win && AwaitedIn(win, race.Task.Identifier.ValueText) is { } final ? new(race, final) : null;
    }

    /// <summary>The statements that WaitAsync makes needless.</summary>
    internal StatementSyntax[] Needless => Race.Locals.Concat(new StatementSyntax[] { Race.Test }).ToArray();

    private static ExpressionSyntax? AwaitedIn(StatementSyntax statement, string task) => FunctionOf.OwnNodes(statement)
        .OfType<AwaitExpressionSyntax>()
        .Select(static awaiting => AwaitExpression.BelowConfiguration(awaiting.Expression))
        .FirstOrDefault(awaited => awaited is IdentifierNameSyntax name && name.Identifier.ValueText == task);

    /// <summary>The name that is awaited, configured or not; null where it is no name.</summary>
    internal static string? TaskIn(AwaitExpressionSyntax awaited) => (AwaitExpression.BelowConfiguration(awaited.Expression) as IdentifierNameSyntax)?.Identifier.ValueText;

    /// <summary>Whether a statement throws what WaitAsync throws. A message of the author's own would be lost.</summary>
    internal static bool IsTimeout(StatementSyntax? statement) => statement is ThrowStatementSyntax { Expression: ObjectCreationExpressionSyntax { ArgumentList.Arguments: [], Type: var type } }
        && type.ToString() is "TimeoutException" or "System.TimeoutException";

    /// <summary>The only statement of a block, or the statement itself.</summary>
    internal static StatementSyntax? Only(StatementSyntax? statement) => statement is BlockSyntax block ? block.Statements is [var only] ? only : null : statement;
}
