using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0410ParticipantCount>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0410ParticipantCountTests
{
    private static string Program(string body) => $$"""
        class C
        {
            void M(int n, string[] names)
            {
                {{body}}
            }
            void Work() { }
        }
        """;

    [Theory]
    [InlineData("var b = [|new Barrier(n + 1)|]; for (int i = 0; i < n; i++) new Thread(() => { Work(); b.SignalAndWait(); }).Start();")]
    [InlineData("using var b = [|new Barrier(n)|]; for (int i = 0; i < n; i++) Task.Run(() => { for (int k = 0; k < 9; k++) b.SignalAndWait(); }); b.SignalAndWait();")]
    [InlineData("var b = [|new Barrier(2)|]; for (int i = 0; i < 3; i++) Task.Run(() => b.SignalAndWait());")]
    [InlineData("var b = [|new Barrier(3, _ => Work())|]; Task.Run(() => b.SignalAndWait()); Task.Run(() => b.SignalAndWait());")]
    [InlineData("var d = [|new CountdownEvent(4)|]; for (int i = 1; i <= 3; i++) ThreadPool.QueueUserWorkItem(_ => { try { Work(); } finally { d.Signal(); } }); d.Wait();")]
    [InlineData("var d = [|new CountdownEvent(names.Length - 1)|]; foreach (var name in names) Task.Run(() => { Work(); d.Signal(); }); d.Wait();")]
    [InlineData("var some = new[] { 1, 2, 3 }; var d = [|new CountdownEvent(2)|]; foreach (var one in some) Task.Run(() => d.Signal()); d.Wait();")]
    [InlineData("var ts = new Thread[n]; var d = [|new CountdownEvent(n + 1)|]; for (int i = 0; i < ts.Length; i++) { ts[i] = new Thread(() => d.Signal()); ts[i].Start(); } d.Wait();")]
    [InlineData("int all = n + 1; var d = [|new CountdownEvent(all)|]; Parallel.For(0, n, i => d.Signal()); d.Wait();")]
    [InlineData("var d = [|new CountdownEvent(3)|]; var ts = Enumerable.Range(0, 2).Select(_ => Task.Run(() => d.Signal())).ToArray(); d.Wait();")]
    public Task Reports_a_count_that_does_not_match(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var b = new Barrier(n); for (int i = 0; i < n; i++) new Thread(() => { Work(); b.SignalAndWait(); }).Start();")]
    [InlineData("var b = new Barrier(n + 1); for (int i = 0; i < n; i++) Task.Run(() => b.SignalAndWait()); b.SignalAndWait(); b.SignalAndWait();")]
    [InlineData("var d = new CountdownEvent(names.Length); foreach (var name in names) Task.Run(() => { Work(); d.Signal(); }); d.Wait();")]
    [InlineData("var d = new CountdownEvent(1); foreach (var name in names) { d.AddCount(); Task.Run(() => d.Signal()); } d.Signal(); d.Wait();")]
    [InlineData("var d = new CountdownEvent(2); foreach (var name in names) { if (name.Length > 2) Task.Run(() => d.Signal()); } d.Wait();")]
    [InlineData("var d = new CountdownEvent(2); Start(d); Task.Run(() => d.Signal()); d.Wait(); void Start(CountdownEvent e) { }")]
    [InlineData("var d = new CountdownEvent(6); for (int i = 0; i < 2; i++) Task.Run(() => { for (int k = 0; k < 3; k++) d.Signal(); }); d.Wait();")]
    [InlineData("var d = new CountdownEvent(n); for (int i = 0; i < names.Length; i++) Task.Run(() => d.Signal()); d.Wait();")]
    [InlineData("var d = new CountdownEvent(2); foreach (var name in names) { if (name == \"\") continue; Task.Run(() => d.Signal()); } d.Wait();")]
    [InlineData("var b = new Barrier(0); foreach (var name in names) { b.AddParticipant(); Task.Run(() => b.SignalAndWait()); }")]
    [InlineData("var d = new CountdownEvent(3); d.Wait();")]
    [InlineData("int left = n; var d = new CountdownEvent(1); for (int i = 0; i < 4; i++) Task.Run(() => { if (Interlocked.Decrement(ref left) == 0) d.Signal(); }); d.Wait();")]
    [InlineData("var d = new CountdownEvent(2); Parallel.Invoke(() => d.Signal(), () => d.Signal()); d.Wait();")]
    public Task Accepts_a_count_that_matches_or_cannot_be_told(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var d = new CountdownEvent(1); Task.Run(() => { [|d.AddCount()|]; try { Work(); } finally { d.Signal(); } }); d.Signal(); d.Wait();")]
    [InlineData("var d = new CountdownEvent(1); ThreadPool.QueueUserWorkItem(_ => { if ([|d.TryAddCount()|]) { Work(); d.Signal(); } }); d.Signal(); d.Wait();")]
    public Task Reports_work_that_counts_itself(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var d = new CountdownEvent(1); d.AddCount(); Task.Run(() => { Work(); d.Signal(); }); d.Signal(); d.Wait();")]
    [InlineData("var d = new CountdownEvent(1); Task.Run(() => { d.AddCount(); Task.Run(() => d.Signal()); }); d.Signal(); d.Wait();")]
    [InlineData("Task.Run(() => { var d = new CountdownEvent(1); d.AddCount(); d.Signal(2); d.Wait(); });")]
    public Task Accepts_work_that_is_counted_before(string body) => Verify.VerifyAsync(Program(body));

    private static string Gate(string handle, string close) => $$"""
        class C
        {
            readonly CountdownEvent _pending = new(1);
            readonly object _lock = new();
            volatile bool _stopped;
            Task _loop = Task.CompletedTask;
            void Handle(Action work) { if (_stopped) return; {{handle}} }
            void Close() { _stopped = true; {{close}} }
        }
        """;

    [Theory]
    [InlineData("[|_pending.AddCount()|]; try { work(); } finally { _pending.Signal(); }", "_pending.Signal(); _pending.Wait();")]
    [InlineData("var p = _pending; [|p.AddCount(1)|]; try { work(); } finally { p.Signal(); }", "_pending.Signal(); if (!_pending.Wait(1000)) throw new TimeoutException();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { [|_pending.AddCount()|]; try { work(); } finally { _pending.Signal(); } });", "lock (_lock) { _pending.Signal(); } _pending.Wait();")]
    [InlineData("[|_pending.AddCount()|]; try { work(); } catch { } finally { _pending.Signal(); }", "_pending.Signal(); _loop.Wait(); _pending.Wait();")]
    public Task Reports_work_that_comes_when_the_count_may_be_closed(string handle, string close) => Verify.VerifyAsync(Gate(handle, close));

    [Theory]
    [InlineData("if (!_pending.TryAddCount()) return; try { work(); } finally { _pending.Signal(); }", "_pending.Signal(); _pending.Wait();")]
    [InlineData("Task.Run(() => { if (!_pending.TryAddCount()) return; try { work(); } finally { _pending.Signal(); } });", "_pending.Signal(); _pending.Wait();")]
    [InlineData("lock (_lock) { if (_stopped) return; _pending.AddCount(); } try { work(); } finally { _pending.Signal(); }", "lock (_lock) { _pending.Signal(); } _pending.Wait();")]
    [InlineData("try { _pending.AddCount(); } catch (InvalidOperationException) { return; } try { work(); } finally { _pending.Signal(); }", "_pending.Signal(); _pending.Wait();")]
    [InlineData("_pending.AddCount(); try { work(); } finally { _pending.Signal(); }", "_loop.Wait(); _pending.Signal(); _pending.Wait();")]
    [InlineData("_pending.AddCount(); Task.Run(() => { try { work(); } finally { _pending.Signal(); } });", "_pending.Signal(); _pending.Wait();")]
    [InlineData("_pending.AddCount(); try { work(); } finally { _pending.Signal(); }", "_pending.Wait();")]
    public Task Accepts_work_that_is_refused_or_in_order(string handle, string close) => Verify.VerifyAsync(Gate(handle, close));

    [Fact]
    public Task Says_the_numbers() => Verify.VerifyAsync(
        Program("var b = {|#0:new Barrier(n + 1)|}; for (int i = 0; i < n; i++) Task.Run(() => b.SignalAndWait());"),
        Verify.Finding().WithLocation(0).WithArguments("'b' is made for 'n + 1' participants, but the code has 'n': who waits for it waits for ever"));

    [Fact]
    public Task KnownMiss_A_field_and_threads_that_begin_with_methods() => Verify.VerifyAsync("""
        class C
        {
            readonly Barrier _b = new(3);
            void M() { new Thread(Run).Start(); new Thread(Run).Start(); }
            void Run() => _b.SignalAndWait();
        }
        """);

    [Theory]
    [InlineData("var c = new BlockingCollection<string>(); foreach (var name in names) Task.Run(() => { c.Add(name); [|c.CompleteAdding()|]; });")]
    [InlineData("var c = new BlockingCollection<int>(); for (int i = 0; i < n; i++) ThreadPool.QueueUserWorkItem(_ => { try { c.Add(1); } finally { [|c.CompleteAdding()|]; } });")]
    [InlineData("var c = System.Threading.Channels.Channel.CreateUnbounded<string>(); var all = names.Select(name => Task.Run(async () => { await c.Writer.WriteAsync(name); [|c.Writer.Complete()|]; })).ToArray();")]
    [InlineData("var c = new BlockingCollection<string>(); Task.Run(() => { foreach (var name in names) c.Add(name); c.CompleteAdding(); });")]
    [InlineData("foreach (var name in names) { var c = new BlockingCollection<string>(); Task.Run(() => { c.Add(name); c.CompleteAdding(); }); }")]
    [InlineData("var c = new BlockingCollection<string>(); foreach (var name in names) Task.Run(() => { c.Add(name); if (Interlocked.Decrement(ref n) == 0) c.CompleteAdding(); });")]
    [InlineData("var c = new BlockingCollection<string>(); var all = names.Select(name => Task.Run(() => c.Add(name))).ToArray(); Task.WaitAll(all); c.CompleteAdding();")]
    public Task Knows_streams_that_each_producer_ends(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("await Task.WhenAll(names.Select(n => Feed(n, c.Writer)));", true)]
    [InlineData("var all = new List<Task>(); foreach (var n in names) all.Add(Feed(n, c.Writer)); await Task.WhenAll(all);", true)]
    [InlineData("await Task.WhenAll(names.Select(n => { var own = System.Threading.Channels.Channel.CreateUnbounded<string>(); return Feed(n, own.Writer); }));", false)]
    [InlineData("var all = new List<Task>(); foreach (var n in names) { var own = System.Threading.Channels.Channel.CreateUnbounded<string>(); all.Add(Feed(n, own.Writer)); } await Task.WhenAll(all);", false)]
    [InlineData("await Feed(names[0], c.Writer);", false)]
    public Task Knows_streams_that_each_asynchronous_producer_ends(string body, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            async Task M(string[] names) { var c = System.Threading.Channels.Channel.CreateUnbounded<string>(); {{body}} }
            static async Task Feed(string name, System.Threading.Channels.ChannelWriter<string> sink) { try { await sink.WriteAsync(name); } finally { {{(isReported ? "[|sink.Complete()|]" : "sink.Complete()")}}; } }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) { int k = i; new Thread(() => Work(rounds[k], _b)).Start(); }", true)]
    [InlineData("foreach (var r in rounds) Task.Run(() => Work(r, _b));", true)]
    [InlineData("var all = Enumerable.Range(0, n).Select(i => Task.Run(() => Work(rounds[i] + 1, _b))).ToArray();", true)]
    [InlineData("Parallel.For(0, n, i => Work(rounds[i], _b));", true)]
    [InlineData("for (int i = 0; i < n; i++) { int mine = rounds[i], twice = mine * 2; new Thread(() => Work(twice, _b)).Start(); }", true)]
    [InlineData("for (int i = 0; i < n; i++) new Thread(() => Work(n, _b)).Start();", false)]
    [InlineData("int all = rounds.Max(); foreach (var r in rounds) Task.Run(() => Work(all, _b));", false)]
    [InlineData("foreach (var r in rounds) { int each = rounds.Length; Task.Run(() => Work(each, _b)); }", false)]
    [InlineData("Task.Run(() => Work(rounds[0], _b)); Task.Run(() => Work(rounds[0], _b));", false)]
    public Task Knows_participants_that_stay_for_a_number_of_rounds_of_their_own(string body, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Barrier _b = new(3);
            void M(int n, int[] rounds) { {{body}} }
            void Work(int rounds, Barrier b) { for (int round = 0; round < rounds; round++) { Step(); {{(isReported ? "[|b.SignalAndWait()|]" : "b.SignalAndWait()")}}; Step(); b.SignalAndWait(); } }
            void Step() { }
        }
        """);

    [Theory]
    [InlineData("foreach (var part in parts) Task.Run(() => { foreach (var one in part) { [|b.SignalAndWait()|]; } });")]
    [InlineData("foreach (var part in parts) Task.Run(() => { for (int i = 0; i < part.Length; i++) [|b.SignalAndWait()|]; });")]
    [InlineData("foreach (var part in parts) Task.Run(() => { for (int i = 0; i < part.Length; i++) b.SignalAndWait(); b.RemoveParticipant(); });")]
    [InlineData("foreach (var part in parts) Task.Run(() => { for (int i = 0; i < parts.Length; i++) b.SignalAndWait(); });")]
    [InlineData("foreach (var part in parts) Task.Run(() => { var own = new Barrier(1); for (int i = 0; i < part.Length; i++) own.SignalAndWait(); });")]
    [InlineData("foreach (var part in parts) Task.Run(() => { foreach (var one in part) Console.WriteLine(one); b.SignalAndWait(); });")]
    public Task Knows_participants_that_meet_after_each_of_their_own_items(string body) => Verify.VerifyAsync($$"""
        class C { void M(int[][] parts, Barrier b) { {{body}} } }
        """);

    [Theory]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names) { if (name == null) [|continue;|] Task.Run(() => { Work(); c.Signal(); }); } c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names) { if (name == null) { Work(); [|continue;|] } ThreadPool.QueueUserWorkItem(_ => c.Signal()); } c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names) { if (name == null) { c.Signal(); continue; } Task.Run(() => { Work(); c.Signal(); }); } c.Wait();")]
    [InlineData("var c = new CountdownEvent(n); foreach (var name in names) { if (name == null) continue; Task.Run(() => { Work(); c.Signal(); }); } c.Wait();")]
    public Task Knows_elements_that_are_left_out(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var all = names.Select(name => Task.Run(() => Read(name, c))).ToArray();", true)]
    [InlineData("foreach (var name in names) { var own = new BlockingCollection<string>(); Task.Run(() => Read(name, own)); }", false)]
    [InlineData("Task.Run(() => Read(names[0], c));", false)]
    [InlineData("foreach (var name in names) Task.Run(() => Read(name, c)).Wait();", false)]
    [InlineData("foreach (var name in names) new Thread(() => Read(name, c)).Start();", true)]
    public Task Knows_methods_that_end_what_they_are_given(string body, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            void M(string[] names) { var c = new BlockingCollection<string>(); {{body}} }
            static void Read(string name, BlockingCollection<string> sink) { try { sink.Add(name); } finally { {{(isReported ? "[|sink.CompleteAdding()|]" : "sink.CompleteAdding()")}}; } }
        }
        """);

    private static string Rounds(string field, string body) => $$"""
        class C
        {
            {{field}}
            void M(int rounds) { {{body}} }
            void Work() { }
        }
        """;

    [Theory]
    [InlineData("readonly CountdownEvent _d = new(2);", "for (int r = 0; r < rounds; r++) { for (int i = 0; i < 2; i++) Task.Run(() => _d.Signal()); [|_d.Wait()|]; }")]
    [InlineData("", "var d = new CountdownEvent(1); while (rounds-- > 0) { ThreadPool.QueueUserWorkItem(_ => { try { Work(); } finally { d.Signal(); } }); [|d.Wait()|]; Work(); }")]
    [InlineData("readonly CountdownEvent _d = new(2);", "for (int r = 0; r < rounds; r++) { for (int i = 0; i < 2; i++) Task.Run(() => _d.Signal()); _d.Wait(); _d.Reset(); }")]
    [InlineData("readonly CountdownEvent _d = new(1);", "for (int r = 0; r < rounds; r++) { _d.AddCount(); Task.Run(() => _d.Signal()); _d.Wait(); }")]
    [InlineData("", "for (int r = 0; r < rounds; r++) { var d = new CountdownEvent(2); for (int i = 0; i < 2; i++) Task.Run(() => d.Signal()); d.Wait(); }")]
    [InlineData("CountdownEvent _d = new(2);", "for (int r = 0; r < rounds; r++) { _d = new CountdownEvent(2); for (int i = 0; i < 2; i++) Task.Run(() => _d.Signal()); _d.Wait(); }")]
    [InlineData("readonly CountdownEvent _d = new(2);", "for (int r = 0; r < rounds; r++) { for (int i = 0; i < 2; i++) Task.Run(() => _d.Signal()); _d.Wait(); break; }")]
    [InlineData("readonly CountdownEvent _d = new(2);", "Task.Run(() => _d.Signal(2)); for (int r = 0; r < rounds; r++) { _d.Wait(); Work(); }")]
    [InlineData("readonly CountdownEvent _d = new(2); public CountdownEvent D => _d;", "for (int r = 0; r < rounds; r++) { for (int i = 0; i < 2; i++) Task.Run(() => _d.Signal()); _d.Wait(); }")]
    public Task Knows_counts_that_are_spent_after_one_round(string field, string body) => Verify.VerifyAsync(Rounds(field, body));

    [Theory]
    [InlineData("var go = new AutoResetEvent(false); for (int i = 0; i < rounds; i++) new Thread(() => { go.WaitOne(); Work(); }).Start(); [|go.Set()|];")]
    [InlineData("var go = new SemaphoreSlim(0); for (int i = 0; i < rounds; i++) Task.Run(() => { go.Wait(); Work(); }); [|go.Release()|];")]
    [InlineData("var go = new AutoResetEvent(false); for (int i = 0; i < rounds; i++) new Thread(() => Await()).Start(); [|go.Set()|]; void Await() { go.WaitOne(); Work(); }")]
    [InlineData("var go = new AutoResetEvent(false); for (int i = 0; i < rounds; i++) new Thread(() => { if (rounds > 3) Await(); }).Start(); go.Set(); void Await() { go.WaitOne(); Work(); }")]
    [InlineData("var go = new SemaphoreSlim(0); for (int i = 0; i < rounds; i++) Task.Run(() => { go.Wait(); Work(); }); go.Release(rounds);")]
    [InlineData("var go = new ManualResetEvent(false); for (int i = 0; i < rounds; i++) new Thread(() => { go.WaitOne(); Work(); }).Start(); go.Set();")]
    [InlineData("var go = new AutoResetEvent(false); for (int i = 0; i < rounds; i++) new Thread(() => { go.WaitOne(); Work(); go.Set(); }).Start(); go.Set();")]
    [InlineData("var go = new AutoResetEvent(false); for (int i = 0; i < rounds; i++) new Thread(() => { go.WaitOne(); Work(); }).Start(); for (int i = 0; i < rounds; i++) go.Set();")]
    [InlineData("for (int i = 0; i < rounds; i++) { var go = new AutoResetEvent(false); new Thread(() => { go.WaitOne(); Work(); }).Start(); go.Set(); }")]
    [InlineData("var go = new AutoResetEvent(false); new Thread(() => { go.WaitOne(); Work(); }).Start(); go.Set();")]
    [InlineData("var go = new SemaphoreSlim(1); for (int i = 0; i < rounds; i++) Task.Run(() => { go.Wait(); Work(); }); go.Release();")]
    public Task Knows_a_signal_for_one_that_many_wait_for(string body) => Verify.VerifyAsync(Rounds("", body));

    [Theory]
    [InlineData("SingleReader = true", "for (int i = 0; i < rounds; i++) all.Add(Task.Run(Read));", true)]
    [InlineData("SingleReader = true, SingleWriter = true", "Parallel.For(0, rounds, i => { while (_c.Reader.TryRead(out var n)) Work(); });", false)]
    [InlineData("SingleReader = false", "for (int i = 0; i < rounds; i++) all.Add(Task.Run(Read));", false)]
    [InlineData("SingleReader = true", "all.Add(Task.Run(Read));", false)]
    [InlineData("SingleReader = true", "for (int i = 0; i < rounds; i++) Task.Run(Read).Wait();", false)]
    [InlineData("SingleWriter = true", "for (int i = 0; i < rounds; i++) all.Add(Task.Run(Read));", false)]
    public Task Knows_channels_that_are_promised_one_reader(string options, string body, bool isReported) => Verify.VerifyAsync(Rounds(
        $"readonly System.Threading.Channels.Channel<int> _c = System.Threading.Channels.Channel.CreateUnbounded<int>(new System.Threading.Channels.UnboundedChannelOptions {{ {options} }}); readonly List<Task> all = new(); async Task Read() {{ await foreach (var n in {(isReported ? "[|_c.Reader.ReadAllAsync()|]" : "_c.Reader.ReadAllAsync()")}) Work(); }}",
        body.Replace("_c.Reader.TryRead(out var n)", "[|_c.Reader.TryRead(out var n)|]")));

    [Theory]
    [InlineData("readonly CountdownEvent _m = [|new(4)|];", "for (int i = 0; i < 3; i++) Task.Run(() => _m.Signal()); _m.Wait();", "")]
    [InlineData("private Barrier _m = [|new Barrier(2)|];", "for (int i = 0; i < 3; i++) new Thread(() => _m.SignalAndWait()).Start();", "public void Dispose() => _m.Dispose();")]
    [InlineData("readonly CountdownEvent _m = new(3);", "for (int i = 0; i < 3; i++) Task.Run(() => _m.Signal()); _m.Wait();", "")]
    [InlineData("readonly CountdownEvent _m = new(4);", "for (int i = 0; i < 3; i++) Task.Run(() => _m.Signal()); _m.Wait();", "public void Done() => _m.Signal();")]
    [InlineData("internal readonly CountdownEvent _m = new(4);", "for (int i = 0; i < 3; i++) Task.Run(() => _m.Signal()); _m.Wait();", "")]
    [InlineData("readonly CountdownEvent _m = new(4);", "_m.Reset(3); for (int i = 0; i < 3; i++) Task.Run(() => _m.Signal()); _m.Wait();", "")]
    [InlineData("readonly Barrier _m = new(4);", "for (int i = 0; i < 3; i++) Task.Run(() => _m.SignalAndWait()); _m.SignalAndWait();", "")]
    public Task Knows_fields_that_one_member_uses(string field, string body, string other) => Verify.VerifyAsync($$"""
        class C { {{field}} void M() { {{body}} } {{other}} }
        """);

    [Theory]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in [|names.Where(name => name != null)|]) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Count()); var some = [|names.Where(name => name != null).ToList()|]; foreach (var name in some) ThreadPool.QueueUserWorkItem(_ => Put(name, c)); c.Wait(); } static void Put(string s, CountdownEvent c) { c.Signal();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in [|names.Skip(1)|]) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names) if ([|name.Length > n|]) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    public Task Reports_elements_for_which_nothing_is_started(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("var some = names.Where(name => name != null).ToList(); var c = new CountdownEvent(some.Count); foreach (var name in some) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names.Where(name => name != null)) Task.Run(() => { Work(); c.Signal(); }); foreach (var name in names.Where(name => name == null)) Task.Run(() => c.Signal()); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names.Where(name => name != null)) Task.Run(() => { Work(); c.Signal(); }); c.Signal(names.Count(name => name == null)); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Count(name => name != null)); foreach (var name in names.Where(name => name != null)) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names.OrderBy(name => name)) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names) if (name.Length > n) Task.Run(() => { Work(); c.Signal(); }); else c.Signal(); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names) if (name != null) Task.Run(() => { Work(); c.Signal(); }); c.Wait();")]
    [InlineData("var c = new CountdownEvent(names.Length); foreach (var name in names.Where(name => name != null)) Task.Run(() => { Work(); c.Signal(); }); c.Reset(n); c.Wait();")]
    public Task Accepts_a_count_of_what_is_started(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("private CountdownEvent Left { get; } = [|new(5)|];")]
    [InlineData("private CountdownEvent Left { get; } = new(4);")]
    [InlineData("public CountdownEvent Left { get; } = new(5);")]
    [InlineData("private CountdownEvent Left { get; } = new(5); void Also() => Left.Signal();")]
    public Task Counts_for_a_property(string property) => Verify.VerifyAsync(Program("for (int i = 0; i < 4; i++) Task.Run(() => { try { Work(); } finally { Left.Signal(); } }); Left.Wait(); } " + property + " void Last() {"));
}
