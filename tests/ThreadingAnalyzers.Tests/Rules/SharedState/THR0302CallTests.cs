using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0302MissingGuardCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Locks that are taken by the callers of a member, or by members that do nothing else.</summary>
public class THR0302CallTests
{
    private static string Program(string members) => $$"""
        class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            int _n;
            public void Add(int i) { lock (_gate) { _items.Add(i); _n++; } }
            public int Take() { lock (_gate) { int last = _items[_items.Count - 1]; _items.RemoveAt(_items.Count - 1); _n--; return last; } }
            {{members}}
        }
        """;

    /// <summary>While a debugger shows the object, all threads stand; and a name may say that the caller sees to the lock.</summary>
    [Theory]
    [InlineData("[System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.RootHidden)] public int[] Items => _items.ToArray();")]
    [InlineData("public void AddWithoutTakingLock(int i) { _items.Add(i); }")]
    [InlineData("[System.Diagnostics.DebuggerBrowsable(System.Diagnostics.DebuggerBrowsableState.Never)] public int[] Items => [|_items.ToArray()|];")]
    public Task Tells_views_for_a_debugger_from_others(string member) => Verify.VerifyAsync(Program(member));

    /// <summary>A member that only an object of another class calls, which may hold the lock by another name.</summary>
    [Fact]
    public Task Says_less_of_what_a_scope_calls() => Verify.VerifyAsync("""
        public class Buffer
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            public void Add(int i) { lock (_gate) {|#1:_items.Add(i)|}; }
            public void Trim() { lock (_gate) {|#2:_items.Clear()|}; }
            public Scope Enter() => new Scope(this);
            void Drain() => Drop();
            void Drop() { {|#0:_items.RemoveAt(0)|}; }
            public sealed class Scope
            {
                readonly Buffer _owner;
                public Scope(Buffer owner) => _owner = owner;
                public void Flush() => _owner.Drain();
            }
        }
        """, Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithLocation(2));

    /// <summary>Private members that need the lock of their callers.</summary>
    [Theory]
    [InlineData("public void Trim() { lock (_gate) TrimCore(); } public void Drop() => [|TrimCore()|]; void TrimCore() => _items.Clear();")]
    [InlineData("public void Trim() { lock (_gate) TrimNoLock(); } public void Drop() { [|TrimNoLock()|]; } void TrimNoLock() { _items.Clear(); _n = 0; }")]
    [InlineData("public void Trim() { lock (_gate) Clear(); } public async Task DropAsync() { await Task.Yield(); [|Clear()|]; } void Clear() { _items.Clear(); _n = 0; }")]
    [InlineData("public bool Has(int i) { lock (_gate) return Find(i); } public bool Lacks(int i) => ![|Find(i)|]; bool Find(int i) => _items.Contains(i);")]
    [InlineData("public void Up() { lock (_gate) Step(); } public void Also() { [|Step()|]; } void Step() { _n++; }")]
    [InlineData("public void Trim() { lock (_gate) Clear(); } public void A() { [|Clear()|]; } public void B() { [|Clear()|]; } void Clear() => _items.Clear();")]
    [InlineData("public void Trim() { lock (_gate) Clear(); } public void Drop() { [|Clear()|]; } void Clear() { Forget(); Count(); } void Forget() => Empty(); void Empty() => _items.Clear(); void Count() => _n = 0;")]
    public Task Reports_the_call_without_the_lock(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Trim() { lock (_gate) TrimCore(); } public void Drop() { lock (_gate) { TrimCore(); } } void TrimCore() => _items.Clear();")]
    [InlineData("public C(int i) => TrimCore(); public void Trim() { lock (_gate) TrimCore(); } void TrimCore() => _items.Clear();")]
    [InlineData("public void Trim() { lock (_gate) Clear(); } public void Drop() { Clear(); } void Clear() { lock (_gate) _items.Clear(); }")]
    [InlineData("public void Trim() { lock (_gate) Both(); } internal void Both() => BothCore(); void BothCore() => _items.Clear();")]
    [InlineData("public void Trim() { lock (_gate) Clear(3); } void Clear(int deep) { _items.Clear(); if (deep > 0) Clear(deep - 1); }")]
    public Task Accepts_calls_that_need_no_more(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Fixes_the_call() => Fix.FixesAsync(
        "using System.Collections.Generic;\n" + Program("public void Trim() { lock (_gate) Clear(); }\n    public void Drop()\n    {\n        // All.\n        [|Clear()|];\n    }\n    void Clear() => _items.Clear();"),
        "using System.Collections.Generic;\n" + Program("public void Trim() { lock (_gate) Clear(); }\n    public void Drop()\n    {\n        // All.\n        lock (_gate)\n        {\n            Clear();\n        }\n    }\n    void Clear() => _items.Clear();"));

    /// <summary>Members in which a program wraps its lock.</summary>
    [Theory]
    [InlineData("object _gate = new();", "void Enter() { Monitor.Enter(_gate); } void Exit() => Monitor.Exit(_gate);", "Enter(); try", "finally { Exit(); }")]
    [InlineData("ReaderWriterLockSlim _sync = new();", "void EnterWrite() => _sync.EnterWriteLock(); void ExitWrite() => _sync.ExitWriteLock();", "EnterWrite(); try", "finally { ExitWrite(); }")]
    [InlineData("SemaphoreSlim _one = new(1, 1);", "void Take() => _one.Wait(); void Give() => _one.Release();", "Take(); try", "finally { Give(); }")]
    [InlineData("ReaderWriterLockSlim _sync = new();", "IDisposable WriteScope() { _sync.EnterWriteLock(); return new Scope(_sync.ExitWriteLock); }", "using (WriteScope())", "")]
    [InlineData("Gate _sync = new();", "IDisposable Lock() => _sync.Lock();", "using (Lock())", "")]
    [InlineData("object _gate = new();", "IDisposable Lock() => new Held(_gate);", "using (Lock())", "")]
    public async Task Sees_through_members_that_take_the_lock(string gate, string members, string enter, string exit)
    {
        string Of(string use) => $$"""
            sealed class Scope : IDisposable { readonly Action _end; public Scope(Action end) => _end = end; public void Dispose() => _end(); }
            sealed class Held : IDisposable { readonly object _o; public Held(object o) { Monitor.Enter(o); _o = o; } public void Dispose() => Monitor.Exit(_o); }
            sealed class Gate { public IDisposable Lock() => null; }
            class C
            {
                readonly {{gate}}
                readonly List<int> _items = new();
                {{members}}
                public void Add(int i) { {{enter}} { _items.Add(i); } {{exit}} }
                public void Drop(int i) { {{enter}} { _items.Remove(i); } {{exit}} }
                {{use}}
            }
            """;
        await Verify.VerifyAsync(Of("public void Clear() { [|_items.Clear()|]; }"));
        await Verify.VerifyAsync(Of($"public void Clear() {{ {enter} {{ _items.Clear(); }} {exit} }}"));
        await Verify.VerifyAsync(Of($"public void Clear() {{ {enter} {{ }} {exit} [|_items.Clear()|]; }}"));
    }

    [Fact]
    public Task Sees_through_members_of_a_base_class() => Verify.VerifyAsync("""
        abstract class Locked { readonly object _m = new(); protected void Lock() => Monitor.Enter(_m); protected void Unlock() => Monitor.Exit(_m); }
        class C : Locked
        {
            readonly Queue<int> _items = new();
            public void Put(int i) { Lock(); try { _items.Enqueue(i); } finally { Unlock(); } }
            public int Take() { Lock(); try { return _items.Dequeue(); } finally { Unlock(); } }
            public void Clear() => [|_items.Clear()|];
        }
        """);

    /// <summary>One member that uses the state often has no more votes than one that uses it once.</summary>
    [Fact]
    public Task Reports_a_member_that_does_much_without_the_lock() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            readonly LinkedList<int> _pending = new();
            public void Publish(int i) { lock (_gate) _pending.AddLast(i); }
            public void Acknowledge(int upTo)
            {
                while (_pending.Count > 0 && [|_pending.Contains(upTo)|])
                    [|_pending.RemoveFirst()|];
                _pending.Remove(upTo);
            }
        }
        """);

    [Fact]
    public Task Accepts_the_length_of_an_array_that_is_replaced() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            int[] _items = new int[0];
            public void Add(int i) { lock (_gate) { var next = new int[_items.Length + 1]; Array.Copy(_items, next, _items.Length); next[_items.Length] = i; _items = next; } }
            public int Count => _items.Length;
        }
        """);

    /// <summary>A nested type that works on the object that it belongs to.</summary>
    [Theory]
    [InlineData("readonly Feed _feed; public Item(Feed feed) => _feed = feed;", "_feed")]
    [InlineData("Feed Owner { get; } public Item(Feed owner) => Owner = owner;", "Owner")]
    public async Task Sees_the_owner_of_a_nested_type(string declaration, string owner)
    {
        string Of(string dispose) => $$"""
            class Feed
            {
                readonly object _gate = new();
                readonly List<Item> _items = new();
                public Item Add() { var item = new Item(this); lock (_gate) _items.Add(item); return item; }
                public Item[] All() { lock (_gate) return _items.ToArray(); }
                public sealed class Item : IDisposable
                {
                    {{declaration}}
                    public void Dispose() { {{dispose}} }
                }
            }
            """;
        await Verify.VerifyAsync(Of($"[|{owner}._items.Remove(this)|];"));
        await Verify.VerifyAsync(Of($"lock ({owner}._gate) {owner}._items.Remove(this);"));
    }

    [Theory]
    [InlineData("public int Sum() { int sum = 0; var items = _items; foreach (var i in [|items|]) sum += i; return sum; }")]
    [InlineData("public void Put() { var items = _items; [|items.Add(1)|]; }")]
    [InlineData("public int[] Big() => [|(from i in _items where i > 9 orderby i select i).ToArray()|];")]
    public Task Reports_content_behind_another_name(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("public int Sum() { int sum = 0; lock (_gate) { var items = _items; foreach (var i in items) sum += i; } return sum; }")]
    [InlineData("public int[] Big() { lock (_gate) return (from i in _items where i > 9 select i).ToArray(); }")]
    public Task Accepts_content_behind_another_name(string member) => Verify.VerifyAsync(Program(member));

    /// <summary>A member that takes the lock itself does not expect its callers to hold it.</summary>
    [Fact]
    public Task Reports_what_comes_after_the_lock_on_this() => Verify.VerifyAsync("""
        class Pool
        {
            internal int Busy { get; private set; }
            internal object Rent()
            {
                Monitor.Enter(this);
                Busy++;
                Monitor.Exit(this);
                try { return Make(); }
                catch { [|Busy--|]; throw; }
            }
            internal void Return() { lock (this) { Busy--; } }
            object Make() => Activator.CreateInstance(GetType());
        }
        """);

    /// <summary>A member that runs what it is given under the lock.</summary>
    [Theory]
    [InlineData("void Locked(Action action) { lock (_sync) action(); }", "Locked(() => _names.Add(1));")]
    [InlineData("void Locked(Action action) { lock (_sync) { action?.Invoke(); } }", "Locked(delegate { _names.Add(1); });")]
    [InlineData("T Locked<T>(Func<T> read) { lock (_sync) return read(); }", "Locked(() => { _names.Add(1); return 0; });")]
    [InlineData("void Locked(Action action) { if (action == null) return; Monitor.Enter(_sync); try { action.Invoke(); } finally { Monitor.Exit(_sync); } }", "Locked(() => _names.Add(1));")]
    public async Task Sees_through_members_that_run_code_under_the_lock(string invoker, string add)
    {
        string Of(string member) => $$"""
            class C
            {
                readonly object _sync = new();
                readonly List<int> _names = new();
                {{invoker}}
                public void Add() { {{add}} }
                public void More() { lock (_sync) _names.Add(2); }
                {{member}}
            }
            """;
        await Verify.VerifyAsync(Of(""));
        await Verify.VerifyAsync(Of("public int[] All() => [|_names.ToArray()|];"));
    }

    [Fact]
    public Task Accepts_a_member_that_keeps_what_it_is_given() => Verify.VerifyAsync("""
        class C
        {
            readonly object _sync = new();
            readonly List<int> _names = new();
            Action _later;
            void Later(Action action) { action(); _later = action; }
            public void Add() { Later(() => _names.Add(1)); }
            public void More() { lock (_sync) { _names.Add(2); _later(); } }
            public void Less() { lock (_sync) _names.Clear(); }
        }
        """);

    /// <summary>What is given out runs when the member that gives it out has ended.</summary>
    [Theory]
    [InlineData("public IDisposable Connect() { lock (_gate) _items.Add(1); return new Handle(Disconnect); } void Disconnect() => [|_items.Clear()|];")]
    [InlineData("public IDisposable Connect() => new Handle(() => [|_items.Clear()|]);")]
    [InlineData("public Action Cleaner() { return () => [|_items.Clear()|]; }")]
    public Task Reports_what_runs_later(string members) =>
        Verify.VerifyAsync(Program(members) + "class Handle : IDisposable { readonly Action _end; public Handle(Action end) => _end = end; public void Dispose() => _end(); }");

    [Theory]
    [InlineData("public IDisposable Connect() { lock (_gate) _items.Add(1); return new Handle(Disconnect); } void Disconnect() { lock (_gate) _items.Clear(); }")]
    [InlineData("public void Keep(List<Handle> handles) => handles.Add(new Handle(() => _items.Clear()));")]
    public Task Accepts_what_runs_later_with_the_lock_or_who_knows_where(string members) =>
        Verify.VerifyAsync(Program(members) + "public class Handle : IDisposable { readonly Action _end; public Handle(Action end) => _end = end; public void Dispose() => _end(); }");

    /// <summary>A file alone, without the library that its lock comes from.</summary>
    [Theory]
    [InlineData("AsyncLock", "using (await _lock.LockAsync()) {", "}")]
    [InlineData("AsyncLock", "using (await _lock.LockAsync().ConfigureAwait(false)) {", "}")]
    [InlineData("AsyncLock", "using var held = await _lock.LockAsync();", "")]
    [InlineData("RwLock", "await Task.Yield(); using (_lock.Write()) {", "}")]
    [InlineData("FairLock", "await Task.Yield(); _lock.Enter(); try {", "} finally { _lock.Exit(); }")]
    public Task Reports_beside_a_lock_of_an_unknown_type(string type, string enter, string exit) => new CSharpAnalyzerTest<RuleHost<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>>
    {
        CompilerDiagnostics = CompilerDiagnostics.None,
        TestCode = $$"""
            using System.Collections.Generic; using System.Threading.Tasks; using Unknown.Locks;
            class C
            {
                readonly {{type}} _lock = new {{type}}();
                readonly List<int> _items = new();
                public async Task Add(int i) { {{enter}} _items.Add(i); {{exit}} }
                public async Task Drop(int i) { {{enter}} _items.Remove(i); {{exit}} }
                public void Clear() => [|_items.Clear()|];
            }
            """,
    }.RunAsync();

    /// <summary>Who announces its step by a full fence has a protocol of its own with those that lock.</summary>
    [Theory]
    [InlineData("Interlocked.Exchange(ref _step, (int)Step.Add);")]
    [InlineData("Interlocked.Exchange(ref _tail, --tail);")]
    [InlineData("Interlocked.MemoryBarrier();")]
    public Task Accepts_a_protocol_without_locks(string announce) => Verify.VerifyAsync($$"""
        public class C
        {
            private enum Step { None, Add }
            private readonly object _gate = new();
            private readonly List<int> _items = new();
            private int _step, _tail;
            public void Steal() { lock (_gate) _items.RemoveAt(0); }
            public void Drop() { lock (_gate) _items.Clear(); }
            public void Add(int item, int tail) { {{announce}} _items.Add(item); }
        }
        """);

    // The lock is around all that is done in a round, and not taken for the queue.
    [Theory]
    [InlineData("private void Pass() { while (_queue.TryDequeue(out var next)) Console.WriteLine(next); }", "Pass();")]
    [InlineData("private void Pass() => Step(); private void Step() { if (_queue.Count > 0) Console.WriteLine(_queue.Dequeue()); }", "Pass();")]
    public Task Reports_less_loudly_what_only_callers_lock(string pass, string round) => Verify.VerifyAsync(
        Compositor(pass, round, "{|#0:_queue.Enqueue(item)|};"), Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task Reports_loudly_what_is_locked_in_place() => Verify.VerifyAsync(Compositor("", "while (_queue.TryDequeue(out var next)) Console.WriteLine(next);", "[|_queue.Enqueue(item)|];"));

    private static string Compositor(string pass, string round, string enqueue) => $$"""
        public class Compositor
        {
            private readonly object _lock = new();
            private readonly Queue<int> _queue = new();
            public void Render() { lock (_lock) { Console.WriteLine("round"); {{round}} } }
            public void Enqueue(int item) { {{enqueue}} }
            {{pass}}
        }
        """;
}
