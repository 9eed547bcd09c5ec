using VerifyMissingGuard = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;
using VerifyUpdate = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>What attributes say of types and members, and which rules listen. That a rule reports without the attribute shows that it is the attribute that counts.</summary>
public class StatedAttributeTests
{
    private const string Attributes = """

        namespace Any
        {
            class ThreadSafeAttribute : Attribute { } class NotThreadSafeAttribute : Attribute { } class ThreadConfinedAttribute : Attribute { }
            class Immutable : Attribute { } class InvokesImmediatelyAttribute : Attribute { }
        }
        """;

    private static string Guarded(string type, string field, string clear, string kind = "List<int>") => $$"""
        {{type}} class C
        {
            readonly object _gate = new();
            {{field}} readonly {{kind}} _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public void Remove(int i) { lock (_gate) _items.Remove(i); }
            public void Clear() { {{clear}}; }
        }
        class Free : List<int> { }
        [Any.ThreadSafe] class Safe : List<int> { }
        """ + Attributes;

    [Theory]
    [InlineData("", "")]
    [InlineData("[Any.ThreadSafe]", "")]
    public Task Reports_state_that_is_shared(string type, string field) => VerifyMissingGuard.VerifyAsync(Guarded(type, field, "[|_items.Clear()|]"));

    [Theory]
    [InlineData("", "[Any.ThreadConfined]")]
    [InlineData("[Any.ThreadConfined]", "")]
    [InlineData("[Any.NotThreadSafe]", "")]
    public Task Accepts_state_of_one_thread(string type, string field) => VerifyMissingGuard.VerifyAsync(Guarded(type, field, "_items.Clear()"));

    [Theory]
    [InlineData("Free", "[|_items.Clear()|]")]
    [InlineData("Safe", "_items.Clear()")]
    public Task Accepts_objects_that_are_safe(string kind, string clear) => VerifyMissingGuard.VerifyAsync(Guarded("", "", clear, kind));

    [Theory]
    [InlineData("", "[|_n++|]")]
    [InlineData("[Any.ThreadConfined]", "_n++")]
    public Task Accepts_updates_by_one_thread(string attribute, string update) => VerifyUpdate.VerifyAsync($$"""
        class C { {{attribute}} int _n; public void M() { for (int i = 0; i < 9; i++) Task.Run(() => {{update}}); } }
        """ + Attributes);

    [Theory]
    [InlineData("[Any.InvokesImmediately] public void Run(Action a) => _kept = a;")]
    [InlineData("public void Run([Any.InvokesImmediately] Action a) => _kept = a;")]
    public Task Takes_delegates_for_part_of_their_caller(string run) => VerifyMissingGuard.VerifyAsync($$"""
        class Runner { Action _kept; {{run}} }
        class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) _items.Add(i); }
            public void Remove(int i) { lock (_gate) _items.Remove(i); }
            public void Good(Runner r) { lock (_gate) r.Run(() => _items.Add(1)); }
            public void Bad(Runner r) { r.Run(() => [|_items.Add(1)|]); }
        }
        """ + Attributes);
}
