using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0311FactoryRunsTwice>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0311FactoryRunsTwiceTests
{
    private static string Program(string body) => $$"""
        class Connection : IDisposable { public void Dispose() { } }
        class C
        {
            readonly ConcurrentDictionary<string, int> _d = new(); readonly ConcurrentDictionary<string, Task<int>> _tasks = new(); readonly ConcurrentDictionary<string, Connection> _open = new();
            readonly ConcurrentDictionary<string, object> _objects = new(); readonly ConcurrentDictionary<string, Lazy<Task<int>>> _lazy = new(); readonly ConcurrentDictionary<string, List<int>> _lists = new();
            readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(); readonly ConcurrentDictionary<string, TaskCompletionSource<int>> _waiting = new();
            int _made; readonly List<string> _names = new(); event Action E; readonly object _gate = new();
            Task<int> LoadAsync(string k) => null; static Connection Open(string k) => new Connection(); int Counted(string k) { _made++; return 1; } int Pure(string k) => k.Length;
            void M(string k, int n) { {{body}} }
        }
        """;

    [Theory]
    [InlineData("[|_tasks.GetOrAdd(k, x => LoadAsync(x))|];")]
    [InlineData("[|_tasks.GetOrAdd(k, async x => { await Task.Yield(); return await LoadAsync(x); })|];")]
    [InlineData("[|_tasks.AddOrUpdate(k, x => Task.Run(() => 1), (x, old) => old)|];")]
    [InlineData("[|_open.GetOrAdd(k, x => new Connection())|];")]
    [InlineData("[|_open.GetOrAdd(k, x => Open(x))|];")]
    [InlineData("[|_objects.GetOrAdd(k, x => new FileStream(x, FileMode.Open))|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { _made++; return 1; })|];")]
    [InlineData("[|_d.GetOrAdd(k, x => Interlocked.Increment(ref _made))|];")]
    [InlineData("[|_d.GetOrAdd(k, Counted)|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { _names.Add(x); return 1; })|];")]
    [InlineData("bool added = false; [|_d.GetOrAdd(k, x => { added = true; return 1; })|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { E += () => { }; return 1; })|];")]
    [InlineData("[|_d.AddOrUpdate(k, 1, (x, old) => { n++; return old + 1; })|];")]
    [InlineData("[|_d.GetOrAdd(k, x => { new Thread(() => { }).Start(); return 1; })|];")]
    public Task Reports_a_factory_that_does_more(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("_d.GetOrAdd(k, x => x.Length);")]
    [InlineData("_d.GetOrAdd(k, Pure);")]
    [InlineData("_d.GetOrAdd(k, 3);")]
    [InlineData("_d.AddOrUpdate(k, 1, (x, old) => old + 1);")]
    [InlineData("_objects.GetOrAdd(k, x => new object());")]
    [InlineData("_gates.GetOrAdd(k, x => new SemaphoreSlim(1, 1));")]
    [InlineData("_waiting.GetOrAdd(k, x => new TaskCompletionSource<int>());")]
    [InlineData("_tasks.GetOrAdd(k, x => Task.FromResult(1));")]
    [InlineData("_lazy.GetOrAdd(k, x => new Lazy<Task<int>>(() => LoadAsync(x)));")]
    [InlineData("_lists.GetOrAdd(k, x => { var list = new List<int>(); list.Add(1); int i = 0; i++; return list; });")]
    [InlineData("lock (_gate) { _open.GetOrAdd(k, x => new Connection()); }")]
    [InlineData("var own = new ConcurrentDictionary<string, Connection>(); own.GetOrAdd(k, x => new Connection());")]
    public Task Accepts_a_factory_that_only_makes_a_value(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task KnownMiss_what_a_called_method_does() => Verify.VerifyAsync(Program("_d.GetOrAdd(k, x => Counted(x));"));
}
