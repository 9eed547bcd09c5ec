using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Values that an asynchronous method gives an AsyncLocal for its caller, who never gets to see them: what an async method sets is undone when it returns.</summary>
internal sealed class LostAsyncLocals(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The assignments in a body whose value its caller reads after the await, with that read; with none where the method itself does nothing that could see the value.</summary>
    internal IEnumerable<(ISimpleAssignmentOperation Assignment, IOperation? Read)> In(Body body)
    {
        if (body is not { IsAsync: true, Root: not IAnonymousFunctionOperation })
            yield break;
        foreach (ISimpleAssignmentOperation assignment in body.Sites.OfType<ISimpleAssignmentOperation>())
        {
            if (SetBy(assignment.Target) is not { } local || assignment.Value.ConstantValue is { HasValue: true, Value: null })
                continue;
            IOperation? read = ReadByCaller(body, local);
            if (read is not null || IsLastAct(assignment, local, body))
                yield return (assignment, read);
        }
    }

    // The local itself, or a property that sets it.
    private ISymbol? SetBy(IOperation target) => model.ThreadBound.FlowingOf(target) ?? (target is IPropertyReferenceOperation { Property.SetMethod: { } setter } && BodyOf(setter) is { } body
        ? body.Sites.OfType<ISimpleAssignmentOperation>().Select(assignment => assignment.Value is IParameterReferenceOperation ? model.ThreadBound.FlowingOf(assignment.Target) : null).FirstOrDefault(static local => local is not null)
        : null);

    // Of other types only those are bound that have such a value.
    private Body? BodyOf(IMethodSymbol member) => summary.Callbacks.Of(member)
        ?? (member.ContainingType is { } type && type.GetMembers().Any(static other => other is IFieldSymbol { Type.Name: "AsyncLocal" }) ? summary.BodyOfAny(member) : null);

    // What a method puts back, or clears, where it ends, is meant for itself; a callback may tell others of every change.
    private bool IsLastAct(ISimpleAssignmentOperation assignment, ISymbol local, Body body) =>
        !Nesting.IsInLoop(assignment)
        && assignment.Value.ConstantValue is { HasValue: false }
        && Operand.Unwrap(assignment.Value) is not IDefaultValueOperation
        && !Nesting.Outward(assignment).Any(static around => around is ITryOperation { Finally: not null } or ICatchClauseOperation or IUsingOperation)
        && Creations.Of(local) is { ArgumentList: null or { Arguments.Count: 0 } }
        && !body.Sites.Exists(site => site != assignment.Target && IsOf(site, local))
        && !body.Root.Descendants().Any(later => later.Syntax.SpanStart > assignment.Syntax.Span.End && later is IInvocationOperation or IAwaitOperation or IObjectCreationOperation or IPropertyReferenceOperation or IDynamicInvocationOperation)
        && !body.Sites.Exists(static site => site is IUsingDeclarationOperation);

    private IOperation? ReadByCaller(Body callee, ISymbol local) => summary.Contexts.CallSitesOf(callee)
        .Where(site => !ReferenceEquals(site.Caller, callee) && !Sets(site.Caller, local))
        .Select(site => site.Caller.Sites.Find(later => later.Syntax.SpanStart > site.Site.Span.End && Reads(later, local)) is { } read && site.Site.Parent is { } ? read : null)
        .FirstOrDefault(static read => read is not null);

    private bool Sets(Body body, ISymbol local) => body.Sites.OfType<ISimpleAssignmentOperation>().Any(assignment => SymbolEqualityComparer.Default.Equals(SetBy(assignment.Target), local));

    // The value itself, or a property or method that gives it.
    private bool Reads(IOperation site, ISymbol local) => site switch
    {
        IPropertyReferenceOperation property when IsOf(property, local) => !(property.Parent is ISimpleAssignmentOperation assignment && assignment.Target == property),
        IPropertyReferenceOperation { Property.GetMethod: { } getter } => BodyOf(getter) is { } body && GivesValue(body, local),
        IInvocationOperation call => BodyOf(call.TargetMethod) is { IsAsync: false } body && GivesValue(body, local),
        _ => false,
    };

    private bool GivesValue(Body body, ISymbol local) => !Sets(body, local) && body.Sites.Exists(site => IsOf(site, local));

    private bool IsOf(IOperation operation, ISymbol local) => SymbolEqualityComparer.Default.Equals(model.ThreadBound.FlowingOf(operation), local);
}
