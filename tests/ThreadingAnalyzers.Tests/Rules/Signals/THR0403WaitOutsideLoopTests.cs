using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0403WaitOutsideLoop,
    ThreadingAnalyzers.CodeFixes.Signals.THR0403WaitOutsideLoopCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0403WaitOutsideLoop>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0403WaitOutsideLoopTests
{
    private static string Program(string body) => $$"""
        using static System.Threading.Monitor;
        class C
        {
            readonly object _gate = new();
            static readonly object s_gate = new();
            readonly Queue<int> _queue = new();
            bool _ready;
            bool _stop;
            static bool s_ready;
            public bool Ready { get; set; }
            public int M(int millis)
            {
                {{body}}
                return 0;
            }
            bool IsReady() => _ready;
            void Use(int n) { }
        }
        """;

    [Theory]
    [InlineData("lock (_gate) { if (!_ready) [|Monitor.Wait(_gate)|]; _ready = false; }")]
    [InlineData("lock (_gate) { if (!_ready) { [|Monitor.Wait(_gate)|]; } }")]
    [InlineData("lock (_gate) { if (!this._ready) [|Monitor.Wait(this._gate)|]; Use(_queue.Dequeue()); }")]
    [InlineData("lock (s_gate) { if (!s_ready) [|Monitor.Wait(s_gate)|]; s_ready = false; }")]
    [InlineData("lock (_gate) { if (!Ready) [|Wait(_gate)|]; Use(1); }")]
    [InlineData("lock (_gate) { if (!IsReady()) [|Monitor.Wait(_gate, Timeout.Infinite)|]; Use(1); }")]
    [InlineData("lock (_gate) { if (_queue.Count == 0) [|Monitor.Wait(_gate, Timeout.InfiniteTimeSpan)|]; return _queue.Dequeue(); }")]
    [InlineData("lock (_gate) { if (_ready) return 1; [|Monitor.Wait(_gate)|]; return 2; }")]
    [InlineData("lock (_gate) { [|Monitor.Wait(_gate)|]; }")]
    [InlineData("lock (_gate) [|Monitor.Wait(_gate)|]; Use(1);")]
    [InlineData("lock (_queue) { if (_queue.Count == 0) [|Monitor.Wait(_queue)|]; return _queue.Dequeue(); }")]
    [InlineData("Monitor.Enter(_gate); try { if (!_ready) [|Monitor.Wait(_gate)|]; Use(1); } finally { Monitor.Exit(_gate); }")]
    [InlineData("bool t = false; try { Monitor.Enter(_gate, ref t); if (!_ready) [|Monitor.Wait(_gate)|]; Use(1); } finally { if (t) Monitor.Exit(_gate); }")]
    [InlineData("while (!_stop) { lock (_gate) { if (_queue.Count == 0) [|Monitor.Wait(_gate)|]; Use(_queue.Dequeue()); } }")]
    [InlineData("for (;;) { Monitor.Enter(_gate); try { if (_queue.Count == 0) [|Monitor.Wait(_gate)|]; Use(_queue.Dequeue()); } finally { Monitor.Exit(_gate); } }")]
    [InlineData("lock (_gate) { if (_queue.Count == 0 && ![|Monitor.Wait(_gate, millis)|]) return -1; return _queue.Dequeue(); }")]
    [InlineData("var gate = new object(); bool done = false; Action a = () => { lock (gate) { done = true; Monitor.Pulse(gate); } }; a(); lock (gate) { if (!done) [|Monitor.Wait(gate)|]; }")]
    [InlineData("Action a = () => { lock (_gate) { if (!_ready) [|Monitor.Wait(_gate)|]; } }; a();")]
    public Task Reports_a_wait_that_is_not_in_a_loop(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("lock (_gate) { while (!_ready) Monitor.Wait(_gate); }")]
    [InlineData("lock (_gate) { while (!_ready) { Monitor.Wait(_gate); } _ready = false; }")]
    [InlineData("lock (_gate) { do { Monitor.Wait(_gate); } while (!_ready); }")]
    [InlineData("lock (_gate) { for (; !_ready;) Monitor.Wait(_gate); }")]
    [InlineData("lock (_gate) { while (true) { if (_ready) return 1; Monitor.Wait(_gate); } }")]
    [InlineData("lock (_gate) { if (!_ready) do Monitor.Wait(_gate); while (!_ready); }")]
    [InlineData("lock (_gate) { again: if (!_ready) { Monitor.Wait(_gate); goto again; } }")]
    [InlineData("lock (_gate) { if (!_ready) Monitor.Wait(_gate, millis); return _ready ? 1 : 0; }")]
    [InlineData("lock (_gate) { if (!_ready) Monitor.Wait(_gate); if (!_ready) throw new OperationCanceledException(); }")]
    [InlineData("lock (_gate) { Monitor.Wait(_gate, 100); }")]
    [InlineData("lock (_gate) { if (!_ready && !Monitor.Wait(_gate, millis)) throw new TimeoutException(); }")]
    [InlineData("while (!_stop) { lock (_gate) { if (_queue.Count == 0) Monitor.Wait(_gate); } }")]
    [InlineData("while (!_stop) { lock (_gate) { if (_queue.Count == 0) Monitor.Wait(_gate); if (_queue.Count > 0) Use(_queue.Dequeue()); } }")]
    [InlineData("while (!_stop) { lock (_gate) Monitor.Wait(_gate); Use(1); }")]
    [InlineData("while (!_stop) { lock (_gate) { if (_queue.Count == 0) { Monitor.Wait(_gate); continue; } Use(_queue.Dequeue()); } }")]
    [InlineData("while (true) { int n; lock (_gate) { if (_queue.Count == 0) { if (_stop) break; Monitor.Wait(_gate); continue; } n = _queue.Dequeue(); } Use(n); }")]
    [InlineData("lock (_gate) { new Thread(() => { lock (_gate) Monitor.Pulse(_gate); }).Start(); Monitor.Wait(_gate); }")]
    [InlineData("lock (_gate) { Monitor.Pulse(_gate); Monitor.Wait(_gate); }")]
    [InlineData("Monitor.Wait(_gate);")]
    [InlineData("new ManualResetEvent(false).WaitOne(); new SemaphoreSlim(0).Wait();")]
    public Task Accepts_a_wait_whose_condition_is_tested_again(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_a_wait_that_callers_repeat() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            bool _ready;
            public void M() { lock (_gate) { while (!_ready) Block(); } }
            public void N() { while (!_ready) Once(); }
            void Block() { Monitor.Wait(_gate); }
            void Once() { lock (_gate) { if (!_ready) Monitor.Wait(_gate); } }
        }
        """);

    [Theory]
    [InlineData("if (_queue.Count >= _room) [|Monitor.Wait(_gate)|]; _queue.Enqueue(1);")]
    [InlineData("if (_queue.Count == _room) { [|Monitor.Wait(_gate)|]; } _queue.Enqueue(1); if (_queue.Count == 1) Monitor.PulseAll(_gate);")]
    [InlineData("if (_queue.Count >= _room) Monitor.Wait(_gate); if (_queue.Count < _room) _queue.Enqueue(1);")]
    public Task Knows_waits_for_room(string code) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            readonly Queue<int> _queue = new();
            readonly int _room = 9;
            public void Put() { lock (_gate) { {{code}} } }
        }
        """);

    [Fact]
    public Task Reports_an_event_that_is_waited_for_between_two_locks() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); readonly Stack<int> _items = new(); readonly AutoResetEvent _freed = new(false);
            public void Put(int n)
            {
                bool isFull;
                lock (_gate) isFull = _items.Count > 9;
                if (isFull) [|_freed.WaitOne()|];
                lock (_gate) _items.Push(n);
            }
            public int Take() { lock (_gate) { _freed.Set(); return _items.Pop(); } }
        }
        """);

    [Fact]
    public Task Reports_a_wait_whose_callers_come_too_late() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            readonly Queue<int> _queue = new();
            public void All() { while (true) One(); }
            int One() { lock (_gate) { if (_queue.Count == 0) [|Monitor.Wait(_gate)|]; return _queue.Dequeue(); } }
        }
        """);

    [Fact]
    public Task Reports_a_wait_that_callers_do_not_repeat() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new();
            bool _ready;
            public void M() { lock (_gate) { if (!_ready) Block(); } }
            void Block() { [|Monitor.Wait(_gate)|]; }
        }
        """);

    [Fact]
    public Task KnownMiss_A_worker_that_loses_pulses_while_it_works() => Verify.VerifyAsync(
        Program("while (!_stop) { lock (_gate) { Monitor.Wait(_gate); } Use(_queue.Dequeue()); }"));

    [Fact]
    public Task Fixes_if() => Fix.FixesAsync(
        """
        using System.Collections.Generic;
        using System.Threading;

        class Box
        {
            private readonly object _gate = new();
            private readonly Queue<int> _items = new();

            public int Take()
            {
                lock (_gate)
                {
                    // wait for an item
                    if (_items.Count == 0) // none yet
                        [|Monitor.Wait(_gate)|];
                    return _items.Dequeue();
                }
            }

            public int TakeTwo()
            {
                lock (_gate)
                {
                    if (_items.Count < 2)
                    {
                        System.Console.WriteLine("waiting");
                        [|Monitor.Wait(_gate)|]; // for two
                    }
                    return _items.Dequeue() + _items.Dequeue();
                }
            }
        }
        """,
        """
        using System.Collections.Generic;
        using System.Threading;

        class Box
        {
            private readonly object _gate = new();
            private readonly Queue<int> _items = new();

            public int Take()
            {
                lock (_gate)
                {
                    // wait for an item
                    while (_items.Count == 0) // none yet
                        Monitor.Wait(_gate);
                    return _items.Dequeue();
                }
            }

            public int TakeTwo()
            {
                lock (_gate)
                {
                    while (_items.Count < 2)
                    {
                        System.Console.WriteLine("waiting");
                        Monitor.Wait(_gate); // for two
                    }
                    return _items.Dequeue() + _items.Dequeue();
                }
            }
        }
        """);

    [Theory]
    [InlineData("if (block) [|Monitor.Wait(_gate)|];")]
    [InlineData("if (!_ready) [|Monitor.Wait(_gate)|]; else return;")]
    [InlineData("if (!_ready) { [|Monitor.Wait(_gate)|]; System.Console.WriteLine(); }")]
    [InlineData("[|Monitor.Wait(_gate)|];")]
    public Task Offers_nothing_where_a_loop_might_not_end_or_do_more(string body) => Fix.OffersNothingAsync($$"""
        using System.Threading;
        class C
        {
            private readonly object _gate = new();
            private bool _ready;
            public void Set() { lock (_gate) { _ready = true; Monitor.PulseAll(_gate); } }
            public void M(bool block) { lock (_gate) { {{body}} } }
        }
        """);

    /// <summary>One part of the condition is tested again, and what is taken out then is the other one.</summary>
    [Theory]
    [InlineData("lock (_gate) { if (!_stop && _queue.Count == 0) [|Monitor.Wait(_gate)|]; if (_stop) return 0; Use(_queue.Dequeue()); }")]
    [InlineData("lock (_gate) { if (_queue.Count == 0 && !_stop) { [|Monitor.Wait(_gate)|]; } while (_stop) return 1; return _queue.Peek(); }")]
    public Task Reports_a_wait_whose_condition_is_tested_in_part(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("lock (_gate) { if (!_stop && _queue.Count == 0) Monitor.Wait(_gate); if (_queue.Count == 0) return 0; Use(_queue.Dequeue()); }")]
    [InlineData("lock (_gate) { if (!_stop && _queue.Count == 0) Monitor.Wait(_gate); if (_stop) return 0; while (_queue.Count > 0) Use(_queue.Dequeue()); }")]
    public Task Accepts_a_wait_after_which_what_is_taken_is_tested(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("bool empty; lock (_gate) empty = _items.Count == 0; if (empty) [|_added.WaitOne()|]; lock (_gate) return _items.Dequeue();")]
    [InlineData("if (_items.Count == 0) { Console.WriteLine(); [|_added.WaitOne()|]; } lock (_gate) { return _items.Dequeue(); }")]
    [InlineData("if (_items.Count == 0) _added.WaitOne(); lock (_gate) return _items.Count > 0 ? _items.Dequeue() : 0;")]
    [InlineData("while (true) { if (_items.Count == 0) _added.WaitOne(); lock (_gate) if (_items.Count > 0) return _items.Dequeue(); }")]
    [InlineData("if (_items.Count == 0 && !_added.WaitOne(10)) return 0; lock (_gate) return _items.Dequeue();")]
    [InlineData("_added.WaitOne(); lock (_gate) return _items.Dequeue();")]
    public Task Knows_events_between_a_test_and_a_change(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); readonly Queue<int> _items = new(); readonly AutoResetEvent _added = new(false);
            public void Put(int n) { lock (_gate) _items.Enqueue(n); _added.Set(); }
            public int Take() { {{body}} }
        }
        """);

    [Theory]
    [InlineData("bool queued = false; lock (work) { if (_busy) { queued = true; Submit(work); } if (queued) Monitor.Wait(work); }")]
    [InlineData("lock (work) { bool idle = _queue.Count == 0; if (idle) [|Monitor.Wait(work)|]; _queue.Dequeue(); }")]
    public Task Knows_conditions_that_only_this_thread_changes(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Queue<object> _queue = new(); bool _busy;
            void Submit(object o) => throw null;
            public void Run(object work) { {{body}} }
        }
        """);

    [Fact]
    public Task Accepts_a_counted_waiter_whichever_way_it_waits() => Verify.VerifyAsync("""
        using System;
        using System.Threading;

        public class Gate
        {
            private readonly object _gate = new();
            private bool _isSet;
            private int _waiting;

            public bool Wait(TimeSpan timeout)
            {
                lock (_gate)
                {
                    if (!_isSet)
                    {
                        _waiting++;
                        if (timeout == TimeSpan.MaxValue)
                            Monitor.Wait(_gate);
                        else if (!Monitor.Wait(_gate, timeout))
                            return false;
                        _waiting--;
                    }
                }

                return true;
            }

            public void Set()
            {
                lock (_gate)
                {
                    if (_waiting > 0)
                        Monitor.Pulse(_gate);
                    else
                        _isSet = true;
                }
            }
        }
        """);

    [Fact]
    public Task Accepts_a_count_that_is_taken_in_advance() => Verify.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); int _count;
            public void P() { lock (_gate) { _count--; if (_count < 0) Monitor.Wait(_gate); } }
            public void V() { lock (_gate) { _count++; if (_count <= 0) Monitor.Pulse(_gate); } }
        }
        """);

    [Theory]
    [InlineData("if (!_isSet) { _waiting++; Monitor.Wait(_gate); _waiting--; }")]
    [InlineData("if (_items.Count == 0) { _waiting++; [|Monitor.Wait(_gate)|]; _waiting--; } _items.Dequeue();")]
    public Task Knows_waiters_that_are_counted(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); readonly Queue<int> _items = new(); bool _isSet; int _waiting;
            public void Wait() { lock (_gate) { {{body}} } }
            public void Set() { lock (_gate) { if (_waiting > 0) Monitor.Pulse(_gate); else _isSet = true; } }
        }
        """);
}
