using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0110LockUsedAsObject>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0110LockUsedAsObjectTests
{
    [Theory]
    [InlineData("readonly object _o = [|new Lock()|];")]
    [InlineData("static readonly object s_o = [|new Lock()|];")]
    [InlineData("object O { get; } = [|new Lock()|];")]
    [InlineData("void M() { Monitor.Enter([|_lock|]); try { } finally { Monitor.Exit(_lock); } }")]
    [InlineData("void M() { if (Monitor.TryEnter([|_lock|])) Monitor.Exit(_lock); }")]
    [InlineData("void M() { lock (_lock) Monitor.PulseAll([|_lock|]); }")]
    [InlineData("void M() { lock (_lock) Monitor.Wait([|_lock|]); }")]
    [InlineData("void M() { lock ((object)[|_lock|]) { } }")]
    [InlineData("void M() { object o = [|_lock|]; lock (o) { } }")]
    [InlineData("void M() { object o; o = [|_lock|]; lock (o) { } }")]
    [InlineData("object _late; void M() { _late ??= [|new Lock()|]; Interlocked.CompareExchange(ref _late, [|new Lock()|], null); }")]
    [InlineData("Func<object> Make => () => [|new Lock()|];")]
    public Task Reports_a_Lock_that_becomes_an_object(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("void M() { lock (_lock) { } }")]
    [InlineData("void M() { using (_lock.EnterScope()) { } }")]
    [InlineData("void M() { _lock.Enter(); _lock.Exit(); }")]
    [InlineData("Lock L => _lock;")]
    [InlineData("void M() { N(_lock); } void N(Lock gate) { lock (gate) { } }")]
    [InlineData("void M() { var l = _lock; lock (l) { } }")]
    [InlineData("bool M() => _lock == null || _lock is null || ReferenceEquals(_lock, this);")]
    [InlineData("void M() { ArgumentNullException.ThrowIfNull(_lock); Console.WriteLine(_lock); GC.KeepAlive(_lock); }")]
    [InlineData("string M() => $\"{_lock}\" + _lock;")]
    [InlineData("readonly object _o = new(); void M() { lock (_o) { } }")]
    [InlineData("List<Lock> Locks = new() { new Lock() };")]
    public Task Accepts_a_Lock_that_stays_one(string member) => Verify.VerifyAsync(Program(member));

    [Fact]
    public Task Accepts_a_Lock_of_ones_own() => Verify.VerifyAsync("class Lock { } class C { readonly object _o = new Lock(); void M() { lock (_o) { } } }");

    [Theory]
    [InlineData("object O(Lock given) { return [|given|]; }")]
    [InlineData("void M() { N([|_lock|]); lock (_lock) { } } void N(object gate) { lock (gate) { } }")]
    [InlineData("void M() { new List<object>().Add([|new Lock()|]); }")]
    [InlineData("object[] All => new object[] { [|new Lock()|] };")]
    public Task Reports_a_Lock_that_is_given_away_as_an_object(string member) => Verify.VerifyAsync(Program(member));

    [Theory]
    [InlineData("object O => _lock;")]
    [InlineData("void M() { N(_lock); } void N(object gate) { lock (gate) { } }")]
    public Task KnownMiss_A_member_that_has_no_word_about_threads(string member) => Verify.VerifyAsync(Program(member));

    [Fact]
    public Task KnownMiss_A_type_parameter() => Verify.VerifyAsync(Program("void M() { N(_lock); } void N<T>(T gate) where T : class { lock (gate) { } }"));

    private static string Program(string member) => $$"""
        class C
        {
            readonly Lock _lock = new();
            {{member}}
        }
        """;
}
