using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A function that returns a task returns null in its place.</summary>
internal sealed class THR0608NullTask() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0608",
        title: "Return a completed task instead of null",
        messageFormat: "{0} returns null where its callers await a {1}; the await throws a NullReferenceException",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Whoever awaits null gets a NullReferenceException, at a place that says nothing about where the null came from.",
        cwe: [476]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Return;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (body.Body.Method is not { IsAsync: false } function || !body.Model.Types.IsTaskClass(function.ReturnType) || IsUnwrapped(body.Body.Root))
            return;
        IOperation[] missed = ValueBranches.Of(((IReturnOperation)operation).ReturnedValue!).Where(branch => ValueBranches.IsNull(branch) || MayBeNull(branch, body)).ToArray();
        bool isForbidden = missed.Length > 0 && NullableTasks.Forbids(function, body.Body.Root, body.Cancellation);
        if (missed.Length == 0 || !(isForbidden || NullableTasks.IsNeverATask(function, body.Body.Root, body.Cancellation)))
            return;
        foreach (IOperation missing in missed)
            body.Report(Descriptor, isForbidden ? Descriptor.DefaultSeverity : DiagnosticSeverity.Info, missing.Syntax.GetLocation(), NameOf(function), function.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
    }

    // StartNew(() => task).Unwrap(): no inner task is a cancelled one.
    private static bool IsUnwrapped(IOperation lambda) => lambda.Parent is IDelegateCreationOperation creation
        && Operand.ParentOf(creation) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "StartNew" or "ContinueWith" or "ContinueWhenAll" or "ContinueWhenAny" } };

    // return _inner?.StopAsync(): without an inner object, there is no task. A variable that is null stands for null.
    private static bool MayBeNull(IOperation branch, BodyContext body) => branch switch
    {
        IConditionalAccessOperation { WhenNotNull: var task } => body.Model.Types.IsTaskClass(task.Type) && body.Body.Method is { MethodKind: not MethodKind.AnonymousFunction, AssociatedSymbol: null },
        ILocalReferenceOperation { Local: var local } => body.Body.Locals.Of(local) is { } value && ValueBranches.IsNull(Operand.Unwrap(value)),
        _ => false,
    };

    private static string NameOf(IMethodSymbol function) => function switch
    {
        { MethodKind: MethodKind.AnonymousFunction } => "The lambda",
        { AssociatedSymbol: { } property } => $"'{property.Name}'",
        _ => $"'{function.Name}'",
    };
}
