using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Bodies that do all their work under one lock that does not depend on the item they are run for.</summary>
internal static class SerializedBody
{
    /// <summary>The lock object that is held for the whole body; null where some work is done outside of it.</summary>
    internal static IOperation? LockOf(Body body, ThreadingModel model)
    {
        if (!body.HasLockOperations || BlockOf(body.Root) is not { } block)
            return null;
        List<IOperation> statements = block.Operations.Where(static statement => !statement.IsImplicit).SkipWhile(IsCheapDeclaration).ToList();
        IOperation? locked = statements switch
        {
            [ILockOperation region] => region.LockedValue,
            [IUsingOperation { Resources: var resources }] => ScopeIn(resources, model),
            [IUsingDeclarationOperation { DeclarationGroup: var resources }, ..] => ScopeIn(resources, model),
            [IExpressionStatementOperation { Operation: IInvocationOperation call }, ITryOperation] when model.Locks.EffectOf(call) is { Action: LockAction.Acquire, Mode: LockMode.Exclusive } effect => effect.Target,
            _ => null,
        };
        return locked is not null && AccessPath.Of(locked, body.Locals.Resolve) is { } path && !SymbolEqualityComparer.Default.Equals(path.Root?.ContainingSymbol, body.Symbol) ? locked : null;
    }

    private static IBlockOperation? BlockOf(IOperation root) => root switch
    {
        IAnonymousFunctionOperation lambda => lambda.Body,
        ILocalFunctionOperation local => local.Body,
        IMethodBodyOperation method => method.BlockBody,
        _ => null,
    };

    // Picking the item out of an array is no work that could be done in parallel.
    private static bool IsCheapDeclaration(IOperation statement) => statement is IVariableDeclarationGroupOperation
        && !statement.Descendants().Any(static part => part is IInvocationOperation or IInvalidOperation or IDynamicInvocationOperation or IObjectCreationOperation or IAwaitOperation or ILoopOperation);

    private static IOperation? ScopeIn(IOperation resources, ThreadingModel model)
    {
        if (resources is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var declarator] }] })
            resources = declarator.GetVariableInitializer()?.Value ?? resources;
        return Operand.Unwrap(resources) is IInvocationOperation call && model.Locks.EffectOf(call) is { Action: LockAction.OpenScope } effect ? effect.Target : null;
    }
}
