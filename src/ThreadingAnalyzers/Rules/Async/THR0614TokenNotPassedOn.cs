using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A function is given a cancellation token, and what it waits for is not.</summary>
internal sealed class THR0614TokenNotPassedOn() : BodyRule(Descriptor)
{
    /// <summary>The property that holds what to write for the token; there where it only needs to be passed.</summary>
    internal const string Token = "token";

    /// <summary>The property that holds the name of the parameter that takes it.</summary>
    internal const string Parameter = "parameter";

    /// <summary>The property that holds the index of that parameter.</summary>
    internal const string Position = "position";

    /// <summary>The property that is there where the parameter of an asynchronous iterator lacks its attribute.</summary>
    internal const string Unmarked = "unmarked";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0614",
        title: "Pass the cancellation token on",
        messageFormat: "{0}: whoever cancels '{1}' waits on",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A token that does not reach the operations that take long cancels nothing: the caller has given up, and the work goes on.",
        cwe: [772, 400]);

    internal override void Analyze(BodyContext body)
    {
        if ((TokenScope.Of(body.Body, body.Model) ?? TokenScope.OfProperty(body.Body, body.Model)) is not { } scope)
            return;
        var omitted = new OmittedTokens(body.Body, scope, body.Model);
        foreach (IOperation site in body.Body.Sites)
        {
            if (site is IInvocationOperation call && omitted.OmittedBy(call) is { } parameter)
                ReportCall(call, parameter, scope, body);
            else if (site is IInvalidOperation && omitted.OmittedByUnbound(site) is { } slot)
                ReportCall(site, slot, scope, body);
            else if (site is IInvalidOperation && omitted.IsOmittedByUnknown(site))
                body.Report(Descriptor, site.Syntax.GetLocation(), $"'{Excerpt.Of(site.Syntax)}' does not get the token that other calls on the same object get", scope.Text);
            else if (site is IForEachLoopOperation loop && omitted.IsOmittedBy(loop))
                ReportLoop(loop, scope, body);
        }

        if (scope.Owner == body.Body && scope.IsParameter && UnmarkedTokens.DeclarationOf(scope, body.Cancellation) is { } unmarked)
            body.Report(Descriptor, unmarked.GetLocation(), [], ImmutableDictionary<string, string?>.Empty.Add(Unmarked, ""), $"'{body.Body.Method!.Name}' does not mark its token with EnumeratorCancellation, so that WithCancellation does not reach it", scope.Token.Name);
        else if (scope.Owner == body.Body && scope.IsParameter && UnusedTokens.DeclarationOf(scope, body.Model, body.Cancellation) is { } declaration)
            body.Report(Descriptor, declaration.GetLocation(), $"'{body.Body.Method!.Name}' never looks at its token", scope.Token.Name);
    }

    private static void ReportCall(IOperation call, IParameterSymbol parameter, TokenScope scope, BodyContext body)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(Token, scope.ExpressionAt(call, body.Body))
            .Add(Parameter, parameter.Name)
            .Add(Position, parameter.Ordinal.ToString(CultureInfo.InvariantCulture));
        body.Report(Descriptor, call.Syntax.GetLocation(), [], properties, $"'{Excerpt.Of(call.Syntax)}' could take the token and does not", scope.Text);
    }

    private static void ReportLoop(IForEachLoopOperation loop, TokenScope scope, BodyContext body)
    {
        SyntaxNode sequence = Operand.Unwrap(loop.Collection).Syntax;
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Token, scope.ExpressionAt(loop.Collection, body.Body));
        body.Report(Descriptor, sequence.GetLocation(), [], properties, $"The loop over '{Excerpt.Of(sequence)}' does not use WithCancellation", scope.Text);
    }
}
