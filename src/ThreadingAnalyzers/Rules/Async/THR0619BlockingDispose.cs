using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Async code disposes of something synchronously that has work to do for it, and offers to do it asynchronously.</summary>
internal sealed class THR0619BlockingDispose() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0619",
        title: "Dispose asynchronously in asynchronous code",
        messageFormat: "Disposing of this '{0}' synchronously blocks the thread until its last work is done; use {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A type that offers DisposeAsync has something to wait for at its end: buffers to write, a connection to take leave of, a loop to stop.",
        cwe: [400, 833]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Using or OperationKind.UsingDeclaration or OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (!body.Body.IsAsync || IsInLock(operation, body.Body.Root) || SynchronousModes.HoldsAt(operation))
            return;
        switch (operation)
        {
            case IUsingOperation { IsAsynchronous: false } region when HasAwaitUsing(operation.Syntax):
                AnalyzeResources(region.Resources, body);
                break;
            case IUsingDeclarationOperation { IsAsynchronous: false } declaration:
                AnalyzeResources(declaration.DeclarationGroup, body);
                break;
            case IInvocationOperation { TargetMethod: { Name: "Dispose", Parameters.IsEmpty: true }, Instance: { } instance } call:
                AnalyzeCall(call, Operand.ReceiverBehind(instance) is { } receiver && instance is IConditionalAccessInstanceOperation ? receiver : instance, body);
                break;
        }
    }

    // There is nothing to use instead before C# 8.
    private static bool HasAwaitUsing(SyntaxNode region) => region.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp8 };

    private static void AnalyzeResources(IOperation resources, BodyContext body)
    {
        if (resources is not IVariableDeclarationGroupOperation group)
        {
            if (body.Model.AsyncDisposal.IsWorth(Operand.Unwrap(resources), body.Body.Locals.Of))
                Report(resources.Syntax, Operand.Unwrap(resources).Type!, body);
            return;
        }

        foreach (IVariableDeclarationOperation declaration in group.Declarations)
        {
            IOperation?[] values = declaration.Declarators.Select(static declarator => declarator.GetVariableInitializer()?.Value).ToArray();
            if (values.Length > 0 && values.All(value => value is not null && body.Model.AsyncDisposal.IsWorth(Operand.Unwrap(value), body.Body.Locals.Of)) && declaration.Syntax is VariableDeclarationSyntax)
                Report(declaration.Syntax, Operand.Unwrap(values[0]!).Type!, body);
        }
    }

    private static void AnalyzeCall(IInvocationOperation call, IOperation receiver, BodyContext body)
    {
        IOperation disposed = Operand.Unwrap(receiver);
        if (disposed is not IInstanceReferenceOperation && body.Model.AsyncDisposal.IsWorth(disposed, body.Body.Locals.Of))
            body.Report(Descriptor, call.Syntax.GetLocation(), disposed.Type!.Name, "await DisposeAsync()");
    }

    private static void Report(SyntaxNode place, ITypeSymbol type, BodyContext body) => body.Report(Descriptor, place.GetLocation(), type.Name, "await using");

    private static bool IsInLock(IOperation operation, IOperation root)
    {
        for (IOperation? parent = operation.Parent; parent is not null && parent != root; parent = parent.Parent)
        {
            if (parent is ILockOperation)
                return true;
        }

        return false;
    }
}
