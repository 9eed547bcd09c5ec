using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A method is async and returns nothing, although nobody forces it to.</summary>
internal sealed class THR0603AsyncVoid() : BodyRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0603",
        title: "Return a task from async methods",
        messageFormat: "'{0}' is async void: {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Nobody can wait for a method that is async void, and an exception in it ends the process.",
        cwe: [248, 755]);

    internal override void Analyze(BodyContext body)
    {
        if (body.Body.Method is not { IsAsync: true, ReturnsVoid: true, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation } method)
            return;
        if (NameOf(body.Body) is not { } name)
            return;
        MethodUses uses = MethodUses.Of(method, body.Cancellation);
        bool isHandled = HandledExceptions.InAllAwaits(method, body.Cancellation);
        if (uses.IsHandler || EventHandlers.IsOne(method))
        {
            // A handler often ends with a pause; what is called by contract is called for its work.
            bool isHandler = uses.IsHandler || EventHandlers.HasShape(method);
            if (!(isHandler ? isHandled : HandledExceptions.KeepsToItself(method, body.Cancellation)))
                body.Report(Descriptor, DiagnosticSeverity.Info, name.GetLocation(), name.ValueText, $"{(isHandler ? "it handles an event" : "it cannot give its callers a task")}, and an exception in it ends the process");
        }
        else if ((uses.IsCalled || !uses.IsDelegate) && !IsForgetting(method, isHandled, body))
        {
            body.Report(
                Descriptor, DiagnosticSeverity.Warning, name.GetLocation(), name.ValueText, "nobody can wait for it" + (isHandled ? "" : ", and an exception in it ends the process"));
        }
        else if (uses.IsKept && !isHandled)
        {
            body.Report(Descriptor, DiagnosticSeverity.Info, name.GetLocation(), name.ValueText, "whoever calls it by the delegate cannot wait for it, and an exception in it ends the process");
        }
    }

    // To catch everything is to say that nobody has to wait: static async void Forget(this Task task) and its like.
    private static bool IsForgetting(IMethodSymbol method, bool isHandled, BodyContext body) =>
        isHandled && (HandledExceptions.TriesIn(method, body.Cancellation) || (method is { IsStatic: true, Parameters: [var task, ..] } && body.Model.Awaitables.IsTaskLike(task.Type)));

    private static SyntaxToken? NameOf(Body body) => body.Root.Syntax switch
    {
        MethodDeclarationSyntax method => method.Identifier,
        LocalFunctionStatementSyntax local => local.Identifier,
        _ => null,
    };
}
