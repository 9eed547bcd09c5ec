using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0503LifecycleOutOfOrder>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0503LifecycleOutOfOrderTests
{
    private static string Program(string code) => $$"""
        class C
        {
            readonly Thread _fixed = new(() => { }); Thread _thread; Task _task; static Thread s_thread; bool b; int n; Thread Auto { get; set; }
            void Work() { } void WorkOn(object state) { } Thread Make() => new(Work); Task WorkAsync() => Task.Run(Work);
            void Unknown(Thread thread) { } void Renew() => _thread = new(Work); async Task Later() => await Task.Yield();
            Thread Launched() { var t = new Thread(Work); t.Start(); return t; }
            void Ends() { _fixed.Join(); }
            async Task M(Thread given, Action action) { {{code}} await Task.Yield(); }
        }
        """;

    [Theory]
    [InlineData("var t = new Thread(Work); t.Start(); [|t.Start()|];")]
    [InlineData("var t = new Thread(WorkOn); t.Start(1); t.Join(); [|t.Start(2)|];")]
    [InlineData("given.Start(); given.Join(); [|given.Start()|];")]
    [InlineData("given.Join(); [|given.Start()|];")]
    [InlineData("_fixed.Start(); Work(); [|_fixed.Start()|];")]
    [InlineData("this._thread.Start(); _thread.Join(); [|_thread.Start()|];")]
    [InlineData("s_thread.Start(); [|C.s_thread.Start()|];")]
    [InlineData("Auto.Start(); [|Auto.Start()|];")]
    [InlineData("_thread = new Thread(Work); _thread.Start(); [|_thread.Start()|];")]
    [InlineData("var t = new Thread(Work); for (int i = 0; i < 3; i++) [|t.Start()|];")]
    [InlineData("var t = new Thread(Work); while (b) { [|t.Start()|]; t.Join(); }")]
    [InlineData("var t = new Thread(Work); foreach (var x in new int[3]) { if (x > 1) continue; [|t.Start()|]; }")]
    [InlineData("var t = new Thread(Work); do { [|t.Start()|]; if (t.Join(5)) break; } while (n > 0);")]
    [InlineData("var t = new Thread(Work); if (b) t.Start(); [|t.Start()|];")]
    [InlineData("var t = new Thread(Work); if (b) { t.Start(); } else { t.Start(); } [|t.Start()|];")]
    [InlineData("var t = new Thread(Work); try { t.Start(); } catch (OutOfMemoryException) { [|t.Join()|]; t.Start(); }")]
    [InlineData("var t = new Thread(Work); var same = t; t.Start(); [|same.Start()|];")]
    [InlineData("_fixed.Start(); await Task.Yield(); [|_fixed.Start()|];")]
    [InlineData("_fixed.Start(); action(); [|_fixed.Start()|];")]
    [InlineData("Ends(); [|_fixed.Start()|];")]
    [InlineData("var t = Launched(); [|t.Start()|];")]
    [InlineData("var t = new Task(Work); t.Start(); [|t.Start()|];")]
    [InlineData("var t = new Task(Work); t.Start(); await t; [|t.RunSynchronously()|];")]
    [InlineData("var t = Task.Run(Work); [|t.Start()|];")]
    [InlineData("var t = Task.Factory.StartNew(Work); [|t.Start()|];")]
    [InlineData("Task t = Later(); [|t.Start()|];")]
    public Task Reports_a_second_start(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Work); t.Start();")]
    [InlineData("for (int i = 0; i < 3; i++) { var t = new Thread(Work); t.Start(); }")]
    [InlineData("Thread t; for (int i = 0; i < 3; i++) { t = new Thread(Work); t.Start(); }")]
    [InlineData("var t = new Thread(Work); for (int i = 0; i < 3; i++) { t.Start(); t.Join(); t = new Thread(Work); }")]
    [InlineData("var t = new Thread(Work); for (int i = 0; i < 3; i++) { t.Start(); break; }")]
    [InlineData("var t = new Thread(Work); bool started = false; while (b) { if (!started) { t.Start(); started = true; } }")]
    [InlineData("var t = new Thread(Work); while (!t.IsAlive) { t.Start(); }")]
    [InlineData("var t = new Thread(Work); if (b) t.Start(); if (!b) t.Start();")]
    [InlineData("var t = new Thread(Work); if (b) { t.Start(); return; } t.Start();")]
    [InlineData("var t = new Thread(Work); if (b) { t.Start(); t = new Thread(Work); } t.Start();")]
    [InlineData("var t = new Thread(Work); t.Start(); if (n > 0) { t = Make(); t.Start(); }")]
    [InlineData("_thread.Start(); Renew(); _thread.Start();")]
    [InlineData("_thread.Start(); action(); _thread.Start();")]
    [InlineData("_thread.Start(); _thread = null; _thread = Make(); _thread.Start();")]
    [InlineData("_thread?.Join(); _thread = new Thread(Work); _thread.Start();")]
    [InlineData("if (_thread == null) { _thread = new Thread(Work); _thread.Start(); }")]
    [InlineData("if (_fixed.ThreadState == ThreadState.Unstarted) _fixed.Start(); _fixed.Join(); if (!_fixed.IsAlive) _fixed.Start();")]
    [InlineData("var t = new Thread(Work); switch (n) { case 1: t.Start(); break; default: t.Start(); break; }")]
    [InlineData("var t = new Thread(Work); try { t.Start(); } catch (ThreadStateException) { t = new Thread(Work); t.Start(); }")]
    [InlineData("var ts = new[] { Make(), Make() }; foreach (var t in ts) t.Start(); foreach (var t in ts) t.Join();")]
    [InlineData("var t = new Thread(Work); Action go = () => t.Start(); go(); t.Join();")]
    [InlineData("var t = new Thread(Work); Unknown(t); t.Join();")]
    [InlineData("var p = new System.Diagnostics.Process(); p.Start(); p.Start();")]
    [InlineData("var t = Make(); t.Start(); t = Make(); t.Start();")]
    [InlineData("var c = new C(); c._thread.Start(); c = new C(); c._thread.Start();")]
    [InlineData("var t = WorkAsync(); await t; await t;")]
    public Task Accepts_one_start(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Work); [|t.Join()|]; t.Start();")]
    [InlineData("_thread = new Thread(Work); [|_thread.Join()|]; _thread.Start();")]
    [InlineData("var t = new Task(Work); [|t.Wait()|]; t.Start();")]
    [InlineData("var t = new Task(Work); [|await t|]; t.Start();")]
    [InlineData("var t = new Task(Work); [|await t.ConfigureAwait(false)|]; t.Start();")]
    [InlineData("[|Thread.CurrentThread.Join()|];")]
    [InlineData("Thread t = null; t = new Thread(() => { Work(); [|t.Join()|]; }); t.Start();")]
    public Task Reports_a_wait_that_comes_too_early(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Work); t.Start(); t.Join();")]
    [InlineData("var t = Make(); t.Join(); ")]
    [InlineData("var t = new Task(Work); var all = Task.WhenAll(t); t.Start(); await all;")]
    [InlineData("var t = new Task(Work); Task.Run(() => t.Start()); await t;")]
    [InlineData("Thread t = null; t = new Thread(() => { if (Thread.CurrentThread != t) t.Join(); }); t.Start();")]
    [InlineData("Thread previous = null; for (int i = 0; i < 3; i++) { var before = previous; previous = new Thread(() => { before?.Join(); Work(); }); previous.Start(); }")]
    [InlineData("Thread.CurrentThread.Join(100);")]
    public Task Accepts_a_wait_for_what_runs(string code) => Verify.VerifyAsync(Program(code));

    private static string Service(string stop, string loop) => $$"""
        class Service
        {
            Thread _loop; volatile bool _stop;
            public void Start() { _loop = new Thread(Run); _loop.Start(); }
            {{stop}}
            void Run() { {{loop}} }
            void Fail() => Stop();
        }
        """;

    [Theory]
    [InlineData("public void Stop() { _stop = true; [|_loop.Join()|]; }", "while (!_stop) { if (Console.ReadLine() == null) Stop(); }")]
    [InlineData("public void Stop() { _stop = true; [|_loop.Join()|]; }", "try { Console.ReadLine(); } catch (Exception) { Fail(); }")]
    public Task Reports_a_stop_that_the_thread_itself_calls(string stop, string loop) => Verify.VerifyAsync(Service(stop, loop));

    [Theory]
    [InlineData("public void Stop() { _stop = true; if (Thread.CurrentThread != _loop) _loop.Join(); }", "while (!_stop) { if (Console.ReadLine() == null) Stop(); }")]
    [InlineData("public void Stop(bool wait = false) { _stop = true; if (wait) _loop.Join(); }", "while (!_stop) { if (Console.ReadLine() == null) Stop(); }")]
    [InlineData("public void Stop() { _stop = true; _loop.Join(1000); }", "while (!_stop) { if (Console.ReadLine() == null) Stop(); }")]
    [InlineData("public void Stop() { _stop = true; _loop.Join(); }", "while (!_stop) Console.ReadLine();")]
    public Task Accepts_a_stop_that_others_call(string stop, string loop) => Verify.VerifyAsync(Service(stop, loop));


    [Theory]
    [InlineData("var t = new Thread(Work); t.Start(); [|t.SetApartmentState(ApartmentState.STA)|];")]
    [InlineData("_thread = new Thread(Work); _thread.Start(); [|_thread.TrySetApartmentState(ApartmentState.STA)|];")]
    [InlineData("var t = new Thread(Work); t.Start(); [|t.IsBackground = true|];")]
    [InlineData("var t = new Thread(Work); t.Start(); [|t.Priority = ThreadPriority.Lowest|];")]
    [InlineData("var ts = new ThreadStart[3].Select(s => { var t = new Thread(s); t.Start(); return t; }).ToList(); foreach (var t in ts) [|t.IsBackground = true|];")]
    public Task Reports_what_is_configured_too_late(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Work); t.SetApartmentState(ApartmentState.STA); t.IsBackground = true; t.Start();")]
    [InlineData("var t = new Thread(Work) { IsBackground = true }; t.Start(); t.Name = \"x\";")]
    [InlineData("given.IsBackground = true;")]
    [InlineData("foreach (var t in new List<Thread>()) t.IsBackground = true;")]
    [InlineData("Thread.CurrentThread.IsBackground = true; Thread.CurrentThread.Priority = ThreadPriority.Lowest;")]
    public Task Accepts_what_is_configured_before_the_start(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Reports_a_thread_that_joins_its_own_field() => Verify.VerifyAsync("""
        class C
        {
            private Thread _thread;
            public void Start() { _thread = new Thread(Run); _thread.Start(); }
            private void Run() { Console.WriteLine(); [|_thread.Join()|]; }
        }
        class D
        {
            private Thread _thread;
            public void Start() { _thread = new Thread(Run); _thread.Start(); }
            private void Run() { Console.WriteLine(); }
            public void Stop() { _thread.Join(); }
        }
        """);

    [Fact]
    public Task Reports_programs() => Verify.VerifyProgramAsync("""
        var t = new Thread(() => Console.WriteLine());
        t.Start();
        t.Join();
        [|t.Start()|];
        """);

    [Fact]
    public Task Says_where_it_was_started() => Verify.VerifyAsync("""
        class C
        {
            void M(Thread t)
            {
                {|#1:t.Start()|};
                {|#0:t.Start()|};
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("t.Start()", "starts it a second time, after line 5: it throws"));

    /// <summary>Paths that hang together by a flag are not told from others.</summary>
    [Fact]
    public Task KnownMiss_a_second_start_under_a_condition() => Verify.VerifyAsync("""
        class C { void M(Thread t, bool b) { if (b) t.Start(); if (b) t.Start(); } }
        """);

    private static string Owner(string members) => $$"""
        class C
        {
            Thread _thread; bool _stop; bool _running;
            public C() { _thread = new Thread(Run) { IsBackground = true }; }
            void Run() { while (!_stop && _running) Thread.Sleep(1); }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void Play() { _thread.Start(); } public void PlayFrom(int n) { Run(); [|_thread.Start()|]; }")]
    [InlineData("public void Start() { _stop = false; [|_thread.Start()|]; } public void Stop() { _stop = true; _thread.Join(); }")]
    [InlineData("internal void Start(int n) => _thread.Start(); public void Begin() => [|_thread.Start()|];")]
    [InlineData("public void Start() { if (_running) return; _running = true; [|_thread.Start()|]; } public void Stop() { _running = false; _thread.Join(); }")]
    [InlineData("public void Start() { if (!this._running) { _running = true; [|_thread.Start()|]; } } public void Pause() { if (!_running) return; _running = false; }")]
    [InlineData("public void Start() { if (_running) throw new InvalidOperationException(); _running = true; [|_thread.Start()|]; } public void Stop() => _running = false;")]
    public Task Reports_starts_by_members_that_may_follow_each_other(string members) => Verify.VerifyAsync(Owner(members));

    [Theory]
    [InlineData("public void Start() { _running = true; _thread.Start(); } public void Stop() { _running = false; _thread.Join(); }")]
    [InlineData("public void Start() { _stop = false; _thread = new Thread(Run); _thread.Start(); } public void Stop() { _stop = true; _thread.Join(); }")]
    [InlineData("public void Start() { if (_running) return; _running = true; _thread.Start(); } public void Begin() { if (!_running) _thread.Start(); }")]
    [InlineData("public void Start() { if (_running) return; _running = true; _thread.Start(); } public void Dispose() { _running = false; _thread.Join(); }")]
    [InlineData("public void Start() { if (_running || _stop) return; _running = true; _thread.Start(); } public void Stop() { _running = false; _stop = true; }")]
    [InlineData("public void Start() { if (_running) return; _running = true; _thread = new Thread(Run); _thread.Start(); } public void Stop() { _running = false; _thread.Join(); }")]
    [InlineData("public void Start() { if (_running) return; _running = true; _thread.Start(); } void Ended() { _running = false; }")]
    [InlineData("public void Start() { if (_running) return; if (_stop) throw new ObjectDisposedException(null); _running = true; _thread.Start(); } public void Stop() { _running = false; _stop = true; }")]
    [InlineData("public void Start() { _stop = false; _thread.Start(); } public void Dispose() { _stop = true; _thread.Join(); }")]
    [InlineData("public void Play() { Go(); } public void PlayFrom(int n) { Go(); } void Go() { _thread.Start(); }")]
    [InlineData("public void Play() { EnsureIdle(); _thread.Start(); } public void PlayFrom() { EnsureIdle(); _thread.Start(); } void EnsureIdle() { if (_running) throw new InvalidOperationException(); }")]
    public Task Accepts_starts_that_something_keeps_apart(string members) => Verify.VerifyAsync(Owner(members));

    [Theory]
    [InlineData("public void Toggle() { if (_run) Disable(); else Enable(); }", true)]
    [InlineData("public void Restart() { Disable(); Enable(); }", true)]
    [InlineData("public void First() { Enable(); }", false)]
    public Task Knows_who_starts_the_one_thread_again(string member, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Thread _thread; volatile bool _run;
            public C() => _thread = new Thread(Poll);
            public void Enable() { _run = true; {{(isReported ? "[|_thread.Start()|]" : "_thread.Start()")}}; }
            public void Disable() { _run = false; _thread.Join(); }
            {{member}}
            void Poll() { while (_run) Thread.Sleep(1000); }
        }
        """);

    [Theory]
    [InlineData("public C() { _thread = new Thread(Poll); _thread.Start(); } public void Open() { [|_thread.Start()|]; }")]
    [InlineData("public C() { _thread = new Thread(Poll); _thread.Start(); } public void Open() { if (!_thread.IsAlive) _thread.Start(); }")]
    [InlineData("public C(bool now) { _thread = new Thread(Poll); if (now) _thread.Start(); } public void Open() { _thread.Start(); }")]
    [InlineData("public C() { _thread = new Thread(Poll); } public void Open() { _thread.Start(); }")]
    public Task Knows_who_starts_what_the_constructor_has_started(string members) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Thread _thread; volatile bool _stop;
            {{members}}
            void Poll() { while (!_stop) Thread.Sleep(1000); }
            public void Stop() => _stop = true;
        }
        """);

    [Fact]
    public Task Reports_the_start_of_a_continuation() => Verify.VerifyAsync("class C { Task M(Task a) { var b = a.ContinueWith(_ => { }); [|b.Start()|]; return b; } }");

    [Theory]
    [InlineData("try { t.Start(); Assert.Fail(); } catch (InvalidOperationException) { }", false)]
    [InlineData("try { [|t.Start()|]; Console.WriteLine(); } catch (InvalidOperationException) { }", true)]
    public Task Knows_starts_that_are_to_throw(string start, bool isReported) => Verify.VerifyAsync($$"""
        static class Assert { public static void Fail() { } }
        class C { void M() { var t = new Task(() => Console.WriteLine()); t.Start(); {{(isReported ? start : start.Replace("[|", "").Replace("|]", ""))}} } }
        """);

    /// <summary>A thread that is made once and has ended can't be started again, whatever is asked before.</summary>
    [Theory]
    [InlineData("if (_t.IsAlive) return; [|_t.Start()|];")]
    [InlineData("if (!_t.IsAlive) [|_t.Start()|];")]
    [InlineData("_done = false; if (!_t.IsAlive) [|_t.Start()|]; } public void Stop() { _done = true;")]
    [InlineData("lock (_gate) { if (!this._t.IsAlive) { [|_t.Start()|]; } }")]
    [InlineData("if (_t.IsAlive || _done) return; _t.Start();")]
    [InlineData("if (_t.ThreadState == ThreadState.Unstarted) _t.Start();")]
    [InlineData("if (!_t.IsAlive) { _t = new Thread(Run); _t.Start(); }")]
    public Task Knows_a_thread_that_is_asked_whether_it_lives(string start) => Verify.VerifyAsync($$"""
        class C { Thread _t; readonly object _gate = new(); bool _done; public C() { _t = new Thread(Run); } void Run() { _done = true; } public void Go() { {{start}} } }
        """);

    [Theory]
    [InlineData("[|all.ForEach(t => t.Join())|]; all.ForEach(t => t.Start());")]
    [InlineData("all.ForEach(t => t.Start()); all.ForEach(t => t.Join());")]
    [InlineData("foreach (var t in all) t.Start(); all.ForEach(t => t.Join()); all = Make(); all.ForEach(t => t.Start());")]
    public Task Knows_threads_of_a_list(string code) => Verify.VerifyAsync($$"""
        class C { static List<Thread> Make() => null; void M() { var all = Enumerable.Range(0, 3).Select(i => new Thread(() => Console.WriteLine(i))).ToList(); {{code}} } }
        """);
}
