using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0325OnceFlag>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0325OnceFlagTests
{
    [Theory]
    [InlineData("if (_done) return; [|_done = true|]; Free();")]
    [InlineData("if (_done == true) { return; } [|_done = true|]; Free();")]
    [InlineData("if (_done) throw new ObjectDisposedException(\"\"); Free(); [|_done = true|];")]
    [InlineData("if (!_done) { [|_done = true|]; Free(); }")]
    [InlineData("if (!_done) { Free(); [|_done = true|]; }")]
    [InlineData("if (!_done && disposing) { [|_done = true|]; Free(); }")]
    [InlineData("if (_done || !disposing) return; [|_done = true|];")]
    [InlineData("lock (_gate) { if (_done) return; } Free(); [|_done = true|];")]
    [InlineData("if (!this._done) { lock (_gate) [|this._done = true|]; Free(); }")]
    public Task Reports_a_test_and_a_set(string body) => Verify.VerifyAsync($$"""
        class C : IDisposable
        {
            readonly object _gate = new();
            {{(body.Contains("lock") ? "" : "volatile ")}}bool _done;
            public void Dispose() => Dispose(true);
            protected virtual void Dispose(bool disposing) { {{body}} }
            public bool Use() { lock (_gate) return _done; }
            void Free() { }
        }
        """);

    /// <summary>What is set where something has failed says that it does not work, as often as that is found out.</summary>
    [Theory]
    [InlineData("try { Fast(); } catch (Exception) { {|#0:Interlocked.Exchange(ref s_broken, 1)|}; Slow(); }", true)]
    [InlineData("{|#0:Interlocked.Exchange(ref s_broken, 1)|}; Slow();", false)]
    public Task Says_less_of_a_flag_for_failures(string body, bool isLess) => Verify.VerifyAsync($$"""
        class C
        {
            static int s_broken;
            static void Fast() { }
            static void Slow() { }
            public static void Run() { if ({|#1:s_broken|} == 1) { Slow(); return; } {{body}} }
        }
        """, Verify.Finding().WithSeverity(isLess ? Microsoft.CodeAnalysis.DiagnosticSeverity.Info : Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1));

    [Theory]
    [InlineData("lock (_gate) { if (_done) return; _done = true; } Free();")]
    [InlineData("if (_done) return; lock (_gate) { if (_done) return; Free(); _done = true; }")]
    [InlineData("if (Interlocked.Exchange(ref _flag, 1) != 0) return; Free();")]
    [InlineData("_done = true;")]
    [InlineData("if (!_done) _done = true;")]
    [InlineData("if (_done) return; _done = true; try { Free(); } finally { _done = false; }")]
    [InlineData("if (_done) Free(); _done = false;")]
    [InlineData("if (_other) return; _other = true;")]
    public Task Accepts_one_step_and_flags_of_one_thread(string body) => Verify.VerifyAsync($$"""
        class C : IDisposable
        {
            readonly object _gate = new();
            bool _done, _other; int _flag;
            public void Dispose() { {{body}} }
            public bool Use() { lock (_gate) return _done; }
            void Free() { }
        }
        """);

    [Fact]
    public Task Reports_a_start_that_threads_can_pass_twice() => Verify.VerifyAsync("""
        class Server
        {
            volatile bool _running;
            public async Task StartAsync() { if (_running) return; await Task.Yield(); [|_running = true|]; }
            public void Stop() { if (!_running) return; [|_running = false|]; }
        }
        """);

    [Theory]
    [InlineData("volatile int _state;", "if (_state != 0) return; [|_state = 1|]; Free();")]
    [InlineData("volatile State _state;", "if (_state != State.New) throw new Exception(); [|_state = State.Started|]; Free();")]
    [InlineData("volatile State _state;", "if (_state is State.New) { [|_state = State.Started|]; Free(); }")]
    [InlineData("int _state;", "if (_state == 1) return; [|Interlocked.Exchange(ref _state, 1)|]; Free();")]
    [InlineData("int _state;", "if (Volatile.Read(ref _state) == 0) { [|Interlocked.Exchange(ref _state, 1)|]; Free(); }")]
    [InlineData("int _state;", "if (Volatile.Read(ref _state) == 1) return; [|Volatile.Write(ref _state, 1)|]; Free();")]
    [InlineData("bool _state;", "if (Volatile.Read(ref _state)) return; Free(); [|Volatile.Write(ref _state, true)|];")]
    public Task Reports_states_and_half_atomic_flags(string field, string body) => Verify.VerifyAsync(WithState(field, body));

    [Theory]
    [InlineData("volatile int _state;", "if (_state != 0) return; _state = Free();")]
    [InlineData("volatile State _state;", "if (_state == State.New) Free(); _state = State.Started;")]
    [InlineData("int _state;", "if (_state == 1) return; _state = 1; Free();")]
    [InlineData("int _state;", "if (Interlocked.CompareExchange(ref _state, 1, 0) != 0) return; Free();")]
    [InlineData("int _state;", "if (_state != 0) return; Free(); if (Interlocked.Exchange(ref _state, 1) == 0) Free();")]
    public Task Accepts_states_that_are_set_in_one_step(string field, string body) => Verify.VerifyAsync(WithState(field, body));

    private static string WithState(string field, string body) => $$"""
        enum State { New, Started }
        class C
        {
            {{field}}
            public void Start() { {{body}} }
            int Free() => 1;
        }
        """;

    [Theory]
    [InlineData("100", true)]
    [InlineData("Timeout.Infinite", false)]
    public Task Reports_a_timer_that_meets_itself(string period, bool isFound) => Verify.VerifyAsync($$"""
        class C
        {
            System.Threading.Timer _timer; bool _busy;
            public C() => _timer = new System.Threading.Timer(Tick, null, 0, {{period}});
            void Tick(object _) { if (_busy) return; {{(isFound ? "[|_busy = true|]" : "_busy = true")}}; try { Work(); } finally { _busy = false; } }
            void Work() { }
        }
        """);

    [Fact]
    public Task Reports_a_member_that_starts_threads_itself() => Verify.VerifyAsync("""
        class C
        {
            volatile bool _started;
            public void Start() { if (_started) return; [|_started = true|]; new Thread(Loop).Start(); }
            void Loop() { }
        }
        """);

    [Theory]
    [InlineData("while (_started) Work();", "", false)]
    [InlineData("while (_started) { Work(); } _started = false;", "", true)]
    [InlineData("Work();", "", true)]
    [InlineData("while (_started) Work();", "public Task Later() => Task.Run(Start);", true)]
    public Task Knows_for_whom_a_flag_is_volatile(string loop, string other, bool isFound) => Verify.VerifyAsync($$"""
        class C
        {
            volatile bool _started; Thread _thread;
            public void Start() { if (_started) return; {{(isFound ? "[|_started = true|]" : "_started = true")}}; _thread = new Thread(Loop); _thread.Start(); }
            public void Stop() { _started = false; _thread.Join(); }
            void Loop() { {{loop}} }
            void Work() { }
            {{other}}
        }
        """);

    [Fact]
    public Task Accepts_a_value_that_may_be_computed_twice() => Verify.VerifyAsync("""
        class C
        {
            volatile bool _known, _set; int _size; string _url;
            public int Size { get { if (!_known) { _size = Measure(); _known = true; } return _size; } }
            public string Url() { string url = _url; if (url == null && !_set) { try { url = Find(); } catch { } _url = url; _set = true; } return url; }
            int Measure() => 1; string Find() => "";
        }
        """);

    /// <summary>Work of the object's own that ends with a member which others call as well.</summary>
    [Fact]
    public Task Reports_a_member_that_the_own_work_calls_as_others_do() => Verify.VerifyAsync(
        "class C { bool _closed; public void Open() { Task.Run(LoopAsync); } async Task LoopAsync() { await Task.Delay(1); Close(); } public void Close() { if (_closed) return; [|_closed = true|]; Console.WriteLine(); } }");

    /// <summary>Whoever cancels runs what is registered, while the owner ends the object.</summary>
    [Theory]
    [InlineData("public C(CancellationToken token) => _r = token.Register(Dispose);", true)]
    [InlineData("public void Bind(CancellationToken token) => _r = token.Register(() => Dispose());", true)]
    [InlineData("public C(CancellationToken token) => _r = token.UnsafeRegister(static s => ((C)s).Dispose(), this);", true)]
    [InlineData("public C(CancellationToken token) => _r = token.Register(() => Console.WriteLine());", false)]
    public Task Reports_a_member_that_a_token_calls_as_its_owner_does(string member, bool isFound) => Verify.VerifyAsync($$"""
        sealed class C : IDisposable
        {
            CancellationTokenRegistration _r; bool _done;
            {{member}}
            public void Dispose() { if (_done) return; {{(isFound ? "[|_done = true|]" : "_done = true")}}; _r.Dispose(); Console.WriteLine(); }
        }
        """);

    [Theory]
    [InlineData("public void Set(CancellationToken token) { token.Register(Close); } void Close() { if (_closed) return; _closed = true; Console.WriteLine(); } bool _closed;")]
    [InlineData("bool _closed; Thread _t; public void Open() { _t = new Thread(Run); _t.Start(); } public void Run() { if (_closed) return; _closed = true; Console.WriteLine(); }")]
    [InlineData("bool _closed; Thread _t; public void Open() { _t = new Thread(Run); _t.Start(); } void Run() { Close(); } void Close() { if (_closed) return; _closed = true; Console.WriteLine(); }")]
    public Task Accepts_members_that_only_the_own_work_runs(string members) => Verify.VerifyAsync("class C { " + members + " }");

    [Theory]
    [InlineData("bool Running { get { lock (_gate) return _running; } set { lock (_gate) _running = value; } }", "if (Running) return; [|Running = true|]; Free();")]
    [InlineData("bool Running { get { lock (_gate) return _running; } }", "if (Running) return; lock (_gate) [|_running = true|]; Free();")]
    [InlineData("bool Running { get { lock (_gate) return _running; } set { lock (_gate) _running = value; } }", "lock (_gate) { if (Running) return; Running = true; } Free();")]
    [InlineData("bool Running { get { lock (_gate) return _running; } set { lock (_gate) _running = !value; } }", "if (Running) return; Running = true; Free();")]
    [InlineData("bool Running { get { lock (_gate) return _running && _other; } set { lock (_gate) _running = value; } }", "if (Running) return; Running = true; Free();")]
    public Task Reports_a_flag_behind_a_property(string property, string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); bool _running, _other;
            {{property}}
            public void Start() { {{body}} }
            void Free() { _other = true; }
        }
        """);

    [Fact]
    public Task Reports_a_flag_that_is_taken_back_atomically() => Verify.VerifyAsync("""
        class C
        {
            int _busy;
            public void Tick() { if (_busy == 0) { [|_busy = 1|]; try { Free(); } finally { Interlocked.Exchange(ref _busy, 0); } } }
            void Free() { }
        }
        """);

    [Theory]
    [InlineData("public void Post() { if (_state == 0) { [|_state = 1|]; Queue(); } }")]
    [InlineData("public void Post() { if (Volatile.Read(ref _state) != 0) return; [|_state = 1|]; Queue(); }")]
    [InlineData("public void Post() { if (_state != 0) return; Queue(); [|_state = 1|]; }")]
    public Task Reports_a_plain_step_beside_atomic_ones(string member) => Verify.VerifyAsync(Scheduled(member));

    [Theory]
    [InlineData("public void Post() { if (Interlocked.CompareExchange(ref _state, 1, 0) == 0) Queue(); }")]
    [InlineData("public void Post() { if (_state == 0 && Interlocked.CompareExchange(ref _state, 1, 0) == 0) { Queue(); _state = 2; } }")]
    [InlineData("public void Post() { Advance(); } void Advance() { if (_state == 1) { _state = 2; Queue(); } }")]
    [InlineData("public void Post() { if (_state == 0) Queue(); }")]
    [InlineData("public void Post() { if (_state == 0) Volatile.Write(ref _state, 1); Queue(); }")]
    public Task Accepts_steps_of_who_has_won(string member) => Verify.VerifyAsync(Scheduled(member));

    private static string Scheduled(string member) => $$"""
        class C
        {
            int _state;
            {{member}}
            public void Run() { Queue(); Interlocked.CompareExchange(ref _state, 0, 1); }
            void Queue() { }
        }
        """;

    [Theory]
    [InlineData("if (State != S.New) throw new Exception(); lock (_gate) [|_state = S.Opening|]; Use(); lock (_gate) _state = S.Open;")]
    [InlineData("if (_state != S.New) return; lock (_gate) { [|_state = S.Opening|]; } Use();")]
    [InlineData("lock (_gate) { if (_state != S.New) return; _state = S.Opening; } Use();")]
    [InlineData("if (State != S.New) return; lock (_gate) { if (_state != S.New) return; _state = S.Opening; } Use();")]
    [InlineData("if (State != S.New) return; lock (_gate) _state = S.Opening; Use(); lock (_gate) _state = S.New;")]
    public Task Reports_a_state_that_is_left_after_an_earlier_look(string body) => Verify.VerifyAsync($$"""
        enum S { New, Opening, Open, Closed }
        class C
        {
            readonly object _gate = new(); S _state;
            public S State { get { lock (_gate) return _state; } }
            public void Open() { {{body}} }
            public void Close() { lock (_gate) { if (_state == S.Closed) return; _state = S.Closed; } Use(); }
            void Use() { }
        }
        """);

    /// <summary>Where others win by a compare-and-swap, an exchange after a test is still two steps.</summary>
    [Theory]
    [InlineData("if (Volatile.Read(ref _state) != 0) return; [|Interlocked.Exchange(ref _state, 1)|]; Open();")]
    [InlineData("if (Interlocked.CompareExchange(ref _state, 1, 0) != 0) return; Open(); Interlocked.Exchange(ref _state, 2);")]
    public Task Reports_exchanges_beside_compare_and_swap(string code) => Verify.VerifyAsync($$"""
        public class C
        {
            int _state;
            void Open() { }
            public void Connect() { {{code}} }
            public void Drop() { if (Interlocked.CompareExchange(ref _state, 0, 2) == 2) Open(); }
        }
        """);
}
