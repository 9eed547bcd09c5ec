using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>One row of the table: what becomes of an asynchronous callback.</summary>
/// <param name="Effect">What happens at its first await.</param>
/// <param name="PromisesEnd">Whether the member returns only once the work is done, so that callers rely on that.</param>
/// <param name="IsGuess">Whether it is only likely that the delegate is run as work.</param>
internal sealed record VoidCallbackRow(string Effect, bool PromisesEnd = false, bool IsGuess = false);

/// <summary>Who runs a delegate as work, and takes it for done when it returns.</summary>
internal sealed class VoidCallbacks(UserOptions options)
{
    private readonly ApiTable<VoidCallbackRow> _table = new(Rows().Concat(options.Rows(OptionKeys.ImmediateCallbacks, new VoidCallbackRow("the call returns at its first await"))));

    private readonly ApiTable<string> _immediate = new(options.Rows(OptionKeys.ImmediateCallbacks, ""));

    /// <summary>The names without which no code gives such work away, as far as no other table has them.</summary>
    internal static IEnumerable<string> Words => ["ForEach", "ForAll", "Register", "UnsafeRegister", "DoWork", "Post", "Progress", "RunOnUiThread", "BeginInvokeOnMainThread", "InvokeOnMainThread"];

    /// <summary>Whether the options or an attribute say that a method runs its callbacks at once.</summary>
    internal bool IsDeclaredImmediate(IMethodSymbol method) => _immediate.Find(method) is not null || StatedAttributes.RunAtOnce(method);

    /// <summary>What becomes of an asynchronous delegate that is passed for a parameter; null where that is not known.</summary>
    internal VoidCallbackRow? Of(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation)
    {
        if (_table.Find(method) is { } row)
            return row;
        if (CallsItself(method, parameter, cancellation))
            return new($"'{method.Name}' goes on at its first await");
        if (PassesOn(method, parameter, cancellation))
            return new($"'{method.Name}' gives it away as work that is done at its first await", IsGuess: true);
        return StoredDelegates.CalledFieldOf(method, parameter, cancellation) is { } field ? new($"whoever calls '{field}' goes on at its first await", IsGuess: true) : null;
    }

    /// <summary>What becomes of the asynchronous lambdas in a call or creation that does not bind; null where that is not known, or an overload could wait for them.</summary>
    internal VoidCallbackRow? OfUnbound(IOperation operation)
    {
        UnboundCall? unbound = UnboundCall.Of(operation);
        // Whatever it is called on, nobody waits for the tasks: it takes none, or gives one that is dropped.
        if (unbound is { Name: "ForEach", Method: null } && operation.Parent is IExpressionStatementOperation)
            return new("ForEach goes on to the next element at its first await");
        if (unbound is { Name: "RunOnUiThread" or "BeginInvokeOnMainThread" or "InvokeOnMainThread", Method: null } && operation.Parent is IExpressionStatementOperation)
            return new($"{unbound.Name} does not wait for it", IsGuess: true);
        IMethodSymbol? called = operation.Syntax is BaseObjectCreationExpressionSyntax ? (operation.Type as INamedTypeSymbol)?.InstanceConstructors.FirstOrDefault() : unbound?.Method;
        return called is not null && _table.Find(called) is { } row && called.ContainingType.GetMembers(called.Name).OfType<IMethodSymbol>().All(TakesOnlyVoid) ? row : null;
    }

    private static bool TakesOnlyVoid(IMethodSymbol overload) =>
        overload.Parameters.All(static parameter => parameter.Type is not INamedTypeSymbol { DelegateInvokeMethod.ReturnsVoid: false });

    /// <summary>What becomes of an asynchronous handler of an event; null where the event is one of those that are handled that way.</summary>
    internal VoidCallbackRow? Of(IEventSymbol handled) => handled.AddMethod is { } add ? _table.Find(add) : null;

    // A method of this compilation that calls its parameter, and not only stores or forwards it.
    private static bool CallsItself(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation) =>
        method.OriginalDefinition.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation) is { } declaration
            && declaration.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax || node == declaration)
                .Any(node => node is InvocationExpressionSyntax call && IsCallOf(call.Expression, parameter.Name)));

    // A method of this compilation that gives its parameter to others, or leaves to its heirs what becomes of it; to store it is not to run it.
    private static bool PassesOn(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation) =>
        method.MethodKind == MethodKind.Ordinary
        && method.OriginalDefinition.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation) is { } declaration && (method.IsAbstract || UsesOf(parameter.Name, declaration).All(use => IsGiven(use) && IsRun(use, declaration))));

    private static IEnumerable<IdentifierNameSyntax> UsesOf(string name, SyntaxNode declaration) =>
        declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name);

    private static bool IsGiven(IdentifierNameSyntax use) => use.Parent switch
    {
        ArgumentSyntax argument => IsToRunner(argument),
        InvocationExpressionSyntax call => call.Expression == use,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke" } => true,
        BinaryExpressionSyntax or IsPatternExpressionSyntax => true,
        _ => false,
    };

    // A lambda around the use has to be run, too.
    private static bool IsRun(IdentifierNameSyntax use, SyntaxNode declaration) => use.Ancestors().TakeWhile(node => node != declaration).OfType<AnonymousFunctionExpressionSyntax>()
        .All(static lambda => lambda.Parent is ArgumentSyntax argument && IsToRunner(argument));

    private static bool IsToRunner(ArgumentSyntax argument) => argument.Parent?.Parent is InvocationExpressionSyntax call
        && NameOf(call.Expression) is "nameof" or "ThrowIfNull" or "Run" or "StartNew" or "Invoke" or "ForEach" or "QueueUserWorkItem";

    private static string? NameOf(ExpressionSyntax called) => called switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    internal static bool IsCallOf(ExpressionSyntax called, string name) => called switch
    {
        IdentifierNameSyntax direct => direct.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: IdentifierNameSyntax receiver } => receiver.Identifier.ValueText == name,
        MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Invoke", Parent.Parent: ConditionalAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } } =>
            receiver.Identifier.ValueText == name,
        _ => false,
    };

    private static IEnumerable<(string Type, string Member, VoidCallbackRow Row)> Rows()
    {
        const string Tasks = "System.Threading.Tasks.", Threading = "System.Threading.";
        foreach (string member in new[] { "For", "ForEach", "Invoke" })
            yield return (Tasks + "Parallel", member, new($"Parallel.{member} returns while the work still runs", PromisesEnd: true));
        yield return ("System.Linq.ParallelEnumerable", "ForAll", new("ForAll returns while the work still runs", PromisesEnd: true));
        foreach (string type in new[] { "System.Collections.Generic.List`1", "System.Array", "System.Collections.Immutable.ImmutableList`1" })
            yield return (type, "ForEach", new("ForEach goes on to the next element at its first await"));
        yield return (Tasks + "Task", "Run", new("the task ends at its first await"));
        yield return (Threading + "Thread", ".ctor", new("the thread ends at its first await"));
        yield return ("MoreLinq.MoreEnumerable", "ForEach", new("ForEach goes on to the next element at its first await"));
        yield return ("System.Linq.EnumerableEx", "ForEach", new("ForEach goes on to the next element at its first await"));
        foreach (string type in new[] { "System.Windows.Threading.Dispatcher", "System.Windows.Forms.Control" })
            yield return (type, "Invoke", new("Invoke returns at its first await", PromisesEnd: true));
        yield return (Threading + "SynchronizationContext", "Send", new("Send returns at its first await", PromisesEnd: true));
        yield return (Threading + "SynchronizationContext", "Post", new("the context does not wait for it", IsGuess: true));
        yield return ("System.Progress`1", ".ctor", new("reports overlap at its first await", IsGuess: true));
        yield return ("System.ComponentModel.BackgroundWorker", "add_DoWork", new("the worker takes it for done at its first await", PromisesEnd: true));
        foreach (string member in new[] { "Throws", "DoesNotThrow", "Catch" })
            yield return ("NUnit.Framework.Assert", member, new("the assertion sees nothing of what comes after its first await", PromisesEnd: true));
        VoidCallbackRow timer = new("the timer does not wait for it, so that calls overlap"), pool = new("the pool takes it for done at its first await"), cancel = new("Cancel does not wait for it");
        yield return (Threading + "Timer", ".ctor", timer);
        yield return ("System.Timers.Timer", "add_Elapsed", timer);
        foreach (string member in new[] { "QueueUserWorkItem", "UnsafeQueueUserWorkItem", "RegisterWaitForSingleObject" })
            yield return (Threading + "ThreadPool", member, pool);
        yield return (Threading + "CancellationToken", "Register", cancel);
        yield return (Threading + "CancellationToken", "UnsafeRegister", cancel);
        yield return ("System.ObservableExtensions", "Subscribe", new("the subscription does not wait for it, so that calls overlap"));
    }
}
