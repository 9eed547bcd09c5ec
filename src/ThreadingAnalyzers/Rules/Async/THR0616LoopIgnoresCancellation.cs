using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A loop goes on although its work is cancelled.</summary>
internal sealed class THR0616LoopIgnoresCancellation() : BodyRule(Descriptor)
{
    /// <summary>The property that holds what to write for the token.</summary>
    internal const string Token = "token";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0616",
        title: "Let cancellation end the loop",
        messageFormat: "{0}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A loop that takes the cancellation of its work for one more failure never ends, and often spins, because the cancelled work now fails at once.",
        cwe: [835, 400]);

    internal override void Analyze(BodyContext body)
    {
        if (!body.Body.Sites.Exists(static site => site is ILoopOperation))
            return;
        var loops = new CancelledLoops(body.Body, body.Model);
        foreach (SwallowedCancellation swallowed in loops.Swallowed())
            ReportHandler(swallowed, body);
        TokenScope? scope = TokenScope.Of(body.Body, body.Model);
        foreach (ILoopOperation loop in loops.Deaf())
            body.Report(Descriptor, PlaceOf(loop).GetLocation(), [], PropertiesOf(scope?.Token.Name), "This loop never looks at the cancellation token, so that it runs on when all others have stopped; ask the token in each round");
    }

    private static void ReportHandler(SwallowedCancellation swallowed, BodyContext body)
    {
        TokenScope? scope = TokenScope.Of(body.Body, body.Model);
        string token = scope?.Token.Name ?? swallowed.Token.Syntax.ToString();
        SyntaxNode clause = swallowed.Clause.Syntax;
        body.Report(
            Descriptor, (clause is CatchClauseSyntax { Declaration: { } declaration } ? declaration : clause).GetLocation(), [], PropertiesOf(token),
            $"This handler takes the cancellation by '{Excerpt.Of(swallowed.Token.Syntax)}' for one more failure, and the loop goes on; let it through");
    }

    private static ImmutableDictionary<string, string?> PropertiesOf(string? token) => token is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Token, token);

    private static SyntaxNode PlaceOf(ILoopOperation loop) => loop.Syntax switch
    {
        WhileStatementSyntax each => each.Condition,
        ForEachStatementSyntax each => each.Expression,
        ForStatementSyntax { Condition: { } condition } => condition,
        var other => other,
    };
}
