using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0108CopiedSpinLock,
    ThreadingAnalyzers.CodeFixes.Locks.THR0108CopiedSpinLockCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0108CopiedSpinLock>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0108CopiedSpinLockTests
{
    [Theory]
    [InlineData("readonly SpinLock [|_lock = new(false)|];")]
    [InlineData("static readonly SpinLock [|s_lock|];")]
    [InlineData("SpinLock _lock; SpinLock [|Lock|] => _lock;")]
    [InlineData("public SpinLock [|Lock|] { get; set; }")]
    [InlineData("void M(SpinLock [|gate|]) { }")]
    [InlineData("void M(in SpinLock [|gate|]) { }")]
    [InlineData("SpinLock _lock; C(SpinLock [|gate|]) { _lock = gate; }")]
    [InlineData("SpinLock _lock; void M() { var copy = [|_lock|]; }")]
    [InlineData("SpinLock _lock, _other; void M() { _other = [|_lock|]; }")]
    [InlineData("SpinLock _lock; void M() { Action a = () => { SpinLock copy = [|this._lock|]; }; }")]
    [InlineData("List<SpinLock> _locks; void M(int i) { bool b = false; [|_locks[i]|].Enter(ref b); }")]
    [InlineData("readonly Slot [|_slot|]; void M() => Parallel.For(0, 9, i => _slot.Set(i));")]
    [InlineData("class D { readonly SpinLock [|_lock|]; }")]
    public Task Reports_copies(string code) => VerifyAsync(code);

    [Theory]
    [InlineData("SpinLock _lock = new(false); void M() { bool b = false; _lock.Enter(ref b); if (b) _lock.Exit(); }")]
    [InlineData("static SpinLock s_lock;")]
    [InlineData("SpinLock _lock; ref SpinLock Lock => ref _lock;")]
    [InlineData("void M(ref SpinLock gate) { }")]
    [InlineData("void M(out SpinLock gate) { gate = new(false); }")]
    [InlineData("SpinLock _lock; void M() { _lock = new SpinLock(true); }")]
    [InlineData("SpinLock _lock; void M() { ref var same = ref _lock; same.Exit(); }")]
    [InlineData("SpinLock _lock; static SpinLock Make() => new(false); void M() { _lock = Make(); }")]
    [InlineData("SpinLock _lock; readonly SpinLock[] _locks = new SpinLock[4]; void M() { bool b = false; _locks[1].Enter(ref b); }")]
    [InlineData("readonly Slot _slot; int M() => _slot.Value;")]
    [InlineData("readonly Slot _slot; int M() => _slot.Get();")]
    [InlineData("Slot _slot; void M() => _slot.Set(1);")]
    [InlineData("readonly object _lock = new(); void M() { lock (_lock) { } }")]
    [InlineData("SpinLock _lock; bool M() => _lock.IsHeld;")]
    public Task Accepts_the_lock_itself(string code) => VerifyAsync(code);

    private static Task VerifyAsync(string code) => Verify.VerifyAsync($$"""
        class C { {{code}} }
        struct Slot
        {
            public int Value; private SpinLock _guard;
            public void Set(int value) { bool taken = false; _guard.Enter(ref taken); Value = value; _guard.Exit(); }
            public readonly int Get() => Value;
        }
        """);

    [Fact]
    public Task Reports_a_struct_that_hides_its_lock() => VerifyAsync("readonly Slot [|_slot|]; void M() => _slot.Set(1);");

    [Fact]
    public Task Says_what_is_copied() => Verify.VerifyAsync(
        "class C { readonly SpinLock {|#0:_lock|}; }", Verify.Finding().WithLocation(0).WithArguments("_lock", "is readonly, so that each call on it works on a copy"));

    [Fact]
    public Task Fixes_readonly_fields() => Fix.FixesAsync(
        """
        using System.Threading;

        class C
        {
            // The lock.
            private readonly SpinLock [|_lock|]; // spins
            /* first */ readonly SpinLock [|_first = new(true)|];
            private static readonly SpinLock [|s_lock|];
        }
        """,
        """
        using System.Threading;

        class C
        {
            // The lock.
            private SpinLock _lock; // spins
            /* first */ SpinLock _first = new(true);
            private static SpinLock s_lock;
        }
        """);

    [Theory]
    [InlineData("class C { System.Threading.SpinLock [|Lock|] { get; } }")]
    [InlineData("class C { void M(System.Threading.SpinLock [|gate|]) { } }")]
    [InlineData("readonly struct C { readonly System.Threading.SpinLock [|_lock|]; }")]
    public Task Offers_nothing_else(string source) => Fix.OffersNothingAsync(source);

    [Fact]
    public Task Reports_a_copied_element_of_an_array() => Verify.VerifyAsync("""
        class C
        {
            readonly SpinLock[] _locks = new SpinLock[8];
            int _n;
            void M(int i) { var copy = [|_locks[i]|]; bool t = false; copy.Enter(ref t); _n++; if (t) copy.Exit(); }
            void N(int i) { ref var same = ref _locks[i]; bool t = false; same.Enter(ref t); _n++; if (t) same.Exit(); }
            void O(int i) { bool t = false; _locks[i].Enter(ref t); _n++; if (t) _locks[i].Exit(); }
        }
        """);
}
