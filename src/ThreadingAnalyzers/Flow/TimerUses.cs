using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a type says about its timers: how often they fire, and whether their callbacks can come together.</summary>
internal sealed class TimerUses(TypeSummary summary, ThreadingModel model)
{
    private const int MostBodies = 12;
    private static readonly string[] LongVerbs = ["Delete", "Download", "Execute", "Export", "Fetch", "Import", "Load", "Poll", "Post", "Publish", "Query", "Receive", "Save", "Scan", "Send", "Sync", "Upload"];
    private static readonly string[] Remote = ["Api", "Database", "Endpoint", "Gateway", "Repository"];
    private static readonly HashSet<string> LongWork = new(StringComparer.Ordinal) { "IO", "Net", "Sockets", "Http", "Data", "Common" };

    /// <summary>Whether nothing keeps a timer that is made here from being collected while it should run.</summary>
    internal bool IsLost(IOperation creation)
    {
        // With no state given the timer is its own state, and keeps itself.
        if (creation.Syntax is not BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: >= 2 })
            return false;
        ObjectUses uses = ObjectTracer.UsesOf(creation, summary.References);
        // One that never fires nobody misses.
        if (creation is IObjectCreationOperation bound && WaitsForChange(bound) && uses.Members.Count == 0)
            return false;
        return uses is { Escapes: false, IsStored: false, IsInUsing: false, ReturnedBy.Count: 0 }
            && uses.Members.TrueForAll(member => member is IInvocationOperation { TargetMethod.Name: "Change" or nameof(GetType) or nameof(ToString) or nameof(GetHashCode) } && !IsInLambda(member, creation));
    }

    /// <summary>Whether a timer is disposed at the end of a scope in which nothing lets time go by: it never fires.</summary>
    internal static bool IsDisposedAtOnce(IObjectCreationOperation creation) => creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "dueTime")?.Value is { } due && TimeSpans.Milliseconds(due) is not 0
        && !WaitsForChange(creation) && ScopeOf(creation.Syntax) is { } scope && !scope.SelectMany(static statement => statement.DescendantNodesAndSelf(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))).Any(MayLast);

    private static IEnumerable<StatementSyntax>? ScopeOf(SyntaxNode creation) => creation.FirstAncestorOrSelf<StatementSyntax>() switch
    {
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0, Parent: BlockSyntax block } declaration => block.Statements.SkipWhile(one => one != declaration).Skip(1),
        UsingStatementSyntax { Statement: var inside } region when !inside.Span.Contains(creation.Span) => [inside],
        _ => null,
    };

    // Anything but writing to the console.
    private static bool MayLast(SyntaxNode node) => node is AwaitExpressionSyntax or YieldStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }
        || node is InvocationExpressionSyntax call && call.Expression.ToString() is not ("Console.Write" or "Console.WriteLine" or "Console.Error.WriteLine" or "Debug.WriteLine");

    private static ImmutableArray<IArgumentOperation> ArgumentsOf(IOperation creation) => creation is IObjectCreationOperation made ? made.Arguments : ((IInvocationOperation)creation).Arguments;

    /// <summary>Whether a timer fires only after somebody sets its time.</summary>
    internal static bool WaitsForChange(IOperation creation) => ArgumentsOf(creation).FirstOrDefault(static argument => argument.Parameter?.Name == "dueTime")?.Value is { } due && TimeSpans.Milliseconds(due) is -1 or uint.MaxValue;

    /// <summary>Whether a timer fires again and again on its own, with a period short enough for its work to last longer.</summary>
    internal static bool IsPeriodic(IOperation creation) => ArgumentsOf(creation).FirstOrDefault(static argument => argument.Parameter?.Name == "period")?.Value is { } period
        && (TimeSpans.Milliseconds(period) is not { } length || IsShort(length));

    private static bool IsShort(double milliseconds) => milliseconds is > 0 and <= 10_000;

    /// <summary>What a callback changes that its next run may be changing too; null where that is guarded, or the callback is done at once.</summary>
    internal IOperation? UnguardedChangeIn(Body callback)
    {
        List<Body> run = RunBy(callback);
        if (run.Exists(body => body.IsAsync || body.HasUnbound && body.Sites.Exists(IsUnboundGuard) || body.Sites.Exists(site => IsGuard(site) && !IsLateStop(site, body))) || !run.Exists(body => body.Sites.Exists(MayTakeLong)))
            return null;
        return run.Select(body => body.Sites.Find(site => IsChange(site, body))).FirstOrDefault(static change => change is not null);
    }

    // The callback, and the methods of the type that it calls and waits for, also on the object that it is given: static me => ((Ticker)me).Poll().
    private List<Body> RunBy(Body callback)
    {
        List<Body> run = [callback];
        for (int i = 0; i < run.Count && run.Count < MostBodies; i++)
            run.AddRange(run[i].Sites.OfType<IInvocationOperation>().Where(static call => call.Instance is null || Operand.Unwrap(call.Instance) is IInstanceReferenceOperation or IParameterReferenceOperation).Select(call => summary.Callbacks.Of(call.TargetMethod)).OfType<Body>().Where(body => !run.Contains(body)).Distinct());
        return run;
    }

    // A lock of a base type that is not there.
    private static bool IsUnboundGuard(IOperation site) => UnboundCalls.NameOf(site) is { } name && (name.StartsWith("Try", StringComparison.Ordinal) || name is "Enter" or "Lock" or "Wait" or "WaitOne" or "Stop");

    /// <summary>Whether a timer that is made without times gets a short period later, once and for all: <c>timer.Change(1000, 1000)</c>.</summary>
    internal bool BecomesPeriodic(IOperation creation) => (ArgumentsOf(creation).Length <= 2 || WaitsForChange(creation)) && summary.Bodies.Any(static body => body.Sites.Exists(static site => site is IInvocationOperation call && SetsPeriod(call)));

    private static bool SetsPeriod(IInvocationOperation call) => call is { TargetMethod: { Name: "Change", ContainingType: { Name: "Timer" or "ITimer", ContainingNamespace.Name: "Threading" } }, Arguments: [_, { Value: var period }] } && TimeSpans.Milliseconds(period) is { } length && IsShort(length);

    private static bool Stops(IInvocationOperation call) => call is { TargetMethod.Name: "Change", Arguments: [{ Value: var due }, ..] } && TimeSpans.Milliseconds(due) is -1;

    /// <summary>Whether somebody sets the times of a timer of the type later.</summary>
    internal bool MayBeRearmed => summary.Bodies.Any(static body => body.Sites.Exists(IsRearming));

    private static bool IsRearming(IOperation site) => site switch
    {
        IInvocationOperation { TargetMethod: { Name: "Change", ContainingType.Name: "Timer" or "ITimer" } } => true,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "AutoReset" or "SynchronizingObject", ContainingType.Name: "Timer" } }, Value: var value } =>
            value.ConstantValue is not { HasValue: true, Value: true },
        _ => false,
    };

    /// <summary>Whether the timer waits for its callback: <c>timer.Change(…, Timeout.Infinite)</c>, <c>timer.AutoReset = false</c>.</summary>
    internal bool IsRearmed(Body callback)
    {
        List<Body>? run = null;
        return summary.Bodies.Any(body => body.Sites.Exists(site => IsRearming(site) && !(site is IInvocationOperation call && (SetsPeriod(call) || Stops(call)) && !(run ??= RunBy(callback)).Contains(body))));
    }

    private static bool IsInLambda(IOperation member, IOperation creation)
    {
        for (IOperation? parent = member.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation && !parent.Syntax.Span.Contains(creation.Syntax.Span))
                return true;
        }

        return false;
    }

    private bool MayTakeLong(IOperation site) => HasLongName(site) || (UnboundCall.Of(site)?.Method is { } unbound && IsLongWork(unbound)) || UnboundCall.TaskBlockedOnBy(site) is not null
        || site is IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } && model.Types.IsTask(task.Type) || site is IInvocationOperation { TargetMethod: { } method } call
        && (method.MethodKind == MethodKind.DelegateInvoke
            || IsLongWork(method)
            || model.Joins.KindOf(method) is JoinKind.Handles or JoinKind.Signal
            || method is { Name: "Sleep", ContainingType.Name: "Thread" });

    private static bool IsLongWork(IMethodSymbol method) => Framework.Owns(method.ContainingType) && LongWork.Contains(method.ContainingType.ContainingNamespace.Name) && method.ContainingType.Name != "Path";

    // What another object or machine does by its name: _client.PostEvents(batch).
    private static bool HasLongName(IOperation site)
    {
        string? name = site is IInvocationOperation { Instance: { } instance, TargetMethod: var method } && IsKept(instance) && !Framework.Owns(method.ContainingType) ? method.Name : UnboundCalls.NameOf(site);
        return name is not null && (Array.Exists(LongVerbs, verb => name.StartsWith(verb, StringComparison.Ordinal)) || IsRemote((site as IInvocationOperation)?.Instance ?? UnboundCalls.ReceiverOf(site)));
    }

    // Also as a parameter of the primary constructor.
    private static bool IsKept(IOperation receiver) => receiver is IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    // By the name of its type: IWarehouseApi, OrderRepository.
    private static bool IsRemote(IOperation? receiver) => receiver is not null && IsKept(receiver) && receiver.Type is { Name: var type } && !Framework.Owns(receiver.Type as INamedTypeSymbol) && Array.Exists(Remote, end => type.EndsWith(end, StringComparison.Ordinal));

    // Anything that may keep the next run out, right or wrong.
    private static bool IsGuard(IOperation site) => site switch
    {
        // A state that is tested and set under a lock; any other one keeps out who needs it, where it is held.
        ILockOperation region => region.Body.Descendants().Any(static part => part is ISimpleAssignmentOperation { Target: IFieldReferenceOperation } or IIncrementOrDecrementOperation { Target: IFieldReferenceOperation } or ICompoundAssignmentOperation { Target: IFieldReferenceOperation }),
        IInvocationOperation { TargetMethod: { } method } => method.ContainingType?.Name is "Interlocked" or "Monitor" or "SemaphoreSlim" or "Mutex" || method is { Name: "Stop" or "Enter" or "EnterScope" or "TryEnter", ContainingType.ContainingNamespace.Name: "Timers" or "Threading" },
        IPropertyReferenceOperation { Property: { Name: "Enabled", ContainingType.Name: "Timer" } } => true,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Boolean } } => true,
        _ => false,
    };

    // if (_connect()) _timer.Stop(): until then the timer has come round again.
    private bool IsLateStop(IOperation site, Body body) => site is IInvocationOperation { TargetMethod: { Name: "Stop", ContainingType.ContainingNamespace.Name: "Timers" } }
        && body.Sites.Exists(work => work.Syntax.SpanStart < site.Syntax.SpanStart && MayTakeLong(work));

    private bool IsChange(IOperation site, Body callback) => site switch
    {
        IIncrementOrDecrementOperation { Target: var target } => IsShared(target) || IsCaptured(target, callback),
        ICompoundAssignmentOperation { Target: var target } => (IsShared(target) || IsCaptured(target, callback)) && target.Type?.TypeKind != TypeKind.Delegate,
        IInvocationOperation { Instance: IFieldReferenceOperation field } call => FamilyOf(field) is { } family && UnsafeObjects.UseBy(call.TargetMethod, family) == ContentUse.Change,
        // _last[station] = value;
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation field } } => FamilyOf(field) is not null,
        _ => false,
    } && !Nesting.IsInLock(site) && !callback.Sites.Exists(taken => taken is IInvocationOperation call && model.Locks.EffectOf(call) is not null);

    // All runs have the variable of the one method that made the timer.
    private static bool IsCaptured(IOperation target, Body callback) => Operand.Unwrap(target) is ILocalReferenceOperation { Local: var local } && callback.Parent is { } maker && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, maker.Symbol);

    private ObjectFamily? FamilyOf(IFieldReferenceOperation field) => field.Field is { IsReadOnly: true } or { DeclaredAccessibility: Accessibility.Private } && IsShared(field) ? model.UnsafeObjects.FamilyOf(field.Type) : null;

    private static bool IsShared(IOperation target) => Operand.Unwrap(target) is IFieldReferenceOperation { Field: var field } && !SharedLocations.IsPerThread(field)
        || Operand.Unwrap(target) is IPropertyReferenceOperation { Property: var property } && SharedLocations.IsAutoProperty(property) && !SharedLocations.IsPerThread(property);
}
