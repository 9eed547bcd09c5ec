using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Follows an object from where it is made through the locals, private fields, collections, parameters and results of its type, without regard to the order
/// of things. What is not understood counts as an escape.
/// </summary>
/// <param name="made">The type of the object.</param>
/// <param name="references">Where the type names what.</param>
/// <param name="isPart">Whether a property of the object stands for the object itself, such as the writer of a channel.</param>
/// <param name="decides">Whether a member that is used settles the question. Where none does, other types that get the object are looked into; null where that is not worth it.</param>
internal sealed partial class ObjectTracer(ITypeSymbol? made, ObjectReferences references, Func<IPropertySymbol, bool>? isPart, Func<IOperation, bool>? decides)
{
    // From Roslyn 4.8 on; the oldest compiler has no name for it.
    internal const OperationKind CollectionExpression = (OperationKind)127;
    private readonly HashSet<(ISymbol, bool)> _followed = [];
    private readonly ObjectUses _uses = new();

    /// <summary>What becomes of the object that an expression makes.</summary>
    internal static ObjectUses UsesOf(IOperation creation, ObjectReferences references, Func<IPropertySymbol, bool>? isPart = null, Func<IOperation, bool>? decides = null)
    {
        var tracer = new ObjectTracer(creation.Type, references, isPart, decides);
        tracer.Follow(creation, inside: false);
        tracer.FollowAbroad();
        return tracer._uses;
    }

    // inside: the value is a collection that holds the object.
    private void Follow(IOperation value, bool inside)
    {
        if (_uses.Escapes)
            return;
        IOperation? child = value;
        while (child.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            child = child.Parent;
        switch (child.Parent)
        {
            case null or IExpressionStatementOperation or IBinaryOperation or IIsPatternOperation or IIsTypeOperation or INameOfOperation or ILockOperation or IObjectOrCollectionInitializerOperation:
                break;
            case IAwaitOperation awaited:
                _uses.Members.Add(awaited);
                break;
            case IMemberReferenceOperation member when member.Instance == child:
                FollowMember(member, inside);
                break;
            case IInvocationOperation call when call.Instance == child:
                FollowMember(call, inside);
                break;
            case IConditionalAccessOperation access when access.Operation == child:
                FollowConditional(access, inside);
                break;
            case IConditionalAccessOperation access:
                Follow(access, inside);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == child:
                Store(assignment.Target, inside);
                Follow(assignment, inside);
                break;
            case ICoalesceAssignmentOperation assignment when assignment.Value == child:
                Store(assignment.Target, inside);
                Follow(assignment, inside);
                break;
            case ICoalesceOperation or IConditionalOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation:
                Follow(child.Parent, inside);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                _uses.IsInUsing |= IsInUsing(declarator);
                FollowVariable(declarator.Symbol, inside);
                break;
            case IFieldInitializerOperation field:
                foreach (IFieldSymbol stored in field.InitializedFields)
                    StoreIn(stored, inside);
                break;
            case IPropertyInitializerOperation property:
                foreach (IPropertySymbol stored in property.InitializedProperties)
                    StoreIn(stored, inside);
                break;
            case IArrayInitializerOperation { Parent: IArrayCreationOperation array }:
                Follow(array, inside: true);
                break;
            case { Kind: CollectionExpression } collection:
                Follow(collection, inside: true);
                break;
            case IArgumentOperation argument:
                FollowArgument(argument, inside);
                break;
            case IReturnOperation leaving:
                FollowResult(leaving, inside);
                break;
            case IForEachLoopOperation { Locals: [var element] } when inside && Fits(element.Type):
                FollowVariable(element, inside: false);
                break;
            case IArrayElementReferenceOperation element when inside && element.ArrayReference == child:
                FollowElement(element);
                break;
            case IUsingOperation:
                _uses.IsInUsing = true;
                break;
            // What it is given does not matter to a stream, only which member it is.
            case { } call when isPart is not null && UnboundCalls.ReceiverOf(call) == child:
                _uses.Members.Add(call);
                break;
            default:
                _uses.Escapes = true;
                break;
        }
    }

    // The pairs of a dictionary are no threads.
    private bool Fits(ITypeSymbol type)
    {
        for (ITypeSymbol? current = made; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type))
                return true;
        }

        return false;
    }

    private static bool IsInUsing(IVariableDeclaratorOperation declarator) => declarator.Parent?.Parent?.Parent is IUsingDeclarationOperation or IUsingOperation;

    private void FollowConditional(IConditionalAccessOperation access, bool inside)
    {
        IOperation? receiver = access.WhenNotNull.DescendantsAndSelf()
            .FirstOrDefault(part => part is IConditionalAccessInstanceOperation && Operand.ReceiverBehind(part) == access.Operation);
        if (receiver is not null)
            Follow(receiver, inside);
    }

    private void FollowMember(IOperation member, bool inside)
    {
        if (inside)
            FollowCollectionMember(member);
        else if (member is IPropertyReferenceOperation { Property: { } property } && isPart?.Invoke(property) == true)
            Follow(member, inside: false);
        else if (member is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "AsTask" })
            Follow(member, inside: false);
        else
            _uses.Members.Add(member);
    }

    private void Store(IOperation target, bool inside)
    {
        _uses.IsInCollection |= inside;
        switch (Operand.Unwrap(target))
        {
            case IDiscardOperation:
                break;
            case ILocalReferenceOperation local:
                FollowVariable(local.Local, inside);
                if (inside)
                    StoreBehind(local);
                break;
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when !inside || decides is null:
                FollowVariable(parameter, inside);
                break;
            case IFieldReferenceOperation field:
                StoreIn(field.Field, inside);
                break;
            case IArrayElementReferenceOperation element when !inside:
                Store(element.ArrayReference, inside: true);
                break;
            case IPropertyReferenceOperation { Property: { IsIndexer: true } indexer, Instance: { } collection } when !inside && IsCollection(indexer):
                Store(collection, inside: true);
                break;
            case IPropertyReferenceOperation { Property: { } property }:
                StoreIn(property, inside);
                break;
            default:
                _uses.Escapes = true;
                break;
        }
    }

    // A property with code of its own may do anything with what it is given.
    private void StoreIn(ISymbol member, bool inside)
    {
        _uses.IsStored = true;
        if (!IsSeen(member) || (inside && IsAlias(member)) || (member is IPropertySymbol property && !SharedLocations.IsAutoProperty(property) && !IsPositional(property)))
            _uses.Escapes = true;
        else
            FollowVariable(member, inside);
    }

    // Private, or a member of a private type, which has no other name: no interface asks for it, and no heir replaces it.
    private bool IsSeen(ISymbol member) => member.DeclaredAccessibility == Accessibility.Private || (references.Sees(member) && !member.IsVirtual && !member.IsOverride && !member.IsAbstract && IsOfPrivateType(member)
        && !member.ContainingType.AllInterfaces.Any(contract => !contract.GetMembers(member.Name).IsEmpty));

    private static bool IsOfPrivateType(ISymbol member)
    {
        INamedTypeSymbol? type = member.ContainingType;
        while (type is not null && type.DeclaredAccessibility != Accessibility.Private)
            type = type.ContainingType;
        return type is not null;
    }

    // What a record has for a parameter, unless somebody takes the record apart.
    private bool IsPositional(IPropertySymbol property) => property.ContainingType.IsRecord && property.DeclaringSyntaxReferences is [var declared] && declared.GetSyntax() is ParameterSyntax && !references.TakesApart(property.ContainingType);

    private void FollowVariable(ISymbol? variable, bool inside)
    {
        if (variable is null || !_followed.Add((variable.OriginalDefinition, inside)))
            return;
        foreach (IOperation reference in references.To(variable))
        {
            if (reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument)
                FollowReplacement(argument, inside);
            else if (!IsTarget(reference))
                Follow(reference, inside);
        }
    }

    private static bool IsTarget(IOperation reference) => (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference) || reference.Parent is IDeclarationExpressionOperation { Parent: IArgumentOperation };

    // Interlocked.Exchange(ref _timer, null)?.Dispose()
    private void FollowReplacement(IArgumentOperation argument, bool inside)
    {
        if (argument.Parent is IInvocationOperation { TargetMethod.ContainingType: { Name: "Interlocked" or "Volatile", ContainingNamespace.Name: "Threading" } } call)
            Follow(call, inside);
        else if (argument.Parameter?.RefKind != RefKind.Out)
            _uses.Escapes = true;
    }

    private void FollowArgument(IArgumentOperation argument, bool inside)
    {
        if (argument is { Parent: IObjectCreationOperation { Constructor: { } constructor }, Parameter: { } given })
            FollowInto(constructor, given, inside);
        else if (argument.Parent is not IInvocationOperation { TargetMethod: { } method } call || argument.Parameter is not { } parameter)
            _uses.Escapes = true;
        else if (method.ContainingType is { Name: "Task", ContainingNamespace.Name: "Tasks" } && method.Name is "WhenAll" or "WhenAny" or "WaitAll" or "WaitAny")
            _uses.Members.Add(call);
        else if (method is { ContainingType: { Name: "Interlocked" or "Volatile", ContainingNamespace.Name: "Threading" } })
            Store(call.Arguments[0].Value, inside);
        else if (inside && RepeatedCallbacks.RunsAtOnce(call))
            FollowQuery(call);
        else if (!inside && ElementVerbs.PutsIn(method.Name) && IsCollection(method) && call.Instance is { } collection)
            FollowAddition(call, collection);
        else
            FollowInto(method, parameter, inside || parameter.IsParams);
    }

    private void FollowResult(IReturnOperation leaving, bool inside)
    {
        IOperation? function = leaving.Parent;
        while (function is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation) && function.Parent is { } outer)
            function = outer;
        switch (function)
        {
            case IAnonymousFunctionOperation lambda:
                FollowSelected(lambda, inside);
                break;
            case ILocalFunctionOperation { Symbol: { IsAsync: false } local }:
                FollowCalls(local, inside);
                break;
            case not null when references.OwnerOf(function) is { IsAsync: false, MethodKind: MethodKind.Ordinary } method:
                if (method.DeclaredAccessibility != Accessibility.Private)
                    _uses.ReturnedBy.Add(method);
                FollowCalls(method, inside);
                break;
            // public ChannelWriter<int> Writer => _numbers.Writer;
            case not null when references.OwnerOf(function) is { AssociatedSymbol: IPropertySymbol { IsIndexer: false } property } && IsSeen(property):
                FollowVariable(property, inside);
                break;
            default:
                _uses.Escapes = true;
                break;
        }
    }

    private void FollowCalls(IMethodSymbol method, bool inside)
    {
        if (!_followed.Add((method, inside)))
            return;
        IReadOnlyList<IOperation> calls = references.To(method);
        // What nobody calls here, somebody may call by reflection.
        _uses.Escapes |= calls.Count == 0 && method.DeclaredAccessibility == Accessibility.Private;
        foreach (IOperation call in calls)
        {
            if (call is IInvocationOperation || UnboundCalls.Is(call))
                Follow(call, inside);
            else
                _uses.Escapes = true;
        }
    }
}
