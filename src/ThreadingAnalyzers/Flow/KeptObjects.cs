using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether an object that must be disposed of is forgotten by the code that makes it.</summary>
internal sealed class KeptObjects(Body body)
{
    /// <summary>Whether nobody disposes of a new object, and nobody else is given it who could.</summary>
    internal bool IsForgotten(IOperation made) => Operand.ParentOf(made) switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IPropertyReferenceOperation { Property.Name: "Token" } token => !LivesOn(token),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator } => !IsInUsing(declarator) && IsForgotten(local),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when assignment.Parent is IExpressionStatementOperation => IsForgotten(local),
        _ => false,
    };

    /// <summary>Whether a method gives the token of a new source to its caller, and the source itself to nobody: then there is nobody who could dispose of it.</summary>
    internal bool GivesTokenOnly(IOperation made) => body.Root is not IAnonymousFunctionOperation && TokensOf(made) is { } tokens && tokens.Exists(static token => Operand.ParentOf(token) is IReturnOperation);

    // Null where the source may go elsewhere.
    private List<IPropertyReferenceOperation>? TokensOf(IOperation made) => Operand.ParentOf(made) switch
    {
        IPropertyReferenceOperation { Property.Name: "Token" } token => [token],
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator } when !IsInUsing(declarator) => TokensOf(local),
        _ => null,
    };

    private List<IPropertyReferenceOperation>? TokensOf(ILocalSymbol local)
    {
        List<ILocalReferenceOperation> uses = UsesOf(local).ToList();
        List<IPropertyReferenceOperation> tokens = uses.Select(Operand.ParentOf).OfType<IPropertyReferenceOperation>().Where(static property => property.Property.Name == "Token").ToList();
        return uses.All(use => Operand.ParentOf(use) is IPropertyReferenceOperation property && tokens.Contains(property) ? IsReturnedOrUsed(property) : StaysHere(use)) ? tokens : null;
    }

    private static bool IsReturnedOrUsed(IPropertyReferenceOperation token) => Operand.ParentOf(token) is IReturnOperation || !LivesOn(token);

    /// <summary>Whether a new source without a time limit gets one later.</summary>
    internal bool GetsTimer(IObjectCreationOperation made) =>
        made.Arguments.IsEmpty
        && Operand.ParentOf(made) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }
        && body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "CancelAfter", Instance: ILocalReferenceOperation limited } && SymbolEqualityComparer.Default.Equals(limited.Local, local));

    private bool IsForgotten(ILocalSymbol local) => UsesOf(local).All(StaysHere);

    private IEnumerable<ILocalReferenceOperation> UsesOf(ILocalSymbol local) => body.Outermost.Root.Descendants()
        .OfType<ILocalReferenceOperation>()
        .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local));

    /// <summary>Whether a use of a local neither disposes of the source in it nor hands it to others.</summary>
    internal static bool StaysHere(ILocalReferenceOperation use) => UnboundCalls.On(use) is var (_, called) ? CancellationSources.LeavesOwner(called) : Operand.ParentOf(use) switch
    {
        IInvocationOperation { TargetMethod: { Name: var name, IsStatic: false } } call when call.Instance is { } instance && Operand.Unwrap(instance) == use => CancellationSources.LeavesOwner(name),
        IPropertyReferenceOperation { Property.Name: var name } property => CancellationSources.LeavesOwner(name) && !LivesOn(property),
        IConditionalAccessOperation access => access.WhenNotNull.DescendantsAndSelf().All(static part => part is not IInvocationOperation call || CancellationSources.LeavesOwner(call.TargetMethod.Name)),
        ISimpleAssignmentOperation assignment => assignment.Target == use,
        IBinaryOperation or IIsPatternOperation => true,
        _ => false,
    };

    // return source.Token; _token = source.Token: whoever has the token needs the source to live.
    private static bool LivesOn(IPropertyReferenceOperation token) => Operand.ParentOf(token) switch
    {
        IReturnOperation => true,
        ISimpleAssignmentOperation { Target: not ILocalReferenceOperation and not IDiscardOperation } assignment => assignment.Target is not IPropertyReferenceOperation,
        IAnonymousFunctionOperation => true,
        _ => false,
    };

    private static bool IsInUsing(IOperation declarator)
    {
        IOperation? parent = declarator.Parent;
        while (parent is IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            parent = parent.Parent;
        return parent is IUsingOperation or IUsingDeclarationOperation;
    }
}
