using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0321BrokenContract>;
using VerifyMissingGuard = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;
using VerifyTwoGuards = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0303TwoGuards>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0321BrokenContractTests
{
    private const string Attributes = """

        [AttributeUsage(AttributeTargets.All)] sealed class GuardedByAttribute : Attribute { public GuardedByAttribute(string guard) { } }
        [AttributeUsage(AttributeTargets.All)] sealed class RequiresLockAttribute : Attribute { public RequiresLockAttribute(string guard) { } }
        """;

    private static string Program(string member, string gate = "readonly object _gate = new();") => $$"""
        class C
        {
            {{gate}}
            readonly object _other = new();
            [GuardedBy("_gate")] int _n;
            [GuardedBy("_gate")] readonly List<int> _items = new();
            [GuardedBy("_gate")] string Name { get; set; }
            [field: GuardedBy("_gate")] string Title { get; set; }
            [GuardedBy("_gate")] object _node;
            {{member}}
        }
        """ + Attributes;

    [Theory]
    [InlineData("public int Get() => [|_n|];")]
    [InlineData("public int Get() { return [|this._n|]; }")]
    [InlineData("public int Value { get => [|_n|]; set => [|_n = value|]; }")]
    [InlineData("public void Up() { [|_n++|]; }")]
    [InlineData("public void Up() => [|_n += 2|];")]
    [InlineData("public void Set() { [|_n = 2|]; lock (_gate) { _n = 3; } [|_n = 4|]; }")]
    [InlineData("public void Set() { lock (_other) { [|_n = 2|]; } }")]
    [InlineData("public void Down() { if ([|_n|] > 0) _n--; }")]
    [InlineData("public void Add() { [|_items.Add(1)|]; }")]
    [InlineData("public int Sum() { int sum = 0; foreach (var i in [|_items|]) sum += i; return sum; }")]
    [InlineData("public List<int> Leak() => [|_items|];")]
    [InlineData("public void Rename() { [|Name = \"x\"|]; }")]
    [InlineData("public void Entitle() { [|Title = \"x\"|]; }")]
    [InlineData("public void M(C other) { lock (_gate) _n = [|other._n|]; }")]
    [InlineData("public void M() { lock (_gate) Task.Run(() => [|_n++|]); }")]
    [InlineData("public async Task M() { await Task.Yield(); [|_n++|]; }")]
    [InlineData("public void M() { Helper(); } void Helper() => [|_n++|];")]
    [InlineData("public void M() { Local(); void Local() => [|_n++|]; }")]
    [InlineData("public object Node => [|_node ??= new object()|];")]
    [InlineData("public override string ToString() => \"\" + [|_n|];")]
    [InlineData("public int M(int i) => i switch { 1 => [|_n|], _ => 0 };")]
    [InlineData("class Nested { public int M(C c) => [|c._n|]; }")]
    public Task Reports_each_use_without_the_lock(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("public C() { _n = 1; _items.Add(1); }")]
    [InlineData("public C() { Init(); } void Init() { _n = 1; }")]
    [InlineData("public int Get() { lock (_gate) return _n; }")]
    [InlineData("public void Set() { Monitor.Enter(_gate); try { _n = 1; } finally { Monitor.Exit(_gate); } }")]
    [InlineData("public void Set() { lock (_gate) Helper(); } void Helper() => _n++;")]
    [InlineData("public void Set() { lock (_gate) { Local(); void Local() => _n++; } }")]
    [InlineData("public void Set() { var gate = _gate; lock (gate) _n++; }")]
    [InlineData("public void M(C other) { lock (other._gate) other._n++; }")]
    [InlineData("public void SetLocked() => _n++;")]
    [InlineData("/// <summary>The caller must hold the lock.</summary>\n public void Set() => _n++;")]
    [InlineData("public void Set() { System.Diagnostics.Debug.Assert(Monitor.IsEntered(_gate)); _n++; }")]
    [InlineData("[RequiresLock(\"_gate\")] public void Set() => _n++;")]
    [InlineData("[GuardedBy(nameof(_gate))] void Set() => _n++;")]
    [InlineData("[RequiresLock(\"Locks.Shared\")] public void Set() => _n++;")]
    [InlineData("public string M() => nameof(_n);")]
    [InlineData("public static C Make() => new C { _n = 1 };")]
    [InlineData("public static C Make() { var c = new C(); c._n = 1; return c; }")]
    [InlineData("~C() { _n = 0; }")]
    public Task Accepts_code_that_keeps_the_contract(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("readonly Lock _gate = new();", "lock (_gate) _n++;")]
    [InlineData("readonly Lock _gate = new();", "using (_gate.EnterScope()) _n++;")]
    [InlineData("readonly SemaphoreSlim _gate = new(1, 1);", "_gate.Wait(); try { _n++; } finally { _gate.Release(); }")]
    [InlineData("readonly ReaderWriterLockSlim _gate = new();", "_gate.EnterWriteLock(); try { _n++; } finally { _gate.ExitWriteLock(); }")]
    [InlineData("readonly Mutex _gate = new();", "_gate.WaitOne(); try { _n++; } finally { _gate.ReleaseMutex(); }")]
    [InlineData("static readonly object _gate = new();", "lock (_gate) _n++;")]
    [InlineData("object _gate { get; } = new();", "lock (_gate) _n++;")]
    public Task Knows_each_kind_of_lock(string gate, string use) =>
        Verify.VerifyAsync(Program($"public void Good() {{ {use} }} public void Bad() {{ [|_n++|]; }}", gate));

    [Theory]
    [InlineData("this", "lock (this)")]
    [InlineData("this._gate", "lock (_gate)")]
    [InlineData("itself", "lock (_items)")]
    [InlineData("_box.Gate", "lock (_box.Gate)")]
    [InlineData("C.s_gate", "lock (s_gate)")]
    [InlineData("s_gate", "lock (C.s_gate)")]
    [InlineData("typeof(C)", "lock (typeof(C))")]
    [InlineData("_inherited", "lock (_inherited)")]
    public Task Knows_each_way_to_name_a_lock(string name, string enter) => Verify.VerifyAsync($$"""
        class Box { public readonly object Gate = new(); }
        class Base { protected readonly object _inherited = new(); }
        class C : Base
        {
            readonly object _gate = new();
            static readonly object s_gate = new();
            readonly Box _box = new();
            [GuardedBy("{{name}}")] readonly List<int> _items = new();
            public void Good() { {{enter}} _items.Add(1); }
            public void Bad() { [|_items.Add(1)|]; }
        }
        """ + Attributes);

    [Theory]
    [InlineData("[[|GuardedBy(\"_gaet\")|]] int _n;")]
    [InlineData("[[|GuardedBy(\"_box.Gaet\")|]] int _n;")]
    [InlineData("[[|GuardedBy(\"C._gaet\")|]] int _n;")]
    [InlineData("[[|GuardedBy(\"_count\")|]] int _n;")]
    [InlineData("[[|GuardedBy(\"Name\")|]] int _n;")]
    [InlineData("[[|GuardedBy(\"_gate\")|]] static int s_n;")]
    [InlineData("[[|GuardedBy(\"this\")|]] static int s_n;")]
    [InlineData("[[|GuardedBy(\"_gaet\")|]] public int N { get; set; }")]
    [InlineData("[[|RequiresLock(\"_gaet\")|]] void M() { }")]
    [InlineData("class Nested { [[|GuardedBy(\"_gaet\")|]] int _n; }")]
    public Task Reports_a_name_that_is_no_lock(string member) => Verify.VerifyAsync($$"""
        class Box { public readonly object Gate = new(); }
        class C
        {
            readonly object _gate = new();
            readonly Box _box = new();
            int _count;
            const int Name = 1;
            {{member}}
        }
        """ + Attributes);

    [Theory]
    [InlineData("[GuardedBy(\"_gate\")] int _n;")]
    [InlineData("[GuardedBy(\"Locks.Shared\")] int _n;")]
    [InlineData("[GuardedBy(\"the UI thread\")] int _n;")]
    [InlineData("[GuardedBy(\"\")] int _n;")]
    [InlineData("[GuardedBy(null)] int _n;")]
    [InlineData("[GuardedBy(\"MakeLock()\")] int _n;")]
    [InlineData("class Nested { [GuardedBy(\"_gate\")] public int _n; public int M() => _n; }")]
    public Task Accepts_a_name_that_is_a_lock_or_may_be(string member) => Verify.VerifyAsync($$"""
        class C { readonly object _gate = new(); {{member}} }
        """ + Attributes);

    [Fact]
    public Task Reports_calls_without_the_lock_that_the_method_asks_for() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            [GuardedBy("_gate")] int _n;
            [RequiresLock("_gate")] void Add() => _n++;
            [GuardedBy("_gate")] int Twice => _n * 2;
            public void Good() { lock (_gate) Add(); }
            [RequiresLock("_gate")] void Also() => Add();
            public void Bad() { [|Add()|]; }
            public int Double() => [|Twice|];
            public int GoodDouble() { lock (_gate) return Twice; }
        }
        """ + Attributes);

    [Fact]
    public Task Reports_in_derived_types_that_know_of_locks() => Verify.VerifyAsync("""
        class B<T> { protected readonly object Gate = new(); [GuardedBy("Gate")] protected T Value; }
        class D : B<int>
        {
            public void Good() { lock (Gate) Value = 1; }
            public void Bad() { [|Value = 1|]; }
        }
        """ + Attributes);

    [Fact]
    public Task Reports_by_any_attribute_of_that_name() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            [Own.GuardedBy(Lock = "_gate")] static int s_free;
            [Own.GuardedBy(Lock = nameof(_gate))] int _n;
            public int Bad() => [|_n|];
        }
        namespace Own { sealed class GuardedBy : Attribute { public string Lock { get; set; } } }
        """.Replace("[Own.GuardedBy(Lock = \"_gate\")] static int s_free;", ""));

    [Fact]
    public Task Says_which_contract_is_broken() => Verify.VerifyAsync(
        """
        class C
        {
            readonly object _gate = new();
            [GuardedBy("_gate")] int _n;
            public void Good() { lock (_gate) {|#1:_n = 1|}; }
            public void Bad() { {|#0:_n = 1|}; }
        }
        """ + Attributes,
        Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("_n", "GuardedBy", "_gate", "it is written here without holding '_gate'; take the lock around this"));

    [Fact]
    public async Task Leaves_nothing_to_the_rules_that_infer_guards()
    {
        string program = """
            class C
            {
                readonly object _gate = new(), _other = new();
                [GuardedBy("_gate")] readonly List<int> _items = new();
                public void Add() { lock (_gate) _items.Add(1); }
                public void Remove() { lock (_gate) _items.Remove(1); }
                public void Clear() { _items.Clear(); }
                public void Also() { lock (_other) _items.Add(1); }
            }
            """ + Attributes;
        await VerifyMissingGuard.VerifyAsync(program);
        await VerifyTwoGuards.VerifyAsync(program);
    }

    [Fact]
    public Task KnownMiss_a_derived_type_that_has_nothing_else_to_do_with_threads() => Verify.VerifyAsync("""
        class B { protected readonly object Gate = new(); [GuardedBy("Gate")] protected int Value; }
        class D : B { public void Bad() { Value = 1; } }
        """ + Attributes);

    [Fact]
    public Task KnownMiss_an_object_in_a_local_variable() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            [GuardedBy("_gate")] int _n;
            static void Bad(C[] all) { var c = all[0]; c._n = 1; }
        }
        """ + Attributes);
}
