using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Events that a method makes, waits for with a limit, and disposes: who gives the signal too late gets an exception.</summary>
internal sealed class LateSignals(ThreadingModel model)
{
    /// <summary>The events of a body that a lambda may still set when they are disposed, with the wait that may give up and the late signal.</summary>
    internal IEnumerable<(SyntaxNode Disposal, string Name, IOperation Wait, IOperation Signal)> In(Body body)
    {
        if (body.Nested.Count == 0)
            yield break;
        foreach (IVariableDeclaratorOperation local in body.Sites.OfType<IVariableDeclaratorOperation>().Where(static local => IsEvent(local.Symbol.Type)))
        {
            if (DisposalOf(local, body) is { } disposal && WaitIn(body, local.Symbol) is { } wait && SignalIn(body, local.Symbol) is { } signal && !IsCalledOff(body, wait))
                yield return (disposal, local.Symbol.Name, wait, signal);
        }
    }

    /// <summary>Whether a member is an event that minds a late signal.</summary>
    internal static bool IsEvent(ISymbol member) => (member as IFieldSymbol)?.Type is { } type ? IsEvent(type) : member is IPropertySymbol property && IsEvent(property.Type);

    // The slim one does not mind.
    private static bool IsEvent(ITypeSymbol type) => type is { Name: "ManualResetEvent" or "AutoResetEvent" or "EventWaitHandle" or "CountdownEvent" or "Semaphore" or "SemaphoreSlim", ContainingNamespace.Name: "Threading" };

    private static SyntaxNode? DisposalOf(IVariableDeclaratorOperation local, Body body) => local.Initializer?.Value is { } value && Operand.Unwrap(value) is not IObjectCreationOperation
        ? null
        : local.Syntax.Parent?.Parent switch
        {
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or UsingStatementSyntax => local.Syntax,
            _ => body.Sites.FirstOrDefault(site => site is IInvocationOperation { TargetMethod.Name: "Dispose" or "Close", Instance: ILocalReferenceOperation { Local: var ended } } && SymbolEqualityComparer.Default.Equals(ended, local.Symbol))?.Syntax,
        };

    // The only wait for it, and one that comes back without the signal.
    private static IOperation? WaitIn(Body body, ILocalSymbol local)
    {
        List<IInvocationOperation> waits = body.Sites.OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name is "Wait" or "WaitOne" or "WaitAsync" && call.Instance is ILocalReferenceOperation { Local: var waited } && SymbolEqualityComparer.Default.Equals(waited, local)).ToList();
        return waits is [var only] && TimedWaits.GivesUp(only) ? only : null;
    }

    private IOperation? SignalIn(Body body, ILocalSymbol local) => body.Nested.Where(static nested => nested.Root is IAnonymousFunctionOperation)
        .Where(nested => RepeatedCallbacks.CallOf(nested) is not { } call || !RepeatedCallbacks.RunsAtOnce(call, model))
        .SelectMany(static nested => nested.SelfAndNested())
        .SelectMany(static nested => nested.Sites)
        .FirstOrDefault(site => site is IInvocationOperation { TargetMethod.Name: "Set" or "Signal" or "Release", Instance: ILocalReferenceOperation { Local: var set } } && SymbolEqualityComparer.Default.Equals(set, local) && !IsCaught(site));

    /// <summary>Whether the one who gives a signal expects that it comes too late.</summary>
    internal static bool IsCaught(IOperation site) => site.Syntax.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Block.Span.Contains(site.Syntax.Span) && attempt.Catches.Any(static handler => handler.Declaration?.Type.ToString() is null or "Exception" or "System.Exception" or "ObjectDisposedException" or "InvalidOperationException"));

    // A handler that is taken off, work that is cancelled, and whatever is waited for after the wait has given up.
    private bool IsCalledOff(Body body, IOperation wait) => body.Sites.Exists(site => site.Syntax.SpanStart > wait.Syntax.SpanStart && site switch
    {
        IEventAssignmentOperation { Adds: false } or IAwaitOperation => site != wait.Parent,
        IInvocationOperation { TargetMethod.Name: "Dispose" or "Close", Instance.Type: { } ended } => !IsEvent(ended),
        IInvocationOperation call => model.Joins.IsJoin(call) || call.TargetMethod.Name is "Cancel" or "Unregister" or "Unsubscribe" or "Stop" or "Kill" or "Abort",
        _ => false,
    });
}
