using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Methods of the compilation that run a delegate they are given on several threads at once: <c>RunAll(8, Step)</c>, behind which threads are made
/// in a loop. Such a call stands for what a parallel loop would do.
/// </summary>
internal sealed class ParallelMethods(Compilation compilation, Func<IOperation, ForkKind?> forkOf)
{
    private static readonly HashSet<string> Starting = new(StringComparer.Ordinal) { "Thread", "Task", "ThreadPool", "Parallel" };
    private static readonly HashSet<string> Limiting = new(StringComparer.Ordinal) { "Monitor", "Mutex", "Semaphore", "SemaphoreSlim", "WaitAsync", "EnterScope" };
    private static readonly HashSet<string> Joins = new(StringComparer.Ordinal) { "Join", "Wait", "WaitOne", "WaitAll", "WaitAny", "GetResult", "SignalAndWait" };
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableHashSet<int>> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a call gives such a method a delegate to run.</summary>
    internal bool IsCall(IInvocationOperation call) => call.Arguments.Any(Runs);

    /// <summary>Whether an argument is a delegate that the called method runs on several threads at once.</summary>
    internal bool Runs(IArgumentOperation argument) => argument is { Value: IDelegateCreationOperation or IConversionOperation or ILocalReferenceOperation, Parameter: { Type.TypeKind: TypeKind.Delegate, ContainingSymbol: IMethodSymbol method } parameter }
        && method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction && method is { IsAbstract: false, IsVirtual: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1 }
        && _known.GetOrAdd(method.OriginalDefinition, Compute).Contains(parameter.Ordinal);

    private ImmutableHashSet<int> Compute(IMethodSymbol method)
    {
        SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        if (declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax) || !MayStart(declaration))
            return ImmutableHashSet<int>.Empty;
#pragma warning disable RS1030 // The driver hands out no model of another type's file; few methods look like one, and the answer is kept.
        IOperation? root = compilation.GetSemanticModel(declaration.SyntaxTree).GetOperation(declaration);
#pragma warning restore RS1030
        return root is null ? ImmutableHashSet<int>.Empty : method.Parameters.Where(parameter => parameter.Type.TypeKind == TypeKind.Delegate && RunsSeveral(parameter, root)).Select(static parameter => parameter.Ordinal).ToImmutableHashSet();
    }

    // Where turns are given out, the runs may be one after the other.
    private static bool MayStart(SyntaxNode declaration)
    {
        bool starts = false;
        foreach (SyntaxToken token in declaration.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.LockKeyword) || (token.IsKind(SyntaxKind.IdentifierToken) && Limiting.Contains(token.ValueText)))
                return false;
            starts |= token.IsKind(SyntaxKind.IdentifierToken) && Starting.Contains(token.ValueText);
        }

        return starts;
    }

    private bool RunsSeveral(IParameterSymbol parameter, IOperation root)
    {
        List<IOperation> forks = root.Descendants().OfType<IParameterReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Parameter, parameter)).Select(ForkAround).OfType<IOperation>().ToList();
        if (forks.Exists(fork => forkOf(fork) == ForkKind.Parallel))
            return true;
        if (forks.Count == 0)
            return false;
        List<IOperation> joins = root.Descendants().Where(IsJoin).Where(join => !forks.Exists(fork => Nesting.Contains(fork, join))).ToList();
        List<IOperation> starts = forks.Exists(fork => forkOf(fork) == ForkKind.Thread) ? root.Descendants().Where(static part => part is IInvocationOperation { TargetMethod: { Name: "Start", ContainingType.Name: "Thread" } }).ToList() : forks;
        return forks.Exists(fork => IsRepeated(fork, joins)) && starts.TrueForAll(start => !IsJoinedInRound(start, joins)) && starts.Count > 0
            || starts.Count > 1 && forks.Count > 1 && AreBeside(starts[0], starts[1], joins);
    }

    // new Thread(work), Task.Run(() => work(i))
    private IOperation? ForkAround(IParameterReferenceOperation use)
    {
        IOperation given = use;
        if (use.Parent is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } run && run.Instance == use && Nesting.FunctionAround(run) is IAnonymousFunctionOperation lambda)
            given = lambda;
        IOperation? fork = Operand.ConsumerOf(given) is IArgumentOperation { Parent: { } taker } ? taker : null;
        return fork is not null && forkOf(fork) is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem or ForkKind.Parallel ? fork : null;
    }

    private static bool IsRepeated(IOperation fork, List<IOperation> joins) => Nesting.LoopAround(fork) is not null ? !IsJoinedInRound(fork, joins) : IsBegunForEach(fork);

    private static bool IsJoinedInRound(IOperation start, List<IOperation> joins) => Nesting.LoopAround(start) is { } loop && joins.Exists(join => Nesting.Contains(loop, join));

    // Task.WhenAll(Enumerable.Range(0, n).Select(_ => Task.Run(work)))
    private static bool IsBegunForEach(IOperation fork) => Nesting.FunctionAround(fork) is IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda
        && Operand.ConsumerOf(lambda) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Select" } select }
        && Operand.ParentOf(select) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WhenAll" or "WaitAll" or "ToArray" or "ToList" } };

    private static bool AreBeside(IOperation first, IOperation second, List<IOperation> joins) => !Nesting.AreAlternatives(first, second)
        && !joins.Exists(join => join.Syntax.Span.End >= first.Syntax.Span.End && join.Syntax.Span.End <= second.Syntax.SpanStart);

    private static bool IsJoin(IOperation operation) => operation is IAwaitOperation or IPropertyReferenceOperation { Property.Name: "Result" } || (operation is IInvocationOperation call && Joins.Contains(call.TargetMethod.Name));
}
