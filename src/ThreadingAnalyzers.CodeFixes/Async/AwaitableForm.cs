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
        nameof(AsyncForm.Await) => TaskOf(blocking, site.Model),
        nameof(AsyncForm.Twin) => TwinOf(site, blocking),
        nameof(AsyncForm.WhenAll) => Combined(blocking, "WhenAll", site.Model),
        nameof(AsyncForm.WhenAny) => Combined(blocking, "WhenAny", site.Model),
        nameof(AsyncForm.Delay) => Delay(site, blocking),
        _ => null,
    };

    private static ExpressionSyntax? TaskOf(ExpressionSyntax blocking, SemanticModel model) => blocking switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } wait, ArgumentList.Arguments: [] } => wait.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } wait, ArgumentList.Arguments: [var token] } when IsToken(token, model) =>
            Bound(Call(wait.Expression, "WaitAsync", [token]), blocking, model),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetResult", Expression: InvocationExpressionSyntax awaiter } } =>
            (awaiter.Expression as MemberAccessExpressionSyntax)?.Expression,
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

    /// <summary>
    /// WaitAll and WaitAny take a token, WhenAll and WhenAny do not: the token goes to waiting for their task. A timeout changes what comes out.
    /// </summary>
    private static ExpressionSyntax? Combined(ExpressionSyntax blocking, string name, SemanticModel model)
    {
        if (blocking is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call || !ValueUse.IsDiscarded(blocking, model))
            return null;
        InvocationExpressionSyntax combined = call.WithExpression(member.WithName(Renamed(member.Name, name)));
        if (call.ArgumentList.Arguments is not [_, .., var last] || !IsToken(last, model))
            return Bound(combined, call, model);
        SeparatedSyntaxList<ArgumentSyntax> tasks = call.ArgumentList.Arguments.RemoveAt(call.ArgumentList.Arguments.Count - 1);
        combined = combined.WithArgumentList(call.ArgumentList.WithArguments(tasks));
        return Bound(Call(combined, "WaitAsync", [last]), call, model);
    }

    private static ExpressionSyntax? Delay(FixSite site, ExpressionSyntax blocking)
    {
        if (blocking is not InvocationExpressionSyntax call || site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is not { } task)
            return null;
        SyntaxNode type = site.Generator.TypeExpression(task).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return call.WithExpression((ExpressionSyntax)site.Generator.MemberAccessExpression(type, "Delay"));
    }

    private static InvocationExpressionSyntax Call(ExpressionSyntax target, string name, ArgumentSyntax[] arguments) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, target, SyntaxFactory.IdentifierName(name)),
        SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments)));

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name, string to) => name.WithIdentifier(SyntaxFactory.Identifier(to).WithTriviaFrom(name.Identifier));

    private static bool IsToken(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type is { Name: "CancellationToken" };

    private static ExpressionSyntax? Bound(ExpressionSyntax expression, ExpressionSyntax place, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(place.SpanStart, expression.WithoutTrivia(), SpeculativeBindingOption.BindAsExpression).Symbol is null ? null : expression;
}
