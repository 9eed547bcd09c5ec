using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0405PulseThatMissesWaiters,
    ThreadingAnalyzers.CodeFixes.Signals.THR0405PulseThatMissesWaitersCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0405PulseThatMissesWaiters>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0405PulseThatMissesWaitersTests
{
    private static string Program(string members) => $$"""
        class C
        {
            readonly object _gate = new();
            readonly Queue<int> _queue = new();
            const int Capacity = 5;
            bool _ready;
            bool _paused;
            int _serving;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void Set() { lock (_gate) _ready = true; } public void Wait() { lock (_gate) while (!_ready) [|Monitor.Wait(_gate)|]; }")]
    [InlineData("public void Wait() { Monitor.Enter(_gate); try { while (!_ready) [|Monitor.Wait(_gate)|]; } finally { Monitor.Exit(_gate); } }")]
    [InlineData("public void Wait() { var gate = new object(); lock (gate) while (!_ready) [|Monitor.Wait(gate)|]; }")]
    public Task Reports_a_wait_that_nobody_ends(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate, 100); }")]
    [InlineData("public object Gate => _gate; public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("public void Wait() { Start(_gate); lock (_gate) while (!_ready) Monitor.Wait(_gate); } static void Start(object o) { lock (o) Monitor.PulseAll(o); }")]
    [InlineData("public void Wait() { lock (this) while (!_ready) Monitor.Wait(this); }")]
    [InlineData("public readonly object Open = new(); public void Wait() { lock (Open) while (!_ready) Monitor.Wait(Open); }")]
    [InlineData("public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate); } class D { readonly C c; public D(C c) => this.c = c; void Wake() { lock (c._gate) Monitor.PulseAll(c._gate); } }")]
    public Task Accepts_a_wait_that_others_may_end(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Put(int n) { lock (_gate) { while (_queue.Count == Capacity) Monitor.Wait(_gate); _queue.Enqueue(n); [|Monitor.Pulse(_gate)|]; } } public int Take() { lock (_gate) { while (_queue.Count == 0) Monitor.Wait(_gate); int n = _queue.Dequeue(); [|Monitor.Pulse(_gate)|]; return n; } }")]
    [InlineData("public void Set() { lock (_gate) { _ready = true; [|Monitor.Pulse(_gate)|]; } } public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("public void Put() { lock (_gate) { while (_ready) Monitor.Wait(_gate); _ready = true; [|Monitor.Pulse(_gate)|]; } } public void Get() { lock (_gate) { while (!_ready) Monitor.Wait(_gate); _ready = false; [|Monitor.Pulse(_gate)|]; } }")]
    [InlineData("public void CountDown() { lock (_gate) { if (--_serving == 0) [|Monitor.Pulse(_gate)|]; } } public void Wait() { lock (_gate) while (_serving > 0) Monitor.Wait(_gate); }")]
    [InlineData("string _result; public void Set(string s) { lock (_gate) { _result = s; [|Monitor.Pulse(_gate)|]; } } public string Get() { lock (_gate) { while (_result == null) Monitor.Wait(_gate); return _result; } }")]
    [InlineData("public void Wait() { lock (_gate) { while (true) { if (_ready) return; Monitor.Wait(_gate); } } } public void Set() { lock (_gate) { _ready = true; [|Monitor.Pulse(_gate)|]; } }")]
    [InlineData("public void Leave() { lock (_gate) { _serving++; [|Monitor.Pulse(_gate)|]; } } public void Enter(int mine) { lock (_gate) while (_serving != mine) Monitor.Wait(_gate); }")]
    [InlineData("public void Close() { lock (_gate) { _ready = true; [|Monitor.Pulse(_gate)|]; } } public int Take() { lock (_gate) { while (_queue.Count == 0 && !_ready) Monitor.Wait(_gate); return _queue.Count == 0 ? -1 : _queue.Dequeue(); } } public void Put(int n) { lock (_gate) { _queue.Enqueue(n); Monitor.Pulse(_gate); } }")]
    [InlineData("public void Exit(int n) { lock (_gate) { _serving += n; [|Monitor.Pulse(_gate)|]; } } public void Enter() { lock (_gate) { while (_serving < 1) Monitor.Wait(_gate); _serving--; } }")]
    [InlineData("public void Exit() { lock (_gate) { _serving += 2; [|Monitor.Pulse(_gate)|]; } } public void Enter() { lock (_gate) { while (_serving == 0) Monitor.Wait(_gate); --_serving; } }")]
    public Task Reports_one_pulse_where_several_can_go_on(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Put(int n) { lock (_gate) { _queue.Enqueue(n); Monitor.Pulse(_gate); } } public int Take() { lock (_gate) { while (_queue.Count == 0) Monitor.Wait(_gate); return _queue.Dequeue(); } }")]
    [InlineData("public void Put(int n) { lock (_gate) { _queue.Enqueue(n); Monitor.Pulse(_gate); } } public int Take() { lock (_gate) { while (_queue.Count == 0) Monitor.Wait(_gate); return _queue.Dequeue(); } } public int Poll(int ms) { lock (_gate) { while (_queue.Count == 0) if (!Monitor.Wait(_gate, ms)) return -1; return _queue.Dequeue(); } }")]
    [InlineData("public void Set() { lock (_gate) { _ready = true; Monitor.Pulse(_gate); } } public void Wait() { lock (_gate) { while (!_ready) Monitor.Wait(_gate); _ready = false; } }")]
    [InlineData("public void Set() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("public void Start() { new Thread(Loop).Start(); } public void Set() { lock (_gate) { _ready = true; Monitor.Pulse(_gate); } } void Loop() { lock (_gate) while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("public void Set(int n) { lock (_gate) { _queue.Enqueue(n); Monitor.Pulse(_gate); } } public int Take(DateTime end) { lock (_gate) { while (_queue.Count == 0 && DateTime.UtcNow < end) Monitor.Wait(_gate); return _queue.Dequeue(); } }")]
    [InlineData("public void Enter() { lock (_gate) { while (_serving == 0) Monitor.Wait(_gate); _serving--; } } public void Exit() { lock (_gate) { _serving++; Monitor.Pulse(_gate); } }")]
    [InlineData("string _result; public void Set(string s) { lock (_gate) { _result = s; Monitor.Pulse(_gate); } } public string Take() { lock (_gate) { while (_result == null) Monitor.Wait(_gate); var s = _result; _result = null; return s; } }")]
    [InlineData("public void Exit() { lock (_gate) { _serving += 1; Monitor.Pulse(_gate); } } public void Enter() { lock (_gate) { while (_serving == 0) Monitor.Wait(_gate); _serving--; } }")]
    [InlineData("public void Exit(int n) { lock (_gate) { _serving += n; while (n-- > 0) Monitor.Pulse(_gate); } } public void Enter() { lock (_gate) { while (_serving == 0) Monitor.Wait(_gate); _serving--; } }")]
    [InlineData("public void Exit(int n) { lock (_gate) { _serving += n; Monitor.Pulse(_gate); } } public int All() { lock (_gate) { while (_serving == 0) Monitor.Wait(_gate); int n = _serving; _serving = 0; return n; } }")]
    public Task Accepts_a_pulse_that_lets_one_go_on(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Pause() { lock (_gate) _paused = true; } public void Resume() { lock (_gate) [|Monitor.PulseAll(_gate)|]; } public void Wait() { lock (_gate) while (_paused) Monitor.Wait(_gate); }")]
    [InlineData("public void Put(int n) { lock (_gate) _queue.Enqueue(n); } public void Wake() { lock (_gate) [|Monitor.PulseAll(_gate)|]; } public int Take() { lock (_gate) { while (_queue.Count == 0) Monitor.Wait(_gate); return _queue.Dequeue(); } }")]
    public Task Reports_pulses_without_a_change(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("public void Resume() { lock (_gate) { _paused = false; Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (_paused) Monitor.Wait(_gate); }")]
    [InlineData("public void Resume() { lock (_gate) { _paused = false; Wake(); } } void Wake() => Monitor.PulseAll(_gate); public void Wait() { lock (_gate) while (_paused) Monitor.Wait(_gate); }")]
    [InlineData("public void Resume() { lock (_gate) { Clear(); Monitor.PulseAll(_gate); } } void Clear() => _paused = false; public void Wait() { lock (_gate) while (_paused) Monitor.Wait(_gate); }")]
    [InlineData("public void Put(int n) { lock (_gate) { _queue.Enqueue(n); Wake(); } } public void Wake() { lock (_gate) Monitor.PulseAll(_gate); } public int Take() { lock (_gate) { while (_queue.Count == 0) Monitor.Wait(_gate); return _queue.Dequeue(); } }")]
    [InlineData("public event Action Woken; public void Resume() { Woken(); lock (_gate) { Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (_paused) Monitor.Wait(_gate); }")]
    [InlineData("internal bool Done; public void Resume() { lock (_gate) { Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (!Done) Monitor.Wait(_gate); }")]
    public Task Accepts_a_pulse_that_comes_with_a_change(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Fixes_the_pulse() => Fix.FixesAsync(
        """
        using System.Threading;

        class Latch
        {
            private readonly object _gate = new();
            private bool _open;

            public void Open()
            {
                lock (_gate)
                {
                    _open = true;
                    [|Monitor.Pulse(_gate)|]; // go
                }
            }

            public void Wait()
            {
                lock (_gate)
                    while (!_open)
                        Monitor.Wait(_gate);
            }
        }
        """,
        """
        using System.Threading;

        class Latch
        {
            private readonly object _gate = new();
            private bool _open;

            public void Open()
            {
                lock (_gate)
                {
                    _open = true;
                    Monitor.PulseAll(_gate); // go
                }
            }

            public void Wait()
            {
                lock (_gate)
                    while (!_open)
                        Monitor.Wait(_gate);
            }
        }
        """);

    [Fact]
    public Task Offers_nothing_where_no_pulse_helps() => Fix.OffersNothingAsync("""
        using System.Threading;
        class C
        {
            private readonly object _gate = new();
            private bool _open;
            public void Open() { lock (_gate) _open = true; }
            public void Wait() { lock (_gate) while (!_open) [|Monitor.Wait(_gate)|]; }
        }
        """);

    /// <summary>A change by a call that the compiler cannot bind is a change.</summary>
    [Theory]
    [InlineData("_messages.Enqueue(message);")]
    [InlineData("_messages.Enqueue(new OtherMessage(message));")]
    [InlineData("_messages.Enqueue(Factory.Wrap(message));")]
    public Task Accepts_a_change_that_is_not_known_in_full(string change) => Verify.VerifyAloneAsync($$"""
        class C : Unknown
        {
            readonly object _gate = new(); readonly Queue<IMessage> _messages = new();
            public void Post(Message message) { lock (_gate) { {{change}} Monitor.Pulse(_gate); } }
            public IMessage Take() { lock (_gate) { while (_messages.Count == 0) Monitor.Wait(_gate); return _messages.Dequeue(); } }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) new Thread(Run).Start();", "[|Monitor.Pulse(_gate)|]")]
    [InlineData("new Thread(Run).Start();", "Monitor.Pulse(_gate)")]
    public Task Counts_the_threads_that_the_type_starts(string start, string pulse) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); readonly Queue<int> _items = new(); bool _stop;
            public C() { {{start}} }
            public void Add(int n) { lock (_gate) { _items.Enqueue(n); Monitor.Pulse(_gate); } }
            public void Stop() { lock (_gate) { _stop = true; {{pulse}}; } }
            void Run() { while (true) { lock (_gate) { while (_items.Count == 0 && !_stop) Monitor.Wait(_gate); if (_stop) return; _items.Dequeue(); } } }
        }
        """);

    [Theory]
    [InlineData("lock (_gate) { [|Monitor.PulseAll(_gate)|]; } _ready = true;")]
    [InlineData("Console.WriteLine(); lock (_gate) [|Monitor.PulseAll(_gate)|]; if (_serving > 0) _ready = true;")]
    [InlineData("lock (_gate) { Monitor.PulseAll(_gate); _ready = true; }")]
    [InlineData("lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } _ready = false;")]
    [InlineData("_ready = true; lock (_gate) Monitor.PulseAll(_gate);")]
    [InlineData("lock (_gate) { Prepare(); Monitor.PulseAll(_gate); } _ready = true;")]
    public Task Knows_changes_behind_the_pulse(string body) => Verify.VerifyAsync(Program($$"""
        public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate); }
        void Prepare() { _ready = true; }
        public void Open() { {{body}} }
        """));

    private static string Stopping(string stop, string leave, string start = "for (int i = 0; i < n; i++) new Thread(Run).Start();") => Program($$"""
        readonly List<Thread> _threads = new();
        public C(int n) { {{start}} }
        public void Add(int n) { lock (_gate) { _queue.Enqueue(n); Monitor.Pulse(_gate); } }
        public void Stop() { lock (_gate) { _paused = true; {{stop}} } }
        private void Run()
        {
            while (true)
            {
                lock (_gate)
                {
                    while (_queue.Count == 0) { if (_paused) { {{leave}} } Monitor.Wait(_gate); }
                    _queue.Dequeue();
                }
            }
        }
        """);

    [Fact]
    public Task Reports_one_pulse_for_a_flag_by_which_all_leave_the_loop() => Verify.VerifyAsync(Stopping("[|Monitor.Pulse(_gate)|];", "return;"));

    [Theory]
    [InlineData("Monitor.PulseAll(_gate);", "return;")]
    [InlineData("foreach (var t in _threads) Monitor.Pulse(_gate);", "return;")]
    [InlineData("Monitor.Pulse(_gate);", "Monitor.Pulse(_gate); return;")]
    public Task Accepts_threads_that_are_all_woken(string stop, string leave) => Verify.VerifyAsync(Stopping(stop, leave));

    [Fact]
    public Task Accepts_one_pulse_for_the_only_thread() => Verify.VerifyAsync(Stopping("Monitor.Pulse(_gate);", "return;", "new Thread(Run).Start();"));

    [Theory]
    [InlineData("void Close() { lock (_jobs) [|Monitor.PulseAll(_jobs)|]; }")]
    [InlineData("void Close() { lock (_jobs) { Console.Write(1); [|Monitor.PulseAll(_jobs)|]; } } void Open() { lock (_jobs) _closed = false; }")]
    public Task Reports_a_pulse_for_a_flag_that_nobody_sets(string members) => Verify.VerifyAsync(Board(members));

    [Theory]
    [InlineData("void Close() { lock (_jobs) { _closed = true; Monitor.PulseAll(_jobs); } }")]
    [InlineData("void Close() { lock (_jobs) { _jobs.Enqueue(0); Monitor.PulseAll(_jobs); } }")]
    [InlineData("void Stop(bool closed) { lock (_jobs) _closed = closed; } void Close() { lock (_jobs) Monitor.PulseAll(_jobs); }")]
    [InlineData("void Close() { Mark(); lock (_jobs) Monitor.PulseAll(_jobs); } protected virtual void Mark() { }")]
    public Task Accepts_a_pulse_after_a_change(string members) => Verify.VerifyAsync(Board(members));

    private static string Board(string members) => $$"""
        class Board
        {
            readonly Queue<int> _jobs = new(); bool _closed;
            public void Add(int job) { lock (_jobs) { _jobs.Enqueue(job); Monitor.Pulse(_jobs); } }
            public bool TryTake(out int job)
            {
                lock (_jobs)
                {
                    while (_jobs.Count == 0)
                    {
                        if (_closed) { job = 0; return false; }
                        Monitor.Wait(_jobs);
                    }
                    job = _jobs.Dequeue();
                    return true;
                }
            }
            public {{members}}
        }
        """;

    [Theory]
    [InlineData("void Close() { lock (_jobs) [|_closed = true|]; }")]
    [InlineData("void Close() { lock (_jobs) { Console.Write(1); [|_closed = true|]; } } public void Open() { lock (_jobs) _closed = false; }")]
    [InlineData("void Close() { lock (_jobs) { _closed = true; Wake(); } } void Wake() => Monitor.PulseAll(_jobs);")]
    [InlineData("void Close() { lock (_jobs) _closed = true; Wake(); } void Wake() { lock (_jobs) Monitor.PulseAll(_jobs); }")]
    [InlineData("void Close() { lock (_jobs) _closed = true; } public void Wake() { lock (_jobs) Monitor.PulseAll(_jobs); }")]
    [InlineData("void Close() { lock (_jobs) _closed = true; Add(0); }")]
    [InlineData("void Close() { lock (_jobs) { _closed = true; Told(); } } protected virtual void Told() { }")]
    public Task Judges_where_the_flag_is_set(string members) => Verify.VerifyAsync(Board(members));

    private static string Outbox(string condition, string members) => $$"""
        class Outbox
        {
            readonly object _gate = new(); readonly LinkedList<int> _open = new(); bool _closed; bool _paused; Thread _thread;
            public void Post(int n) { lock (_gate) { if (_closed) return; _open.AddLast(n); Monitor.PulseAll(_gate); } }
            public bool Next(out int n) { lock (_gate) { while ({{condition}}) Monitor.Wait(_gate); n = 0; if (_open.Count == 0) return false; n = _open.First.Value; _open.RemoveFirst(); return true; } }
            public bool IsClosed { get { lock (_gate) return _closed; } }
            public {{members}}
        }
        """;

    [Theory]
    [InlineData("_open.Count == 0 && !_closed", "void Close() { lock (_gate) [|_closed = true|]; }")]
    [InlineData("!(_open.Count > 0 || _closed)", "void Close() { lock (_gate) { Console.Write(1); [|_closed = true|]; } _thread.Join(); }")]
    [InlineData("_open.Count == 0 && _paused", "void Pause() { lock (_gate) _paused = true; } public void Resume() { lock (_gate) [|_paused = false|]; }")]
    [InlineData("_open.Count == 0 && !_closed", "void Close() { lock (_gate) { _closed = true; Monitor.PulseAll(_gate); } }")]
    [InlineData("_open.Count == 0 && !_closed", "void Close() { lock (_gate) _closed = true; Post(0); }")]
    [InlineData("_open.Count == 0 && !_closed", "void Close() { lock (_gate) _closed = true; _thread.Interrupt(); }")]
    [InlineData("_open.Count == 0 && !_closed", "void Run() { while (Next(out int n)) { if (n < 0) _closed = true; } }")]
    [InlineData("_open.Count == 0 || !_closed", "void Close() { lock (_gate) _closed = true; }")]
    [InlineData("_open.Count == 0 && !_closed", "void Close(bool closed) { lock (_gate) _closed = closed; }")]
    public Task Judges_where_a_flag_of_the_condition_is_set(string condition, string members) => Verify.VerifyAsync(Outbox(condition, members));

    private static string Shelf(string take, string put) => $$"""
        class Shelf
        {
            readonly object _gate = new(); List<int> _items; Exception _error; Thread _thread;
            {{take}} public void Put(List<int> items) { lock (_gate) { _items = items; {{put}}; } }
        }
        """;

    [Theory]
    [InlineData("public int Get(int i) { lock (_gate) { while (_items is null) Monitor.Wait(_gate); return _items.IndexOf(i); } }", "[|Monitor.Pulse(_gate)|]")]
    [InlineData("public int Get() { lock (_gate) { while (_items == null && _error == null) Monitor.Wait(_gate); _items.Sort(); return _items[0]; } }", "[|Monitor.Pulse(_gate)|]")]
    [InlineData("public int Get() { lock (_gate) { while (_items is null) Monitor.Wait(_gate); Monitor.Pulse(_gate); return _items.Count; } }", "Monitor.Pulse(_gate)")]
    [InlineData("public List<int> Take() { lock (_gate) { while (_items is null) Monitor.Wait(_gate); return Interlocked.Exchange(ref _items, null); } }", "Monitor.Pulse(_gate)")]
    [InlineData("public List<int> Take() { lock (_gate) { while (_items is null) Monitor.Wait(_gate); List<int> items; (items, _items) = (_items, null); return items; } }", "Monitor.Pulse(_gate)")]
    [InlineData("public int Take() { lock (_gate) { while (_items is null || _items.Count == 0) Monitor.Wait(_gate); int n = _items[0]; _items.RemoveAt(0); return n; } }", "Monitor.Pulse(_gate)")]
    [InlineData("public Shelf() { _thread = new Thread(Run); _thread.Start(); } void Run() { lock (_gate) { while (_items is null) Monitor.Wait(_gate); _items.Sort(); } }", "Monitor.Pulse(_gate)")]
    public Task Tells_a_variable_from_what_it_holds(string take, string put) => Verify.VerifyAsync(Shelf(take, put));

    private const string Told = "public void Open() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) { while (!_ready) Monitor.Wait(_gate); _ready = false; } } ";
    private const string Fed = "public void Put(int n) { lock (_gate) { _queue.Enqueue(n); Monitor.Pulse(_gate); } } public int Take() { lock (_gate) { while (_queue.Count == 0) Monitor.Wait(_gate); return _queue.Dequeue(); } } ";
    private const string Counted = "public void Exit() { lock (_gate) { _serving++; Monitor.Pulse(_gate); } } public void Enter() { lock (_gate) { while (_serving == 0) Monitor.Wait(_gate); _serving--; } } ";

    [Theory]
    [InlineData(Told + "public void Cancel() { Console.Write(1); lock (_gate) [|Monitor.PulseAll(_gate)|]; }")]
    [InlineData(Told + "public void Cancel() { lock (_gate) { _paused = true; [|Monitor.PulseAll(_gate)|]; } } public bool IsPaused { get { lock (_gate) return _paused; } }")]
    [InlineData(Told + "public void Cancel() { lock (_gate) Wake(); } void Wake() => [|Monitor.PulseAll(_gate)|];")]
    [InlineData(Fed + "public void Stop() { lock (_gate) { _ready = true; [|Monitor.PulseAll(_gate)|]; } }")]
    [InlineData(Counted + "public void Stop() { Monitor.Enter(_gate); try { [|Monitor.PulseAll(_gate)|]; } finally { Monitor.Exit(_gate); } }")]
    public Task Reports_a_pulse_where_every_change_has_one_of_its_own(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData(Told + "public void Close() { lock (_gate) _ready = true; Tell(); } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData(Told + "public void Set(bool ready) { lock (_gate) _ready = ready; } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData(Told + "public void Set(bool tell) { lock (_gate) { _ready = true; if (tell) Monitor.PulseAll(_gate); } } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData(Fed + "public void Add(int n) { lock (_gate) _queue.Enqueue(n); } public void Flush() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData(Fed + "public void Feed(Action<Queue<int>> feed) { lock (_gate) feed(_queue); } public void Flush() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData("CancellationToken _token; public void Open() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (!_ready && !_token.IsCancellationRequested) Monitor.Wait(_gate); } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData("public void Open() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait(DateTime end) { lock (_gate) while (!_ready && DateTime.UtcNow < end) Monitor.Wait(_gate); } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData("public void Open() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (!_ready) Monitor.Wait(_gate, 100); } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData("public void Open() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait() { lock (_gate) while (!_ready) { Monitor.Wait(_gate); Console.Write(1); } } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData("public void Open() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } } public void Wait(Func<bool> ask) { lock (_gate) while (!_ready && !ask()) Monitor.Wait(_gate); } public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    [InlineData("public object Gate => _gate; " + Told + "public void Tell() { lock (_gate) Monitor.PulseAll(_gate); }")]
    public Task Accepts_a_pulse_that_may_let_somebody_go(string members) => Verify.VerifyAsync(Program(members));
}
