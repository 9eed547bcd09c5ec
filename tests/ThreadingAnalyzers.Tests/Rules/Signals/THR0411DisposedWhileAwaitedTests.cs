using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0411DisposedWhileAwaited>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0411DisposedWhileAwaitedTests
{
    private static string Program(string members) => $$"""
        class C
        {
            readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
            readonly SemaphoreSlim _turn = new(1, 1);
            readonly AutoResetEvent _wake = new(false);
            readonly CancellationTokenSource _cts = new(); Thread _thread;
            volatile bool _stop;
            int _users;
            void Work() { }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async Task M(string key) { var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { Work(); } finally { gate.Release(); [|gate.Dispose()|]; } }")]
    [InlineData("async Task M() { await _turn.WaitAsync(); try { Work(); } finally { _turn.Release(); [|_turn.Dispose()|]; } }")]
    [InlineData("void M() { _turn.Wait(); Work(); _turn.Release(); [|_turn.Dispose()|]; }")]
    [InlineData("void M(string key) { if (!_gates.TryGetValue(key, out var gate)) return; gate.Wait(); try { Work(); } finally { gate.Release(); [|gate.Dispose()|]; } }")]
    [InlineData("void Leave(object held) { try { ((SemaphoreSlim)held).Release(); [|((SemaphoreSlim)held).Dispose()|]; } catch (Exception) { } }")]
    public Task Reports_a_semaphore_that_each_user_disposes(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } } public void Dispose() { _stop = true; _wake.Set(); [|_wake.Dispose()|]; }")]
    [InlineData("void Start() { new Thread(() => { while (!_stop) _wake.WaitOne(); }).Start(); } public void Dispose() { _stop = true; _wake.Set(); [|_wake.Dispose()|]; }")]
    [InlineData("void Start() { Task.Run(() => { while (!_stop) { _wake.WaitOne(); Work(); } }); } public void Dispose() { _stop = true; _wake.Set(); [|_wake.Dispose()|]; }")]
    [InlineData("void Start() { new Thread(() => { while (!_cts.Token.IsCancellationRequested) Work(); }).Start(); } public void Dispose() { _cts.Cancel(); [|_cts.Dispose()|]; }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_cts.Token.WaitHandle.WaitOne(10)) Work(); } public void Dispose() { _cts.Cancel(); [|_cts.Dispose()|]; }")]
    public Task Reports_an_event_that_a_thread_still_waits_for(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Dispose() { _turn.Dispose(); _wake.Dispose(); }")]
    [InlineData("async Task M() { using var gate = new SemaphoreSlim(1, 1); await gate.WaitAsync(); gate.Release(); }")]
    [InlineData("void M() { var gate = new SemaphoreSlim(1, 1); gate.Wait(); gate.Release(); gate.Dispose(); }")]
    [InlineData("async Task M(string key) { var gate = _gates.GetOrAdd(key, _ => new(1, 1)); await gate.WaitAsync(); try { Work(); } finally { gate.Release(); if (--_users == 0) gate.Dispose(); } }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } } public void Dispose() { _stop = true; _wake.Set(); _thread.Join(); _wake.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } } public void Dispose() { Finish(); _wake.Dispose(); } void Finish() { _stop = true; _wake.Set(); _thread.Join(); }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { while (!_stop) { _wake.WaitOne(); Work(); } _wake.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(Loop); _thread.Start(); } void Loop() { try { while (!_stop) _wake.WaitOne(); } catch (ObjectDisposedException) { } } public void Dispose() { _stop = true; _wake.Dispose(); }")]
    [InlineData("void Start() { new Thread(() => { while (!_cts.IsCancellationRequested) Work(); }).Start(); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    [InlineData("void Start() { var token = _cts.Token; new Thread(() => { while (!token.IsCancellationRequested) Work(); }).Start(); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    [InlineData("void Start() { new Thread(() => { try { while (!_cts.Token.IsCancellationRequested) Work(); } catch (ObjectDisposedException) { } }).Start(); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(() => { while (!_cts.Token.IsCancellationRequested) Work(); }); _thread.Start(); } public void Dispose() { _cts.Cancel(); _thread.Join(); _cts.Dispose(); }")]
    [InlineData("void Start() { Task.Run(async () => { while (!_cts.Token.IsCancellationRequested) await Task.Delay(5, _cts.Token); }); } public void Dispose() { _cts.Cancel(); _cts.Dispose(); }")]
    public Task Accepts_a_disposal_after_the_last_wait(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Run() { Work(); _wake.Set(); [|_wake.Dispose()|]; } public void Join() { _wake.WaitOne(); }")]
    [InlineData("public void Run() { try { Work(); } finally { _wake.Set(); [|_wake.Dispose()|]; } } public bool Join(int ms) => _wake.WaitOne(ms);")]
    [InlineData("public void Go() => ThreadPool.QueueUserWorkItem(_ => { Work(); _wake.Set(); [|_wake.Dispose()|]; }); public void Join() => _wake.WaitOne();")]
    public Task Reports_an_event_that_ends_with_its_signal(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Dispose() { Work(); _wake.Set(); _wake.Dispose(); } public void Join() { _wake.WaitOne(); }")]
    [InlineData("public void Run() { Work(); _wake.Set(); } public void Join() { _wake.WaitOne(); _wake.Dispose(); }")]
    [InlineData("public void Run() { Work(); _wake.Set(); _wake.Dispose(); } public void Join() { try { _wake.WaitOne(); } catch (ObjectDisposedException) { } }")]
    [InlineData("public void Run() { Work(); _wake.Set(); _wake.Dispose(); }")]
    public Task Accepts_an_event_that_nobody_uses_after_its_signal(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public async Task Rent() { await _turn.WaitAsync(); if (_stop) { _turn.Release(); throw new ObjectDisposedException(\"C\"); } Work(); } public void Dispose() { _stop = true; [|_turn.Dispose()|]; }")]
    [InlineData("public void Rent() { _turn.Wait(); lock (_gates) { if (_stop) return; } Work(); } public void Dispose() { lock (_gates) { if (_stop) return; _stop = true; } [|_turn.Dispose()|]; }")]
    [InlineData("public void Next() { _wake.WaitOne(); if (_users != 0) return; Work(); } public void Dispose() { if (Interlocked.Exchange(ref _users, 1) == 0) [|_wake.Dispose()|]; }")]
    public Task Reports_a_disposal_that_those_who_wait_look_for(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public async Task Rent() { if (_stop) throw new ObjectDisposedException(\"C\"); await _turn.WaitAsync(); Work(); _turn.Release(); } public void Dispose() { _stop = true; _turn.Dispose(); }")]
    [InlineData("public void Next() { _wake.WaitOne(); if (_stop) return; Work(); } public void Dispose() { _stop = true; _wake.Set(); _wake.Dispose(); }")]
    [InlineData("public async Task Rent() { await _turn.WaitAsync(_cts.Token); if (_stop) return; Work(); } public void Dispose() { _stop = true; _cts.Cancel(); _turn.Dispose(); }")]
    [InlineData("public async Task Rent() { await _turn.WaitAsync(); if (_stop) return; Work(); } public async Task Dispose() { await _turn.WaitAsync(); _stop = true; _turn.Dispose(); }")]
    [InlineData("public void Rent() { try { _turn.Wait(); if (_stop) return; } catch (ObjectDisposedException) { } } public void Dispose() { _stop = true; _turn.Dispose(); }")]
    public Task Accepts_a_disposal_that_wakes_or_comes_last(string members) => Verify.VerifyAsync(Program(members));

    private static string Writer(string members) => $$"""
        class C
        {
            readonly StreamWriter _file = new("a"); readonly object _gate = new(); readonly BlockingCollection<string> _lines = new();
            volatile bool _stop; Thread _thread; Timer _timer; Task _task;
            void Add(string line) { _file.WriteLine(line); }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("void Start() { _thread = new Thread(Run); _thread.Start(); } void Run() { while (!_stop) _file.WriteLine(1); } public void Dispose() { _stop = true; [|_file.Dispose()|]; }")]
    [InlineData("void Start() { new Thread(() => { foreach (var line in _lines.GetConsumingEnumerable()) Add(line); }).Start(); } public void Close() { _lines.CompleteAdding(); [|_file.Close()|]; }")]
    [InlineData("void Start() { _timer = new Timer(_ => _file.WriteLine(1), null, 1000, 1000); } public void Dispose() { _timer.Dispose(); [|_file.Dispose()|]; }")]
    [InlineData("void Start() { _task = Task.Run(() => { while (!_stop) { lock (_gate) _file.WriteLine(1); } }); } public void Dispose() { _stop = true; [|_file.Dispose()|]; }")]
    public Task Reports_a_file_that_another_thread_writes_to(string members) => Verify.VerifyAsync(Writer(members));

    [Theory]
    [InlineData("void Start() { _thread = new Thread(Run); _thread.Start(); } void Run() { while (!_stop) _file.WriteLine(1); } public void Dispose() { _stop = true; _thread.Join(); _file.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(Run); _thread.Start(); } void Run() { while (!_stop) _file.WriteLine(1); _file.Dispose(); } public void Dispose() { _stop = true; }")]
    [InlineData("void Start() { _thread = new Thread(Run); _thread.Start(); } void Run() { try { while (!_stop) _file.WriteLine(1); } catch (ObjectDisposedException) { } } public void Dispose() { _stop = true; _file.Dispose(); }")]
    [InlineData("void Start() { _timer = new Timer(_ => { lock (_gate) { if (!_stop) _file.WriteLine(1); } }, null, 1000, 1000); } public void Dispose() { _timer.Dispose(); lock (_gate) { _stop = true; _file.Dispose(); } }")]
    [InlineData("void Start() { _timer = new Timer(_ => _file.WriteLine(1), null, 1000, 1000); } public void Dispose() { using var ended = new ManualResetEvent(false); _timer.Dispose(ended); ended.WaitOne(); _file.Dispose(); }")]
    [InlineData("void Start() { _task = Task.Run(() => { while (!_stop) _file.WriteLine(1); }); } public async Task Close() { _stop = true; await _task; _file.Dispose(); }")]
    [InlineData("void Start() { _thread = new Thread(Run); _thread.Start(); } void Run() { while (!_stop) Thread.Sleep(1); } public void Dispose() { _stop = true; _file.Dispose(); }")]
    public Task Accepts_a_file_that_ends_after_its_thread(string members) => Verify.VerifyAsync(Writer(members));

    [Theory]
    [InlineData("void M(Action<Action> ask) { using var [|done = new ManualResetEvent(false)|]; ask(() => done.Set()); if (!done.WaitOne(1000)) throw new TimeoutException(); }")]
    [InlineData("bool M(Action<Action> ask) { var done = new AutoResetEvent(false); ask(() => { Work(); done.Set(); }); bool came = done.WaitOne(TimeSpan.FromSeconds(1)); [|done.Dispose()|]; return came; }")]
    [InlineData("bool M() { using (var [|left = new CountdownEvent(2)|]) { for (int i = 0; i < 2; i++) ThreadPool.QueueUserWorkItem(_ => { try { Work(); } finally { left.Signal(); } }); return left.Wait(1000); } }")]
    [InlineData("event Action Changed; bool M() { using var [|done = new ManualResetEvent(false)|]; Changed += () => done.Set(); return done.WaitOne(1000); }")]
    public Task Reports_an_event_whose_signal_may_come_too_late(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void M(Action<Action> ask) { using var done = new ManualResetEvent(false); ask(() => done.Set()); done.WaitOne(); }")]
    [InlineData("bool M(Action<Action> ask) { using var done = new ManualResetEventSlim(); ask(() => done.Set()); return done.Wait(1000); }")]
    [InlineData("bool M(Action<Action> ask) { var done = new ManualResetEvent(false); ask(() => done.Set()); return done.WaitOne(1000); }")]
    [InlineData("bool M(Action<Action> ask) { using var done = new ManualResetEvent(false); ask(() => { try { done.Set(); } catch (ObjectDisposedException) { } }); return done.WaitOne(1000); }")]
    [InlineData("event Action Changed; bool M() { using var done = new ManualResetEvent(false); Action set = () => done.Set(); Changed += set; bool came = done.WaitOne(1000); Changed -= set; return came; }")]
    [InlineData("bool M() { using var done = new ManualResetEvent(false); var thread = new Thread(() => { Work(); done.Set(); }); thread.Start(); bool came = done.WaitOne(1000); thread.Join(); return came; }")]
    public Task Accepts_an_event_that_outlives_its_signal(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Reports_an_event_of_an_entry_that_others_find_later() => Verify.VerifyAsync("""
        class Entry { public ManualResetEvent Done = new(false); }
        class C
        {
            readonly ConcurrentDictionary<int, Entry> _open = new();
            public bool Ask(int id) { var entry = new Entry(); _open[id] = entry; bool came = entry.Done.WaitOne(1000); [|entry.Done.Dispose()|]; return came; }
            public void Answer(int id) { if (_open.TryGetValue(id, out var entry)) entry.Done.Set(); }
        }
        """);

    [Theory]
    [InlineData("bool came = entry.Done.WaitOne(1000); if (came) entry.Done.Dispose(); return came;", "if (_open.TryGetValue(id, out var entry)) entry.Done.Set();")]
    [InlineData("entry.Done.WaitOne(); entry.Done.Dispose(); return true;", "if (_open.TryGetValue(id, out var entry)) entry.Done.Set();")]
    [InlineData("bool came = entry.Done.WaitOne(1000); if (!_open.TryRemove(id, out _)) return true; entry.Done.Dispose(); return came;", "if (_open.TryRemove(id, out var entry)) entry.Done.Set();")]
    [InlineData("bool came = entry.Done.WaitOne(1000); lock (_open) entry.Done.Dispose(); return came;", "lock (_open) if (_open.TryGetValue(id, out var entry)) entry.Done.Set();")]
    [InlineData("bool came = entry.Done.WaitOne(1000); entry.Done.Dispose(); return came;", "try { _open[id].Done.Set(); } catch (ObjectDisposedException) { }")]
    public Task Accepts_an_event_of_an_entry_that_is_out_of_reach(string wait, string answer) => Verify.VerifyAsync($$"""
        class Entry { public ManualResetEvent Done = new(false); }
        class C
        {
            readonly ConcurrentDictionary<int, Entry> _open = new();
            public bool Ask(int id) { var entry = new Entry(); _open[id] = entry; {{wait}} }
            public void Answer(int id) { {{answer}} }
        }
        """);

    [Theory]
    [InlineData("if (_gates.TryRemove(key, out var old)) [|old.Dispose()|];", true)]
    [InlineData("if (gate.CurrentCount == 1 && _gates.TryRemove(key, out var old)) old.Dispose();", false)]
    [InlineData("if (last) { if (_gates.TryRemove(key, out var old)) old.Dispose(); }", false)]
    public Task Knows_entries_that_the_first_one_takes_out(string end, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
            async Task Run(string key, Func<Task> work, bool last)
            {
                var gate = _gates.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
                await gate.WaitAsync();
                try { await work(); }
                finally { gate.Release(); {{(isReported ? end : end.Replace("[|", "").Replace("|]", ""))}} }
            }
        }
        """);

    private const string Use = "public async Task Use(Func<Task> f) { await _slots.WaitAsync(); try { await f(); } finally { _slots.Release(); } } ";

    [Theory]
    [InlineData(Use + "public void Resize(int n) { [|_slots.Dispose()|]; _slots = new SemaphoreSlim(n); }")]
    [InlineData(Use + "public void Resize(int n) { lock (_gates) { [|_slots.Dispose()|]; _slots = new SemaphoreSlim(n); } }")]
    [InlineData(Use + "public void Resize(int n) { var old = _slots; _slots = new SemaphoreSlim(n); [|old.Dispose()|]; }")]
    [InlineData("public async Task Use(Func<Task> f) { var slots = _slots; await slots.WaitAsync(); try { await f(); } finally { slots.Release(); } } public void Resize(int n) { _slots.Dispose(); _slots = new SemaphoreSlim(n); }")]
    [InlineData("public void Use() { lock (_gates) { _slots.Wait(); try { Work(); } finally { _slots.Release(); } } } public void Resize(int n) { lock (_gates) { _slots.Dispose(); _slots = new SemaphoreSlim(n); } }")]
    [InlineData(Use + "public async Task Resize(int n) { for (int i = 0; i < 3; i++) await _slots.WaitAsync(); _slots.Dispose(); _slots = new SemaphoreSlim(n); }")]
    [InlineData(Use + "public void Dispose() { _slots.Dispose(); }")]
    [InlineData(Use + "public C(int n) { _slots.Dispose(); _slots = new SemaphoreSlim(n); }")]
    public Task Knows_semaphores_that_are_replaced(string members) => Verify.VerifyAsync(Program("SemaphoreSlim _slots = new(3); " + members));
}
