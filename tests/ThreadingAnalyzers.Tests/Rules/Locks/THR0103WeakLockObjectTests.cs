using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0103WeakLockObject>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0103WeakLockObjectTests
{
    /// <summary>Objects of a public type.</summary>
    [Theory]
    [InlineData("lock ([|this|]) { }")]
    [InlineData("lock (([|this|])) { }")]
    [InlineData("lock ([|(object)this|]) { }")]
    [InlineData("Monitor.Enter([|this|]);")]
    [InlineData("bool taken = false; Monitor.Enter([|this|], ref taken);")]
    [InlineData("if (Monitor.TryEnter([|this|], 100)) { }")]
    [InlineData("var self = this; lock ([|self|]) { }")]
    [InlineData("Action a = () => { lock ([|this|]) { } };")]
    [InlineData("lock ([|typeof(C)|]) { }")]
    [InlineData("lock ([|typeof(string)|]) { }")]
    [InlineData("lock ([|GetType()|]) { }")]
    [InlineData("lock ([|_gate.GetType()|]) { }")]
    [InlineData("Type type = typeof(C); lock ([|type|]) { }")]
    [InlineData("lock ([|GetType().Assembly|]) { }")]
    [InlineData("lock ([|GetType().GetMethods()[0].GetParameters()[0]|]) { }")]
    [InlineData("lock ([|\"gate\"|]) { }")]
    [InlineData("lock ([|_name|]) { }")]
    [InlineData("lock ([|_name + 1|]) { }")]
    [InlineData("object o = \"gate\"; lock ([|o|]) { }")]
    [InlineData("lock ([|Named|]) { }")]
    [InlineData("lock ([|Typed|]) { }")]
    [InlineData("Monitor.Enter([|_count|]);")]
    [InlineData("lock ([|(object)_count|]) { }")]
    [InlineData("object o = _count; lock ([|o|]) { }")]
    [InlineData("lock ([|Gate|]) { }")]
    [InlineData("lock ([|Shared|]) { }")]
    [InlineData("lock ([|this.Items|]) { }")]
    [InlineData("lock ([|OfHeirs|]) { }")]
    [InlineData("lock ([|_semaphore|]) { }")]
    [InlineData("lock ([|_mutex|]) { }")]
    [InlineData("lock ([|_readers|]) { }")]
    [InlineData("lock ([|Thread.CurrentThread|]) { }")]
    [InlineData("lock ([|_task|]) { }")]
    [InlineData("lock ([|_byName|]) { }")]
    [InlineData("lock ([|_queue|]) { }")]
    [InlineData("lock ([|_list.SyncRoot|]) { }")]
    [InlineData("lock ([|((System.Collections.ICollection)_plain).SyncRoot|]) { }")]
    public Task Reports_objects_that_others_can_lock(string code) => VerifyAsync(code);

    [Theory]
    [InlineData("lock (_gate) { }")]
    [InlineData("Monitor.Enter(_gate);")]
    [InlineData("lock (_plain) { }")]
    [InlineData("lock (OwnAssembly) { }")]
    [InlineData("lock (_lock) { }")]
    [InlineData("using (_lock.EnterScope()) { }")]
    [InlineData("var gate = _gate; lock (gate) { }")]
    [InlineData("Monitor.Exit(this);")]
    [InlineData("Monitor.Pulse(this);")]
    [InlineData("lock (_done) { }")]
    [InlineData("lock (_other.Root) { }")]
    [InlineData("_semaphore.Wait();")]
    [InlineData("_mutex.WaitOne();")]
    [InlineData("lock (Get().SyncRoot) { }")]
    [InlineData("lock (Get()) { }")]
    [InlineData("void Local(object o) { lock (o) { } }")]
    [InlineData("Action<object> a = o => { lock (o) { } };")]
    public Task Accepts_objects_that_nobody_else_can_lock(string code) => VerifyAsync(code);

    private static Task VerifyAsync(string code) => Verify.VerifyAsync($$"""
        public class C
        {
            private readonly object _gate = new(); private static readonly object Named = "gate", Typed = typeof(C);
            private readonly string _name = "n"; private int _count; private readonly Lock _lock = new();
            private readonly SemaphoreSlim _semaphore = new(1, 1); private readonly Mutex _mutex = new(); private readonly ReaderWriterLockSlim _readers = new();
            private readonly Task _task; private readonly ManualResetEventSlim _done = new();
            private readonly ConcurrentDictionary<string, int> _byName = new(); private readonly BlockingCollection<int> _queue = new();
            private readonly System.Collections.ArrayList _list = new(); private readonly List<int> _plain = new(); private readonly Other _other = new();
            public readonly object Gate = new(); public static readonly object Shared = new(); protected readonly object OfHeirs = new(); internal readonly object OwnAssembly = new();
            public List<int> Items { get; } = new();
            public void M() { {{code}} }
            private System.Collections.ICollection Get() => _list;
        }
        public class Other { public readonly object Root = new(); }
        """);

    [Theory]
    [InlineData("public class C { public void M(object o) { lock ([|o|]) { } } }")]
    [InlineData("public class C { protected void M(C o) { lock ([|o|]) { } } }")]
    [InlineData("public class C { public C(object o) { lock ([|o|]) { } } }")]
    [InlineData("public class C { public void M(Type o) { lock ([|o|]) { } } }")]
    [InlineData("public class C { void M(string o) { lock ([|o|]) { } } }")]
    public Task Reports_parameters(string source) => Verify.VerifyAsync(source);

    [Theory]
    [InlineData("public class C { void M(object o) { lock (o) { } } }")]
    [InlineData("class C { public void M(object o) { lock (o) { } } }")]
    [InlineData("public class C { internal void M(object o) { lock (o) { } } }")]
    [InlineData("public class C { public void M(object o, Action a) { lock (o) { a(); } } }")]
    [InlineData("public class C { public void M(ref object o) { lock (o) { } } }")]
    [InlineData("public class C { public void Take(object o) { Monitor.Enter(o); } }")]
    [InlineData("public sealed class C { private protected void M(object o) { lock (o) { } } }")]
    public Task Accepts_parameters_of_helpers(string source) => Verify.VerifyAsync(source);

    [Theory]
    [InlineData("class C { public readonly object Gate = new(); void M() { lock (Gate) { } } }")]
    [InlineData("public sealed class C { private readonly object _gate = new(); public object this[int i] => _gate; public void M() { lock (this[0]) { } } }")]
    public Task Accepts_what_the_assembly_keeps_to_itself(string source) => Verify.VerifyAsync(source);

    [Theory]
    [InlineData("class C { void M() { lock ({|#0:this|}) { } } }")]
    [InlineData("public class C { class D { void M() { lock ({|#0:this|}) { } } } }")]
    [InlineData("public class C { internal class D { public void M() { var self = this; lock ({|#0:self|}) { } } } }")]
    public Task Hides_the_instance_of_a_type_that_the_assembly_keeps_to_itself(string source) => Verify.VerifyAsync(source, Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden));

    [Fact]
    public Task Reports_this_in_a_public_type_within_a_public_type() =>
        Verify.VerifyAsync("public class C { public class D { void M() { lock ([|this|]) { } } } protected class E { void M() { lock ([|this|]) { } } } }");

    [Fact]
    public Task Accepts_the_lock_that_a_collection_has_to_show() => Verify.VerifyAsync("""
        public abstract class C : System.Collections.ICollection
        {
            private readonly object _gate = new();
            public object SyncRoot => _gate;
            public abstract int Count { get; }
            public abstract bool IsSynchronized { get; }
            public abstract void CopyTo(Array array, int index);
            public abstract System.Collections.IEnumerator GetEnumerator();
            public void M() { lock (SyncRoot) { } }
        }
        """);

    [Fact]
    public Task Says_why() => Verify.VerifyAsync(
        "public class C { public void M() { lock ({|#0:this|}) { } } }",
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithArguments("this", "all code that holds this instance can lock it too, and the type is visible to other assemblies"));

    /// <summary>A parameter may be right; that is a hint, and no warning.</summary>
    [Fact]
    public Task Hints_where_the_program_may_be_right() => Verify.VerifyAsync(
        "public class C { public void M(object o) { lock ({|#0:o|}) { } } }",
        Verify.Finding().WithLocation(0).WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info)
            .WithArguments("o", "the caller chooses it, so that others may lock it too, or use another one"));

    [Fact]
    public Task KnownMiss_an_object_that_a_method_gives_away() =>
        Verify.VerifyAsync("public class C { private readonly object _gate = new(); public object Gate() => _gate; public void M() { lock (_gate) { } } }");

    [Theory]
    [InlineData("if (!_slots.Wait(0)) return; lock (_slots) { try { _n++; } finally { _slots.Release(); } }")]
    [InlineData("var slots = _slots; slots.Wait(); lock (slots) { _n++; slots.Release(); }")]
    public Task Accepts_a_semaphore_of_which_there_is_a_permit_already(string body) => Verify.VerifyAsync("class C { readonly SemaphoreSlim _slots = new(2); int _n; public void M() { " + body + " } }");

    [Theory]
    [InlineData("lock ([|_slots|]) { _slots.Wait(); _n++; _slots.Release(); }")]
    [InlineData("_other.Wait(); lock ([|_slots|]) { _n++; } _other.Release();")]
    public Task Reports_a_semaphore_of_which_there_is_none(string body) => Verify.VerifyAsync("class C { readonly SemaphoreSlim _slots = new(2), _other = new(1); int _n; public void M() { " + body + " } }");
}
