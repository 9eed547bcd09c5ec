using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Asynchronous functions that are begun and not awaited at once: after their first await they run beside each other.</summary>
public sealed class THR0301BegunCallTests
{
    [Theory]
    [InlineData("await Task.WhenAll(FillAsync(1), FillAsync(2));")]
    [InlineData("await Task.WhenAll(new[] { FillAsync(1), FillAsync(2) });")]
    [InlineData("var a = FillAsync(1); var b = this.FillAsync(2); await Task.WhenAll(a, b);")]
    [InlineData("Task[] all = { FillAsync(1), FillAsync(2) }; await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task> { FillAsync(1), FillAsync(2) }; await Task.WhenAll(all).ConfigureAwait(false);")]
    [InlineData("Task.WaitAll(FillAsync(1), FillAsync(2)); await Task.Yield();")]
    [InlineData("var first = await Task.WhenAny(FillAsync(1), FillAsync(2)); await first;")]
    [InlineData("var a = FillAsync(1); var b = FillAsync(2); await a; await b;")]
    [InlineData("var all = new Task[9]; for (int i = 0; i < 9; i++) all[i] = FillAsync(i); await Task.WhenAll(all);")]
    [InlineData("var all = new List<Task>(); for (int i = 0; i < 9; i++) { var one = FillAsync(i); all.Add(one); } await Task.WhenAll(all);")]
    [InlineData("for (int i = 0; i < 9; i++) { await Task.Delay(i); _ = FillAsync(i); }")]
    [InlineData("_ = FillAsync(1); await Task.Delay(1); await FillAsync(2); _ = FillAsync(3);")]
    public Task Reports_a_method_that_is_begun_twice(string gather) => Verify.VerifyAsync(Filling("[|_n++|];", gather));

    [CSharpTheory(12)]
    [InlineData("Task[] all = [FillAsync(1), FillAsync(2)]; await Task.WhenAll(all);")]
    [InlineData("var a = FillAsync(1); Task[] all = [a, FillAsync(2)]; await Task.WhenAll(all);")]
    public Task Reports_calls_in_a_collection_expression(string gather) => Verify.VerifyAsync(Filling("[|_n++|];", gather));

    [Theory]
    [InlineData("await FillAsync(1); await FillAsync(2);")]
    [InlineData("await Task.WhenAll(FillAsync(1), Task.Delay(5));")]
    [InlineData("var a = FillAsync(1); await a; var b = FillAsync(2); await Task.WhenAll(a, b);")]
    [InlineData("await Task.WhenAll(new C().FillAsync(1), new C().FillAsync(2));")]
    [InlineData("await Task.WhenAll(FillAsync(1)); await Task.WhenAll(FillAsync(2));")]
    [InlineData("for (int i = 0; i < 9; i++) { var one = FillAsync(i); Console.WriteLine(i); await one; }")]
    [InlineData("Task one; if (_gate == null) one = FillAsync(1); else one = FillAsync(2); await one;")]
    [InlineData("if (_gate == null) { var one = FillAsync(1); _ = one.IsCompleted; return; } var two = FillAsync(2); await two;")]
    [InlineData("var a = AfterAsync(Task.CompletedTask); var b = AfterAsync(a); var c = AfterAsync(b); await c;")]
    [InlineData("Task last = null; last = FillAsync(1); last = FillAsync(2); await last;")]
    [InlineData("for (int i = 0; i < 9; i++) { await _one.WaitAsync(); _ = FillAsync(i); }")]
    public Task Accepts_one_at_a_time(string gather) => Verify.VerifyAsync(Filling("_n++;", gather));

    [Theory]
    [InlineData("lock (_gate) { _n++; }")]
    [InlineData("Interlocked.Increment(ref _n);")]
    [InlineData("int own = 0; own++;")]
    public Task Accepts_what_is_locked_atomic_or_its_own(string change) => Verify.VerifyAsync(Filling(change, "await Task.WhenAll(FillAsync(1), FillAsync(2));"));

    private static string Filling(string change, string gather) => $$"""
        public class C
        {
            private int _n; private readonly object _gate = new();
            public async Task AllAsync() { {{gather}} }
            public async Task FillAsync(int page) { await Task.Delay(page); {{change}} }
            private readonly SemaphoreSlim _one = new(1); private int _chain; private async Task AfterAsync(Task before) { await before; _chain++; }
        }
        """;

    [Fact]
    public Task Reports_what_callees_do_after_an_await() => Verify.VerifyAsync("""
        class Server
        {
            private int _served, _begun;
            public async Task RunAsync(System.Net.Sockets.TcpListener listener)
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    _ = ServeAsync(client);
                }
            }
            private async Task ServeAsync(System.Net.Sockets.TcpClient client) { Begin(); await AnswerAsync(client); End(); }
            private async Task AnswerAsync(System.Net.Sockets.TcpClient client) { _begun++; await Task.Delay(5); }
            private void Begin() => _begun++;
            private void End() => [|_served++|];
        }
        """);

    [Fact]
    public Task Reports_two_methods_that_change_the_same() => Verify.VerifyAsync("""
        class C
        {
            private int _open;
            public Task RunAsync() => Task.WhenAll(ReadAsync(), WriteAsync());
            private async Task ReadAsync() { await Task.Yield(); [|_open++|]; }
            private async Task WriteAsync() { await Task.Yield(); [|_open--|]; }
        }
        """);

    [Fact]
    public Task Reports_a_local_function() => Verify.VerifyAsync("""
        class C
        {
            public async Task<int> RunAsync(IAsyncEnumerable<int> source)
            {
                int total = 0;
                await Task.WhenAll(SumAsync(), SumAsync());
                return total;
                async Task SumAsync() { await foreach (int x in source) [|total += x|]; }
            }
        }
        """);

    // Who else calls a delegate, and with which locks, is not known.
    [Fact]
    public Task KnownMiss_a_lambda() => Verify.VerifyAsync("""
        class C
        {
            public async Task<int> RunAsync()
            {
                int total = 0;
                Func<Task> work = async () => { await Task.Yield(); total += 2; };
                await Task.WhenAll(work(), work());
                return total;
            }
        }
        """);

    [Fact]
    public Task Accepts_what_is_done_before_the_first_await() => Verify.VerifyAsync("""
        class C
        {
            private int _begun;
            public Task RunAsync() => Task.WhenAll(StepAsync(), StepAsync());
            private async Task StepAsync() { _begun++; await Task.Yield(); }
        }
        """);

    [Fact]
    public Task Accepts_two_methods_with_fields_of_their_own() => Verify.VerifyAsync("""
        class C
        {
            private int _read, _written;
            public Task RunAsync() => Task.WhenAll(ReadAsync(), WriteAsync());
            private async Task ReadAsync() { await Task.Yield(); _read++; }
            private async Task WriteAsync() { await Task.Yield(); _written++; }
        }
        """);

    // The thread of the user interface runs one piece of code at a time.
    [Fact]
    public Task Accepts_code_with_a_user_interface() => Verify.VerifyAsync("""
        namespace System.Windows.Threading { public class Dispatcher { } }
        class C
        {
            private int _n;
            public Task RunAsync() => Task.WhenAll(StepAsync(), StepAsync());
            private async Task StepAsync() { await Task.Yield(); _n++; }
        }
        """);

    [Theory]
    [InlineData("Grain")]
    [InlineData("ComponentBase")]
    [InlineData("MonoBehaviour")]
    public Task Accepts_objects_that_are_called_in_turn(string kind) => Verify.VerifyAsync($$"""
        class {{kind}} { }
        class C : {{kind}}
        {
            private int _n;
            public Task RunAsync() => Task.WhenAll(StepAsync(), StepAsync());
            private async Task StepAsync() { await Task.Yield(); _n++; }
        }
        """);
}
