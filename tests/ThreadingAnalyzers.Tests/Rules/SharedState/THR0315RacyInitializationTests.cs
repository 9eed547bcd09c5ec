using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0315RacyInitialization,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0315RacyInitializationCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0315RacyInitialization>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0315RacyInitializationTests
{
    private static string InType(string members) => $$"""
        class X { public int N; public void Init() { } }
        class Fixed { public readonly int N = 1; }
        class C
        {
            static X s_x; X _x; volatile X _volatile; static Fixed s_fixed; static string s_text; static FileStream s_file; int? _number; static List<int> s_list; bool _ready; X Own { get; set; }
            readonly object _gate = new(); readonly SemaphoreSlim _permit = new(1, 1); readonly ReaderWriterLockSlim _rw = new();
            static Task s_task = Task.CompletedTask;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("X M() { if (_x == null) { lock (_gate) { [|_x = new X()|]; } } return _x; }")]
    [InlineData("X M() { if (_x != null) return _x; lock (_gate) { [|_x = new X()|]; } return _x; }")]
    [InlineData("X M() { var x = _x; if (x is null) { lock (_gate) { x = new X(); [|_x = x|]; } } return x; }")]
    [InlineData("X M() { if (Own == null) lock (_gate) [|Own = new X()|]; return Own; }")]
    [InlineData("int M() { if (!_number.HasValue) lock (_gate) [|_number = 3|]; return _number.Value; }")]
    [InlineData("async Task<X> M() { if (_x == null) { await _permit.WaitAsync(); try { [|_x = await Task.FromResult(new X())|]; } finally { _permit.Release(); } } return _x; }")]
    [InlineData("X M() { if (_x == null) { Monitor.Enter(_gate); try { [|_x = new X()|]; } finally { Monitor.Exit(_gate); } } return _x; }")]
    [InlineData("X M() { if (_x == null) { _rw.EnterWriteLock(); try { [|_x = new X()|]; } finally { _rw.ExitWriteLock(); } } return _x; }")]
    public Task Reports_a_lock_without_a_second_test(string members) => Verify.VerifyAsync(InType(members));

    /// <summary>Who takes a lock to change it expects that others come meanwhile.</summary>
    [Theory]
    [InlineData("async Task<X> M() { if (_x == null) [|_x = await MakeAsync()|]; return _x; } public void Forget() { lock (_gate) _x = null; }")]
    [InlineData("async Task<X> M() => [|_x ??= await MakeAsync()|]; public async Task ForgetAsync() { await _permit.WaitAsync(); try { _x = null; } finally { _permit.Release(); } }")]
    public Task Reports_asynchronous_work_that_is_done_twice(string members) => Verify.VerifyAsync(InType("static async Task<X> MakeAsync() { await Task.Yield(); return new X(); } " + members));

    [Theory]
    [InlineData("async Task<X> M() { if (_x == null) _x = await MakeAsync(); return _x; } public void Forget() { _x = null; }")]
    [InlineData("X M() { if (_x == null) _x = Make(); return _x; } X Make() => new X(); public void Forget() { lock (_gate) _x = null; }")]
    [InlineData("async Task<X> M() { if (_x == null) _x = await MakeAsync(); return _x; } public void Dispose() { lock (_gate) _x = null; }")]
    [InlineData("public async Task<X> M() { await _permit.WaitAsync(); try { return await Get(); } finally { _permit.Release(); } } private async Task<X> Get() { if (_x == null) _x = await MakeAsync(); return _x; } public void Forget() { _permit.Wait(); _x = null; _permit.Release(); }")]
    public Task Accepts_asynchronous_work_that_nobody_does_twice(string members) => Verify.VerifyAsync(InType("static async Task<X> MakeAsync() { await Task.Yield(); return new X(); } " + members));

    [Theory]
    [InlineData("void M() => Parallel.For(0, 9, i => { if (_x == null) [|_x = new X()|]; });")]
    [InlineData("void M() => Parallel.For(0, 9, i => { [|_x ??= new X()|]; });")]
    [InlineData("void M() => Parallel.For(0, 9, i => Use()); private X Use() => [|_x ??= new X()|];")]
    [InlineData("void M() { X x = null; Parallel.For(0, 9, i => { [|x ??= new X()|]; }); }")]
    [InlineData("void M() { Task.Run(Use); Task.Run(Use); } private void Use() { if (_x == null) { [|_x = new X()|]; } }")]
    [InlineData("async Task<X> M() { await s_task; return [|s_x ??= new X()|]; }")]
    [InlineData("async Task<X> M() { await s_task; if (s_x == null) [|s_x = new X()|]; return s_x; }")]
    [InlineData("async Task<X> M() { await s_task; return s_x ?? ([|s_x = new X()|]); }")]
    [InlineData("async Task<FileStream> M() { await s_task; return [|s_file ??= new FileStream(\"x\", FileMode.Open)|]; }")]
    [InlineData("async Task<List<int>> M() { await s_task; if (s_list == null) { [|s_list = new()|]; s_list.Add(1); } return s_list; }")]
    [InlineData("X M() => [|_volatile ??= new X()|];")]
    [InlineData("async Task<X> M() { if (s_x == null) { var x = new X(); await s_task; [|s_x = x|]; } return s_x; }")]
    [InlineData("static readonly object s_other = new(); static Task<int> s_work; Task<int> M() { lock (s_other) { } if (s_work == null) [|s_work = Task.Run(() => 1)|]; return s_work; }")]
    public Task Reports_shared_state_that_is_made_twice(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("static C s_c; int _n; public static C Current => [|s_c ??= new C()|];")]
    [InlineData("static C s_c; int _n; public static C Get() { if (s_c == null) { [|s_c = new C()|]; } return s_c; }")]
    [InlineData("static C s_c; readonly int _n; public static C Current => s_c ??= new C();")]
    [InlineData("static C s_c; int _n; public static C Current => s_c ??= new C(); public override bool Equals(object other) => other is C; public override int GetHashCode() => 1;")]
    [InlineData("static readonly C s_c = new(); int _n; public static C Current => s_c;")]
    public Task Reports_singletons_with_state(string members) => Verify.VerifyAsync($"class C {{ {members} }}");

    [Theory]
    [InlineData("X M() { if (_x == null) { lock (_gate) { if (_x == null) _x = new X(); } } return _x; }")]
    [InlineData("X M() { if (_x == null) { lock (_gate) { _x ??= new X(); } } return _x; }")]
    [InlineData("X M() { if (_x == null) { lock (_gate) { if (_ready) return _x; _x = new X(); _ready = true; } } return _x; }")]
    [InlineData("X M() { lock (_gate) { if (_x == null) _x = new X(); return _x; } }")]
    [InlineData("X M() => _x ??= new X();")]
    [InlineData("X M() { if (_x == null) _x = new X(); return _x; }")]
    [InlineData("void M() { if (_x != null) lock (_gate) { _x = null; } }")]
    [InlineData("X M() => LazyInitializer.EnsureInitialized(ref _x, () => new X());")]
    [InlineData("X M() { if (_x == null) Interlocked.CompareExchange(ref _x, new X(), null); return _x; }")]
    [InlineData("async Task<Fixed> M() { await s_task; return s_fixed ??= new Fixed(); }")]
    [InlineData("async Task<string> M() { await s_task; return s_text ??= \"x\".Trim(); }")]
    [InlineData("[ThreadStatic] static X t_x; async Task<X> M() { await s_task; return t_x ??= new X(); }")]
    [InlineData("static C() { if (s_x == null) s_x = new X(); }")]
    [InlineData("void M() { if (!_ready) lock (_gate) { _ready = true; } }")]
    [InlineData("void M() => Task.Run(() => _x ??= new X());")]
    public Task Accepts_one_thread_and_one_object(string members) => Verify.VerifyAsync(InType(members));

    [Fact]
    public Task Fixes_with_a_second_test_and_with_LazyInitializer() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;

        class X { public int N; }
        class C
        {
            static X s_a, s_b; X _c, _d; readonly object _gate = new();
            async Task M()
            {
                await Task.Yield();
                X x = [|s_a ??= new X { N = 1 }|]; // a
                if (s_b == null)
                    [|s_b = new X()|];
                if (_c == null)
                {
                    lock (_gate)
                    {
                        // once
                        [|_c = new X()|];
                    }
                }

                if (_d == null)
                    lock (_gate)
                        [|_d = new X()|];
            }
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;

        class X { public int N; }
        class C
        {
            static X s_a, s_b; X _c, _d; readonly object _gate = new();
            async Task M()
            {
                await Task.Yield();
                X x = LazyInitializer.EnsureInitialized(ref s_a, () => new X { N = 1 }); // a
                LazyInitializer.EnsureInitialized(ref s_b, () => new X());
                if (_c == null)
                {
                    lock (_gate)
                    {
                        if (_c == null)
                        {
                            // once
                            _c = new X();
                        }
                    }
                }

                if (_d == null)
                    lock (_gate)
                    {
                        if (_d == null)
                            _d = new X();
                    }
            }
        }
        """);

    [Theory]
    [InlineData("X M() { _rw.EnterReadLock(); try { if (_x != null) return _x; } finally { _rw.ExitReadLock(); } _rw.EnterWriteLock(); try { _x = new X(); return _x; } finally { _rw.ExitWriteLock(); } }")]
    public Task KnownMiss_tests_under_another_mode(string members) => Verify.VerifyAsync(InType(members));

    [Fact]
    public Task KnownMiss_types_without_threads() =>
        Verify.VerifyAsync("class X { public int N; } class D { static X s_x; static X Get() { if (s_x == null) s_x = new X(); return s_x; } }");
}
