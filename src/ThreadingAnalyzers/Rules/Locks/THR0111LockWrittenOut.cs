using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>Enter, try, finally and Exit say what a lock statement says.</summary>
internal sealed class THR0111LockWrittenOut() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0111",
        title: "Use the lock statement",
        messageFormat: "The lock statement says what Enter, try and Exit of '{0}' do here",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Hidden,
        description: "The lock statement takes the lock and gives it back on every path. What is written out can come apart when somebody changes it.",
        cwe: [667]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (operation.Syntax is not InvocationExpressionSyntax call
            || body.Model.Locks.EffectOf((IInvocationOperation)operation) is not { Action: LockAction.Acquire, Primitive: LockPrimitive.Monitor or LockPrimitive.Lock } effect
            || !body.Model.Options.IsOn(OptionKeys.ModernizeLocks, call.SyntaxTree)
            || !CanBeStated(effect, call.SyntaxTree)
            || !IsStable(effect.Target, body.Body))
        {
            return;
        }

        if (HandMadeLock.Of(call) is { } found)
            body.Report(Descriptor, call.GetLocation(), found.Gate.ToString());
    }

    // Older compilers take the monitor of a Lock.
    private static bool CanBeStated(LockEffect effect, SyntaxTree tree) => effect.Primitive == LockPrimitive.Lock
        ? LockModel.LanguageLocks(tree)
        : !LockModel.IsLockObject(Operand.Unwrap(effect.Target).Type) && Operand.Unwrap(effect.Target).Type is { IsReferenceType: true };

    // The statement evaluates the object once, the calls do it twice.
    private static bool IsStable(IOperation gate, Body body) => AccessPath.Of(gate) is { } path && path.Last switch
    {
        null or ITypeSymbol => true,
        IFieldSymbol field => field.IsReadOnly,
        IParameterSymbol => true,
        ILocalSymbol local => body.Locals.Of(local) is not null,
        _ => false,
    };
}
