using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which threads may run a body: those of which forks, and from where it is called.</summary>
internal sealed class ThreadContexts
{
    private readonly ThreadingModel _model;
    private readonly IReadOnlyCollection<Body> _bodies;
    private readonly Dictionary<Body, HashSet<Fork>> _forks = [];
    private readonly HashSet<Body> _targets = [];
    private readonly Dictionary<Body, List<(Body Caller, SyntaxNode Site)>> _callsOnOthers = [];
    private readonly Dictionary<Body, List<(Body Caller, SyntaxNode Site)>> _callSites = [];
    private readonly Dictionary<Body, HashSet<Body>> _callees = [];
    private readonly Dictionary<Body, List<(Body Container, IMethodReferenceOperation Reference)>> _references = [];

    internal ThreadContexts(IReadOnlyCollection<Body> bodies, IReadOnlyList<Fork> forks, Callbacks callbacks, ThreadingModel model)
    {
        _model = model;
        _bodies = bodies;
        foreach (Body body in bodies)
            NoteCalls(body, callbacks);
        foreach (Fork fork in forks)
        {
            _targets.UnionWith(fork.Targets);
            foreach (Body target in fork.Targets)
                SpreadFork(fork, target);
        }
    }

    /// <summary>All bodies of which this knows.</summary>
    internal IReadOnlyCollection<Body> Bodies => _bodies;

    /// <summary>The calls of a body from within its type: method calls on the same object, and lambdas that the caller runs at once.</summary>
    internal IReadOnlyList<(Body Caller, SyntaxNode Site)> CallSitesOf(Body body) =>
        _callSites.TryGetValue(body, out List<(Body Caller, SyntaxNode Site)>? sites) ? sites : [];

    /// <summary>A member, and all members of the type that come to it by calls.</summary>
    internal IEnumerable<Body> LeadingTo(Body member)
    {
        var reached = new HashSet<Body> { member };
        var pending = new Queue<Body>(reached);
        while (pending.Count > 0)
        {
            Body current = pending.Dequeue();
            yield return current;
            foreach ((Body caller, _) in CallSitesOf(current).Where(call => reached.Add(call.Caller.Outermost)))
                pending.Enqueue(caller.Outermost);
        }
    }

    /// <summary>What those calls pass for a parameter of the body.</summary>
    internal IEnumerable<(IOperation Value, Body Caller, SyntaxNode Site)> ArgumentsFor(IParameterSymbol parameter, Body body) =>
        from call in CallSitesOf(body)
        from passed in call.Caller.Sites.OfType<IInvocationOperation>()
        where passed.Syntax == call.Site
        let argument = passed.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)
        where argument is not null
        select (argument.Value, call.Caller, call.Site);

    /// <summary>Whether the body is an override that a base class calls by the name that it has there.</summary>
    internal bool IsCalledByBase(Body body)
    {
        for (IMethodSymbol? method = body.Parent is null ? body.Method?.OverriddenMethod : null; method is not null; method = method.OverriddenMethod)
        {
            if (!method.DeclaringSyntaxReferences.IsEmpty && _bodies.Any(other => other.Sites.Exists(site => Calls(site, method))))
                return true;
        }

        return false;
    }

    private static bool Calls(IOperation site, IMethodSymbol method) => site switch
    {
        IInvocationOperation { IsVirtual: true, TargetMethod: var called } => SymbolEqualityComparer.Default.Equals(called.OriginalDefinition, method.OriginalDefinition),
        IPropertyReferenceOperation { Instance.Syntax: not BaseExpressionSyntax, Property: var property } => SymbolEqualityComparer.Default.Equals(property.OriginalDefinition, method.AssociatedSymbol?.OriginalDefinition),
        _ => false,
    };

    /// <summary>The calls of the body on another object than the caller's own, whose locks have other names there.</summary>
    internal IReadOnlyList<(Body Caller, SyntaxNode Site)> CallsOnOthersOf(Body body) =>
        _callsOnOthers.TryGetValue(body, out List<(Body Caller, SyntaxNode Site)>? sites) ? sites : [];

    /// <summary>The places that make a delegate of the body by its name.</summary>
    internal IReadOnlyList<(Body Container, IMethodReferenceOperation Reference)> ReferencesTo(Body body) =>
        _references.TryGetValue(body, out List<(Body Container, IMethodReferenceOperation Reference)>? references) ? references : [];

    /// <summary>The forks whose threads may run the body.</summary>
    internal IReadOnlyCollection<Fork> ForksOf(Body body) => _forks.TryGetValue(body, out HashSet<Fork>? forks) ? forks : [];

    /// <summary>Whether some fork's thread begins with the body.</summary>
    internal bool IsForkTarget(Body body) => _targets.Contains(body);

    /// <summary>Whether code outside the type can call the body.</summary>
    internal static bool IsCallableFromOutside(Body body) => body.Parent is null && body.Symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } => false,
        IMethodSymbol { ExplicitInterfaceImplementations.IsEmpty: false } => true,
        IMethodSymbol method => method.DeclaredAccessibility != Accessibility.Private || method.Name is "Main" or "<Main>$",
        _ => false,
    };

    /// <summary>Whether no code of the type calls the body or makes a delegate of it: whoever does comes from elsewhere, and holds nothing of the type's own.</summary>
    internal bool IsNeverNamed(Body body) => CallSitesOf(body).Count == 0 && CallsOnOthersOf(body).Count == 0 && ReferencesTo(body).Count == 0 && !IsForkTarget(body);

    /// <summary>Whether a body is part of construction: a constructor or initializer, a lambda that one of them runs at once, or a private method that only those call.</summary>
    internal bool IsConstruction(Body body)
    {
        if (IsConstructor(body))
            return true;
        // Most bodies are none, and that shows at once.
        if (CallsOfConstruction(body) is null)
            return false;
        var asked = new HashSet<Body>();
        var pending = new Stack<Body>();
        pending.Push(body);
        while (pending.Count > 0)
        {
            Body current = pending.Pop();
            if (!asked.Add(current) || IsConstructor(current))
                continue;
            if (CallsOfConstruction(current) is not { } calls)
                return false;
            foreach ((Body caller, _) in calls)
                pending.Push(caller);
        }

        return true;
    }

    private static bool IsConstructor(Body body) => body.Parent is null && body.Symbol is not IMethodSymbol or IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    // Null where others than callers in the type run the body.
    private IReadOnlyList<(Body Caller, SyntaxNode Site)>? CallsOfConstruction(Body body) =>
        CallSitesOf(body) is { Count: > 0 } calls && !IsCallableFromOutside(body) && !IsForkTarget(body) ? calls : null;

    private void NoteCallOnOther(Body callee, Body caller, SyntaxNode site)
    {
        if (!_callsOnOthers.TryGetValue(callee, out List<(Body Caller, SyntaxNode Site)>? sites))
            _callsOnOthers[callee] = sites = [];
        sites.Add((caller, site));
    }

    private void NoteCalls(Body caller, Callbacks callbacks)
    {
        foreach (IOperation site in caller.Sites)
        {
            switch (site)
            {
                case IInvocationOperation { Instance: null or IInstanceReferenceOperation } call when callbacks.Of(call.TargetMethod) is { } callee:
                    AddCall(callee, caller, site.Syntax);
                    break;
                case IInvocationOperation call when callbacks.Of(call.TargetMethod) is { } ofAnother:
                    NoteCallOnOther(ofAnother, caller, call.Syntax);
                    break;
                case IInvalidOperation when UnboundCall.Of(site) is { Instance: null or IInstanceReferenceOperation, Method: { } method } && callbacks.Of(method) is { } callee:
                    AddCall(callee, caller, site.Syntax);
                    break;
                case IMethodReferenceOperation reference when callbacks.Of(reference.Method) is { } named:
                    AddReference(named, caller, reference);
                    break;
                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: var property }:
                    NoteAccessors(property, caller, site, callbacks);
                    break;
            }
        }

        if (caller is { Parent: { } outer, Root: IAnonymousFunctionOperation } && RepeatedCallbacks.CallOf(caller) is { } runner && RepeatedCallbacks.RunsAtOnce(runner, _model))
            AddCall(caller, outer, caller.Root.Syntax);
    }

    private void NoteAccessors(IPropertySymbol property, Body caller, IOperation site, Callbacks callbacks)
    {
        foreach (IMethodSymbol? accessor in new[] { property.GetMethod, property.SetMethod })
        {
            if (accessor is not null && callbacks.Of(accessor) is { } callee)
                AddCall(callee, caller, site.Syntax);
        }
    }

    private void AddReference(Body named, Body container, IMethodReferenceOperation reference)
    {
        if (!_references.TryGetValue(named, out List<(Body Container, IMethodReferenceOperation Reference)>? references))
            _references.Add(named, references = []);
        references.Add((container, reference));
    }

    private void AddCall(Body callee, Body caller, SyntaxNode site)
    {
        if (!_callSites.TryGetValue(callee, out List<(Body Caller, SyntaxNode Site)>? sites))
            _callSites.Add(callee, sites = []);
        sites.Add((caller, site));
        if (!_callees.TryGetValue(caller, out HashSet<Body>? callees))
            _callees.Add(caller, callees = []);
        callees.Add(callee);
    }

    private void SpreadFork(Fork fork, Body target) => Spread(target, body =>
    {
        if (!_forks.TryGetValue(body, out HashSet<Fork>? forks))
            _forks.Add(body, forks = []);
        return forks.Add(fork);
    });

    // To everything that the body calls, as long as it is news there.
    private void Spread(Body from, Func<Body, bool> reach)
    {
        var pending = new Stack<Body>();
        pending.Push(from);
        while (pending.Count > 0)
        {
            Body body = pending.Pop();
            if (!reach(body) || !_callees.TryGetValue(body, out HashSet<Body>? callees))
                continue;
            foreach (Body callee in callees)
                pending.Push(callee);
        }
    }
}
