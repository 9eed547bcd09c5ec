using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A System.Threading.Lock becomes an object, whose monitor is another lock.</summary>
internal sealed class THR0110LockUsedAsObject() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0110",
        title: "Use a Lock as what it is",
        messageFormat: "'{0}' is a System.Threading.Lock and is used as an object here: {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The lock statement locks a System.Threading.Lock by its own means, but only where the type is known. As an object it has a monitor like any other object, and the two do not exclude each other.",
        cwe: [667, 821]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Conversion;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        var conversion = (IConversionOperation)operation;
        if (conversion is { OperatorMethod: null, Type: { } target } && LockModel.IsLockObject(conversion.Operand.Type) && !LockModel.IsLockObject(target) && ReasonOf(conversion) is { } reason)
            body.Report(Descriptor, conversion.Operand.Syntax.GetLocation(), Excerpt.Of(conversion.Operand.Syntax), reason);
    }

    private static string? ReasonOf(IConversionOperation conversion) => Operand.ParentOf(conversion) switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } => OfArgument(call.TargetMethod),
        IArgumentOperation => Later,
        ILockOperation or IReturnOperation or IVariableInitializerOperation or ISymbolInitializerOperation or IArrayInitializerOperation or ICoalesceAssignmentOperation => Later,
        ISimpleAssignmentOperation { Target: not IDiscardOperation } => Later,
        ICoalesceOperation or IConditionalOperation or ISwitchExpressionArmOperation or ITupleOperation => Later,
        _ => null,
    };

    private const string Later = "who locks it as one takes its monitor, and does not exclude who locks it as a Lock";

    private static string? OfArgument(IMethodSymbol method)
    {
        if (method.ContainingType is { Name: "Monitor", ContainingNamespace.Name: "Threading" })
            return method.Name is "Exit" or "IsEntered" ? null : $"'Monitor.{method.Name}' works on its monitor, which has nothing to do with the Lock";
        if (Framework.Owns(method.ContainingType))
            return method.ContainingType.Name is "Interlocked" or "Volatile" || method.ContainingNamespace.ToString().StartsWith("System.Collections", StringComparison.Ordinal) ? Later : null;
        return method.ContainingType.Name.Contains("Assert") ? null : Later;
    }
}
