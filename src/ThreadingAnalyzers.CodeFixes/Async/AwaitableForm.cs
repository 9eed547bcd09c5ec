using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>What to await in place of a call that blocks.</summary>
internal static class AwaitableForm
{
    /// <summary>The task, or the call that gives one; null where there is none of the same meaning.</summary>
    internal static ExpressionSyntax? Of(FixSite site, ExpressionSyntax blocking) => site.Property(THR0601BlockingCallInAsyncCode.Repair) switch
    {
        nameof(AsyncForm.Await) => TaskOf(blocking),
        nameof(AsyncForm.WaitAsync) => blocking is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax wait } call ? call.WithExpression(wait.WithName(Renamed(wait.Name, "WaitAsync"))) : null,
        nameof(AsyncForm.Twin) => TwinOf(site, blocking),
        nameof(AsyncForm.WhenAll) => CombinedTasks.Of(blocking, "WhenAll", site.Model),
        nameof(AsyncForm.WhenAny) when ValueUse.IsDiscarded(blocking, site.Model) => CombinedTasks.Of(blocking, "WhenAny", site.Model),
        nameof(AsyncForm.Delay) => Delay(site, blocking),
        _ => null,
    };

    /// <summary>The task that an expression blocks on; null where it does not look like one.</summary>
    internal static ExpressionSyntax? TaskOf(ExpressionSyntax blocking) => blocking switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax wait, ArgumentList.Arguments: [] } => TaskOf(wait),
        _ => null,
    };

    private static ExpressionSyntax? TaskOf(MemberAccessExpressionSyntax wait) => wait switch
    {
        { Name.Identifier.ValueText: "Wait" } => wait.Expression,
        { Name.Identifier.ValueText: "GetResult", Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } } =>
            awaiter.Expression,
        _ => null,
    };

    private static ExpressionSyntax? TwinOf(FixSite site, ExpressionSyntax blocking)
    {
        if (blocking is not InvocationExpressionSyntax call || site.Property(THR0601BlockingCallInAsyncCode.Twin) is not { } twin)
            return null;
        ExpressionSyntax? target = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.WithName(Renamed(member.Name, twin)),
            SimpleNameSyntax name => Renamed(name, twin),
            _ => null,
        };
        return target is null ? null : WithToken(site, call.WithExpression(target), call) ?? Bound(call.WithExpression(target), call, site.Model);
    }

    /// <summary>The call with the token as its last argument, if that is a call of the twin.</summary>
    private static ExpressionSyntax? WithToken(FixSite site, InvocationExpressionSyntax twin, InvocationExpressionSyntax call)
    {
        if (site.Property(THR0601BlockingCallInAsyncCode.Token) is not { } token || call.ArgumentList.Arguments.Any(argument => IsToken(argument, site.Model)))
            return null;
        ArgumentSyntax argument = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token));
        ArgumentSyntax named = argument.WithNameColon(SyntaxFactory.NameColon("cancellationToken"));
        return Bound(twin.AddArgumentListArguments(argument), call, site.Model) ?? Bound(twin.AddArgumentListArguments(named), call, site.Model);
    }

    private static ExpressionSyntax? Delay(FixSite site, ExpressionSyntax blocking)
    {
        if (blocking is not InvocationExpressionSyntax call || site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is not { } task)
            return null;
        SyntaxNode type = site.Generator.TypeExpression(task).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        InvocationExpressionSyntax delay = call.WithExpression((ExpressionSyntax)site.Generator.MemberAccessExpression(type, "Delay"));
        return site.Property(THR0601BlockingCallInAsyncCode.Token) is { } token ? delay.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token))) : delay;
    }

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name, string to) =>
        name.WithIdentifier(SyntaxFactory.Identifier(to).WithTriviaFrom(name.Identifier));

    private static bool IsToken(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type is { Name: "CancellationToken" };

    private static ExpressionSyntax? Bound(ExpressionSyntax expression, ExpressionSyntax place, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(place.SpanStart, expression.WithoutTrivia(), SpeculativeBindingOption.BindAsExpression).Symbol is null
            ? null
            : expression;
}
