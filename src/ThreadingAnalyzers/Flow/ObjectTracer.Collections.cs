using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <content>Objects that go through collections and sequences.</content>
internal sealed partial class ObjectTracer
{
    private void FollowElement(IOperation element)
    {
        if (element.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != element)
            Follow(element, inside: false);
    }

    private void FollowCollectionMember(IOperation member)
    {
        switch (member)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true }:
                FollowElement(member);
                break;
            case IPropertyReferenceOperation { Property.Name: "Values" } or IInvocationOperation { TargetMethod.Name: "ToArray" or "AsReadOnly" }:
                Follow(member, inside: true);
                break;
            case IPropertyReferenceOperation:
                break;
            case IInvocationOperation { TargetMethod.Name: "ForEach" } call:
                FollowLambdas(call);
                break;
            case IInvocationOperation { TargetMethod.Name: var name } when ElementVerbs.GivesOne(name):
                Follow(member, inside: false);
                break;
            case IInvocationOperation { TargetMethod.Name: "TryDequeue" or "TryTake" or "TryPop" or "TryPeek" or "TryGetValue" or "TryRemove" or "Remove" } call:
                FollowOutArguments(call);
                break;
            case IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push" or "Insert" or "TryAdd" or "Clear" or "RemoveAt" or "RemoveAll" or "Contains" or "ContainsKey" }:
                break;
            default:
                _uses.Escapes = true;
                break;
        }
    }

    private void FollowOutArguments(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments.Where(static argument => argument.Parameter?.RefKind == RefKind.Out))
        {
            IOperation target = argument.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : argument.Value;
            if (target is not IDiscardOperation)
                Store(target, inside: false);
        }
    }

    private void FollowLambdas(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation value = Operand.Unwrap(argument.Value);
            if (value is not IDelegateCreationOperation { Target: var target })
                continue;
            if (target is IAnonymousFunctionOperation lambda)
                FollowVariable(lambda.Symbol.Parameters.FirstOrDefault(), inside: false);
            else
                _uses.Escapes = true;
        }
    }

    // var pending = _pending; pending.Add(source): it is in whatever the local got its collection from.
    private void StoreBehind(ILocalReferenceOperation collection)
    {
        foreach (IOperation? value in SourcesOf(collection))
        {
            switch (value is null ? null : Operand.Unwrap(value))
            {
                case IObjectCreationOperation or IArrayCreationOperation or { Kind: CollectionExpression } or { ConstantValue.HasValue: true }:
                case IInvocationOperation call when RepeatedCallbacks.RunsAtOnce(call) || call.TargetMethod.Name.StartsWith("Create", StringComparison.Ordinal):
                    break;
                case IFieldReferenceOperation or IPropertyReferenceOperation:
                    Store(value!, inside: true);
                    break;
                default:
                    _uses.Escapes = true;
                    break;
            }
        }
    }

    // Null for what is not seen: a local that a call or a pattern sets.
    private IEnumerable<IOperation?> SourcesOf(ILocalReferenceOperation local)
    {
        IOperation? declared = local.Local.DeclaringSyntaxReferences is [var reference] && reference.SyntaxTree == local.Syntax.SyntaxTree ? local.SemanticModel?.GetOperation(reference.GetSyntax()) : null;
        List<IOperation?> assigned = references.To(local.Local).Select(static use => use.Parent is IAssignmentOperation assignment && assignment.Target == use ? assignment.Value : null).Where(static value => value is not null).ToList();
        IOperation? initial = (declared as IVariableDeclaratorOperation)?.GetVariableInitializer()?.Value;
        return initial is not null || assigned.Count == 0 ? assigned.Prepend(initial) : assigned;
    }

    // What is put into the collection of a member, others find who have that collection from elsewhere.
    private bool IsAlias(ISymbol collection) => decides is not null && (InitializerOf(collection) is not (true, var initial) || !IsFresh(initial) || references.To(collection).Any(static use => use.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == use && !IsFresh(assignment.Value.Syntax),
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        _ => false,
    }));

    private static (bool IsKnown, SyntaxNode? Value) InitializerOf(ISymbol variable) => variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax declarator => (true, declarator.Initializer?.Value),
        PropertyDeclarationSyntax property => (true, property.Initializer?.Value),
        _ => (false, null),
    };

    // The collection expression has a name from C# 12 on.
    private static bool IsFresh(SyntaxNode? made) => made is null or BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax or LiteralExpressionSyntax
        || made.GetType().Name == "CollectionExpressionSyntax";

    private static bool IsCollection(ISymbol member) => member.ContainingType.ContainingNamespace.ToString().StartsWith("System.Collections", StringComparison.Ordinal);

    private void FollowAddition(IInvocationOperation call, IOperation collection)
    {
        if (collection is IInstanceReferenceOperation && call.Parent is IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation created })
            Follow(created, inside: true);
        else
            Store(collection, inside: true);
    }

    // What LINQ and its like do with the elements of a sequence.
    private void FollowQuery(IInvocationOperation call)
    {
        FollowLambdas(call);
        switch (call.TargetMethod.Name)
        {
            case "ToArray" or "ToList" or "Where" or "Take" or "Skip" or "Reverse" or "AsEnumerable" or "OrderBy" or "Concat":
                Follow(call, inside: true);
                break;
            case "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" or "ElementAt":
                Follow(call, inside: false);
                break;
        }
    }

    // items.Select(item => new Thread(…))
    private void FollowSelected(IAnonymousFunctionOperation lambda, bool inside)
    {
        if (!inside && !lambda.Symbol.IsAsync && lambda.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Select" } call } } && RepeatedCallbacks.RunsAtOnce(call))
            Follow(call, inside: true);
        else
            _uses.Escapes = true;
    }
}
