using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// What is known about a top-level type and its nested types once all their bodies are: which bodies run on which threads, and who
/// accesses what there. Built only for types with evidence of concurrency. It memoizes as it is asked, for one thread and one cancellation;
/// what is costly, the lock flow of each body, is shared with the rules about bodies.
/// </summary>
internal sealed class TypeSummary
{
    private readonly Lazy<IReadOnlyList<Body>> _own;
    private readonly Lazy<IReadOnlyList<Body>> _bodies;
    private readonly Lazy<Callbacks> _callbacks;
    private readonly Lazy<IReadOnlyList<Fork>> _forks;
    private readonly Lazy<ThreadContexts> _contexts;
    private readonly Lazy<Construction> _construction;
    private readonly Lazy<HeldLocks> _heldLocks;
    private readonly Lazy<Dictionary<AccessPath, List<Access>>> _accesses;
    private readonly Lazy<AccessTable> _table;
    private readonly Lazy<GuardInference> _guards;
    private readonly Lazy<Parallelism> _parallelism;
    private readonly Lazy<HandleGroups> _handles;
    private readonly Lazy<CalleeAccesses> _callees;
    private readonly Lazy<ObjectReferences> _references;
    private readonly ThreadingModel _model;
    private readonly ForeignBodies _foreign;
    private ConcurrentUses? _concurrentUses;
    private StartingMethods? _startingMethods;
    private readonly Lazy<CriticalPairs> _criticalPairs;

    /// <summary>Makes a summary; what it says is worked out when it is asked for.</summary>
    /// <param name="concerned">The members whose text has to do with threads.</param>
    /// <param name="all">Gives all members of the type.</param>
    /// <param name="model">The model of the compilation.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal TypeSummary(IEnumerable<BodyScan> concerned, Func<IEnumerable<BodyScan>> all, ThreadingModel model, CancellationToken cancellation)
    {
        _model = model;
        ForeignBodies foreign = _foreign = new ForeignBodies(model, cancellation);
        ConcernedBodies = BodiesOf(concerned);
        _own = Late(() => BodiesOf(all()));
        _callbacks = Late(() => new Callbacks(_own.Value));
        _forks = Late(() => new ForkFinder(model, Callbacks, foreign).Find(_own.Value));
        _bodies = Late<IReadOnlyList<Body>>(() => _own.Value.Union(Forks.SelectMany(static fork => fork.Targets)).ToList());
        _contexts = Late(() => new ThreadContexts(Bodies, Forks, Callbacks, model));
        _callees = Late(() => new CalleeAccesses(foreign, Callbacks, model, cancellation));
        _construction = Late(() => new Construction(Contexts));
        _heldLocks = Late(() => new HeldLocks(Contexts, Construction, new OwnInvokers(Callbacks), model, cancellation));
        _accesses = Late(FindAccesses);
        _references = Late(() => new ObjectReferences(_own.Value, foreign));
        _table = Late(() => new AccessTable(this, model));
        _guards = Late(() => new GuardInference(this, model, cancellation));
        _handles = Late(() => new HandleGroups(Forks, Bodies));
        _criticalPairs = Late(() => new CriticalPairs(_own.Value, this, model, cancellation));
        _parallelism = Late(() => new Parallelism(this, model, cancellation));
    }

    /// <summary>The bodies whose member's text has to do with threads, in source order: all that take locks or start threads are among them.</summary>
    internal IReadOnlyList<Body> ConcernedBodies { get; }

    /// <summary>All bodies of the type itself, in source order of their members.</summary>
    internal IReadOnlyList<Body> OwnBodies => _own.Value;

    /// <summary>All bodies, in source order of their members; then methods of other types that threads started here begin with.</summary>
    internal IReadOnlyList<Body> Bodies => _bodies.Value;

    internal Callbacks Callbacks => _callbacks.Value;

    /// <summary>The body of a method of this type, or of another type of the same compilation; null where there is none.</summary>
    internal Body? BodyOfAny(IMethodSymbol method) => Callbacks.Of(method) ?? _foreign.Of(method);

    /// <summary>The places that give code of this type to other threads.</summary>
    internal IReadOnlyList<Fork> Forks => _forks.Value;

    internal ThreadContexts Contexts => _contexts.Value;

    /// <summary>Which bodies run before anybody else has the object.</summary>
    internal Construction Construction => _construction.Value;

    internal HeldLocks HeldLocks => _heldLocks.Value;

    /// <summary>What is done under which locks.</summary>
    internal CriticalPairs CriticalPairs => _criticalPairs.Value;

    /// <summary>Which methods do nothing but start work.</summary>
    internal StartingMethods StartingMethods => _startingMethods ??= new StartingMethods(this, _model);

    /// <summary>Which variables hold the threads and tasks of the forks.</summary>
    internal HandleGroups Handles => _handles.Value;

    /// <summary>Where the type names its variables and calls its methods.</summary>
    internal ObjectReferences References => _references.Value;

    /// <summary>Which accesses may happen in parallel.</summary>
    internal Parallelism Parallelism => _parallelism.Value;

    /// <summary>The accesses to each location that threads may share, in source order.</summary>
    internal IReadOnlyDictionary<AccessPath, List<Access>> Accesses => _accesses.Value;

    /// <summary>The accesses with the locks that they hold.</summary>
    internal AccessTable AccessTable => _table.Value;

    /// <summary>Which lock guards which location.</summary>
    internal GuardInference Guards => _guards.Value;

    /// <summary>
    /// The calls on concurrent collections. Where the type declares one, its members need no other word to be of interest.
    /// </summary>
    internal ConcurrentUses ConcurrentUsesIn(INamedTypeSymbol type) =>
        _concurrentUses ??= new ConcurrentUses(_model.ConcurrentCollections.AreHeldBy(type) ? OwnBodies : ConcernedBodies, Callbacks, () => HeldLocks, _model);

    /// <summary>The accesses that the type's own code makes itself.</summary>
    internal IEnumerable<Access> OwnAccesses
    {
        get
        {
            var own = new HashSet<Body>(OwnBodies);
            return Accesses.Values.SelectMany(static accesses => accesses).Where(access => own.Contains(access.Body) && access.Body.Root.Syntax.Contains(access.Operation.Syntax));
        }
    }

    private static Lazy<T> Late<T>(Func<T> value) => new(value, isThreadSafe: false);

    private static IReadOnlyList<Body> BodiesOf(IEnumerable<BodyScan> scans) => scans.SelectMany(static scan => scan.Body.SelfAndNested()).ToList();

    private Dictionary<AccessPath, List<Access>> FindAccesses()
    {
        var byLocation = new Dictionary<AccessPath, List<Access>>();
        foreach (Access access in Bodies.SelectMany(AccessFinder.In))
            Add(byLocation, access);
        foreach (Access access in Bodies.Where(body => Contexts.ForksOf(body).Count > 0 || body.HasForks).SelectMany(_callees.Value.In))
            Add(byLocation, access);
        foreach (Access access in _own.Value.SelectMany(body => _callees.Value.ToPassed(body, Contexts)))
            Add(byLocation, access);
        foreach (AccessPath variable in byLocation.Keys.Where(static path => path.Members.IsEmpty && path.Root is ILocalSymbol or IParameterSymbol).ToList())
        {
            if (Bodies.FirstOrDefault(body => SymbolEqualityComparer.Default.Equals(body.Symbol, variable.Root!.ContainingSymbol)) is { } owner)
            {
                foreach (Access access in AccessFinder.ToOwn(variable.Root!, owner))
                    Add(byLocation, access);
            }
        }

        return byLocation;
    }

    private static void Add(Dictionary<AccessPath, List<Access>> byLocation, Access access)
    {
        if (!byLocation.TryGetValue(access.Location, out List<Access>? accesses))
            byLocation.Add(access.Location, accesses = []);
        accesses.Add(access);
    }
}
