using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0406SignalLostWhenWorkThrows>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0406SignalLostWhenWorkThrowsTests
{
    private static string Program(string code) => $$"""
        class C
        {
            readonly ManualResetEventSlim _done = new(); readonly ManualResetEvent _event = new(false); readonly CountdownEvent _left = new(2); int _n;
            readonly BlockingCollection<int> _items = new(); readonly System.Threading.Channels.Channel<int> _channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
            event Action Changed;
            void Work() => throw null; int Compute() => throw null; Task<int> ComputeAsync() => throw null;
            void Later(Action callback) { } void Log(Exception e) { }
            void M(Action action, int[] numbers) { {{code}} }
            void Wait() { _done.Wait(); _event.WaitOne(); _left.Wait(); }
        }
        """;

    [Theory]
    [InlineData("Task.Run(() => { Work(); [|_done.Set()|]; });")]
    [InlineData("Task.Run(() => { action(); [|_event.Set()|]; });")]
    [InlineData("Task.Run(async () => { await ComputeAsync(); [|_left.Signal()|]; });")]
    [InlineData("Task.Factory.StartNew(() => { foreach (var n in numbers) Work(); [|_left.Signal()|]; });")]
    [InlineData("var left = new CountdownEvent(3); for (int i = 0; i < 3; i++) Task.Run(() => { Work(); [|left.Signal()|]; }); left.Wait();")]
    [InlineData("using var done = new ManualResetEvent(false); Task.Run(() => { try { Work(); } catch (IOException) { } [|done.Set()|]; }); done.WaitOne();")]
    [InlineData("void Run() { Work(); [|_done.Set()|]; } Task.Run(Run);")]
    [InlineData("Task.Run(() => { _n = numbers.Select(n => 1 / n).Count(); [|_done.Set()|]; });")]
    [InlineData("Task.Run(() => { _n = numbers.FirstOrDefault(n => 1 / n > 2); [|_done.Set()|]; });")]
    [InlineData("var left = new CountdownEvent(3); foreach (var n in numbers) Task.Run(() => Count(action, left)); left.Wait(); } private static void Count(Action a, CountdownEvent signalled) { a(); [|signalled.Signal()|];")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { if (n < 0) [|return;|] try { Work(); } finally { _left.Signal(); } });")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { try { if (n < 0) [|return;|] Work(); _left.Signal(); } catch (Exception) { _left.Signal(); } });")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { if (n < 0) { _left.Signal(); return; } if (n > 9) [|return;|] try { Work(); } catch { } _left.Signal(); });")]
    public Task Reports_events(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("Task.Run(() => { try { Work(); } finally { _done.Set(); } });")]
    [InlineData("Task.Run(() => { try { Work(); } catch (Exception e) { Log(e); } _done.Set(); });")]
    [InlineData("Task.Run(() => { try { Work(); } catch { } _done.Set(); });")]
    [InlineData("Task.Run(() => { try { Work(); _done.Set(); } catch (Exception) { _done.Set(); throw; } });")]
    [InlineData("Task.Run(() => { _done.Set(); Work(); });")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { try { if (n < 0) { _left.Signal(); return; } Work(); _left.Signal(); } catch (Exception) { _left.Signal(); } });")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { try { Work(); } catch (Exception) { _left.Signal(); return; } _left.Signal(); });")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { if (n < 0) _left.Signal(); if (n > 9) return; try { Work(); } catch { } _left.Signal(); });")]
    [InlineData("Task.Run(() => { Console.WriteLine(); _done.Set(); });")]
    [InlineData("var known = new List<string>(); Task.Run(() => { if (known.Contains<object>(action)) _n = numbers.Count() + known.ToArray().Length; _done.Set(); });")]
    [InlineData("var all = new ConcurrentDictionary<int, int>(); Task.Run(() => { _n = all.Values.ToList().Count; _done.Set(); });")]
    [InlineData("Task.Run(() => { using (CancellationToken.None.Register(() => { })) _done.Set(); });")]
    [InlineData("Task.Run(() => { Work(); if (_n == 0) _done.Set(); });")]
    [InlineData("var done = new ManualResetEvent(false); Task.Run(() => { Work(); done.Set(); }); if (!done.WaitOne(1000)) throw new TimeoutException();")]
    [InlineData("new Thread(() => { Work(); _done.Set(); }).Start();")]
    [InlineData("Work(); _done.Set();")]
    [InlineData("var own = new ManualResetEvent(false); Task.Run(() => { Work(); own.Set(); });")]
    [InlineData("var left = new CountdownEvent(3); foreach (var n in numbers) Task.Run(() => { try { Count(action, left); } catch { } }); left.Wait(); } private static void Count(Action a, CountdownEvent signalled) { a(); signalled.Signal();")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { try { if (n < 0) return; Work(); } finally { _left.Signal(); } });")]
    [InlineData("foreach (var n in numbers) Task.Run(() => { if (n < 0) { _left.Signal(); return; } try { Work(); } finally { _left.Signal(); } });")]
    public Task Accepts_events_that_are_given_anyway(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Later(() => s.SetResult([|Compute()|])); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Later(() => { var n = [|Compute()|]; s.TrySetResult(n); }); return s.Task; }")]
    [InlineData("Task F() { var s = new TaskCompletionSource(); ThreadPool.QueueUserWorkItem(_ => { [|Work()|]; s.SetResult(); }); return s.Task; }")]
    [InlineData("async Task F() { var s = new TaskCompletionSource(); _ = Task.Run(async () => { [|await ComputeAsync()|]; s.SetResult(); }); await s.Task; }")]
    [InlineData("Task F() { var s = new TaskCompletionSource(); var t = new Thread(() => { if (_n > 0) { [|Work()|]; s.SetResult(); } else { s.SetCanceled(); } }); t.Start(); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Changed += () => s.SetResult([|Compute()|]); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); ComputeAsync().ContinueWith(t => s.SetResult([|t.Result|] + 1)); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Task.Run(() => { if ([|_n > 0|]) s.SetResult(_n); else Console.WriteLine(); }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); ThreadPool.QueueUserWorkItem(_ => { if (_n < 0) [|return;|] s.TrySetResult(_n); }); return s.Task; }")]
    public Task Reports_completions(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Later(() => { try { s.SetResult(Compute()); } catch (Exception e) { s.SetException(e); } }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Later(() => s.SetResult(_n)); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); s.SetResult(Compute()); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); numbers.ToList().ForEach(n => s.TrySetResult(Compute())); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Later(() => { Work(); if (_n > 0) s.TrySetResult(1); }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); ComputeAsync().ContinueWith(t => { if (t.IsFaulted) s.SetException(t.Exception); else s.SetResult(t.Result); }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); ComputeAsync().ContinueWith(t => s.SetResult(t.Result), TaskContinuationOptions.OnlyOnRanToCompletion); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Task.Run(() => { if (_n > 0) s.SetResult(_n); else s.SetCanceled(); }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Task.Run(() => { if (_n > 0) s.SetResult(_n); }); Task.Run(() => { if (_n < 0) s.SetResult(_n); }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); foreach (var n in numbers) Task.Run(() => { if (n > 0) s.TrySetResult(_n); }); return s.Task; }")]
    [InlineData("Task<int> F() { var s = new TaskCompletionSource<int>(); Changed += () => { if (_n > 0) s.TrySetResult(_n); }; return s.Task; }")]
    public Task Accepts_completions_that_are_given_anyway(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("foreach (var n in numbers) _items.Add(Compute()); [|_items.CompleteAdding()|];")]
    [InlineData("async Task P(System.Threading.Channels.ChannelWriter<int> w) { foreach (var n in numbers) await w.WriteAsync(await ComputeAsync()); [|w.Complete()|]; }")]
    [InlineData("foreach (var n in numbers) _channel.Writer.TryWrite(Compute()); [|_channel.Writer.TryComplete()|];")]
    [InlineData("void P(BlockingCollection<int> sink) { sink.Add(Compute()); [|sink.CompleteAdding()|]; }")]
    public Task Reports_streams(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("try { foreach (var n in numbers) _items.Add(Compute()); } finally { _items.CompleteAdding(); }")]
    [InlineData("foreach (var n in numbers) _items.Add(n); _items.CompleteAdding();")]
    [InlineData("async Task P(System.Threading.Channels.ChannelWriter<int> w) { Exception error = null; try { await w.WriteAsync(await ComputeAsync()); } catch (Exception e) { error = e; } w.Complete(error); }")]
    [InlineData("async Task P(System.Threading.Channels.ChannelWriter<int> w) { foreach (var n in numbers) await w.WriteAsync(n); w.Complete(); }")]
    [InlineData("var own = new BlockingCollection<int>(); own.Add(Compute()); own.CompleteAdding();")]
    [InlineData("Work(); _items.CompleteAdding();")]
    public Task Accepts_streams_that_end_anyway(string code) => Verify.VerifyAsync(Program(code));

    private static string Barrier(string round) => $$"""
        class C
        {
            readonly Barrier _phase = new(2); bool _skip;
            void M(int rounds)
            {
                for (int part = 0; part < 2; part++)
                {
                    int mine = part;
                    new Thread(() => { for (int round = 0; round < rounds; round++) { {{round}} _phase.SignalAndWait(); } }).Start();
                }
            }
        }
        """;

    [Theory]
    [InlineData("if (mine > round) [|continue;|]")]
    [InlineData("if (mine == 1) { Console.WriteLine(); [|continue;|] }")]
    public Task Reports_a_round_that_one_thread_leaves_out(string round) => Verify.VerifyAsync(Barrier(round));

    [Theory]
    [InlineData("if (round == 0) Console.WriteLine();")]
    [InlineData("if (round == 1) continue;")]
    [InlineData("if (_skip) continue;")]
    [InlineData("if (mine > round) { _phase.SignalAndWait(); continue; }")]
    [InlineData("for (int i = 0; i < 3; i++) { if (i == mine) continue; }")]
    public Task Accepts_a_round_that_all_threads_take_part_in(string round) => Verify.VerifyAsync(Barrier(round));

    [Theory]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { Work(); if (Interlocked.Decrement(ref left) == 0) [|_done.Set()|]; }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { Work(); if (0 == Interlocked.Decrement(ref _left)) { [|_done.Set()|]; } }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { Work(); int rest = Interlocked.Decrement(ref left); if (rest == 0) [|_done.Set()|]; }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { Work(); lock (this) { if (--_left == 0) [|_done.Set()|]; } }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { Work(); if (Interlocked.Increment(ref _left) >= 3) [|_done.Set()|]; }); _done.WaitOne();")]
    public Task Reports_a_signal_that_the_last_of_all_gives(string code) => Verify.VerifyAsync(Counted(code));

    [Theory]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { try { Work(); } finally { if (Interlocked.Decrement(ref left) == 0) _done.Set(); } }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { try { Work(); } catch (Exception) { } if (Interlocked.Decrement(ref left) == 0) _done.Set(); }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) Task.Run(() => { if (Interlocked.Decrement(ref left) == 0) _done.Set(); Work(); }); _done.WaitOne();")]
    [InlineData("foreach (var n in new int[3]) ThreadPool.QueueUserWorkItem(_ => { Work(); if (Interlocked.Decrement(ref left) == 0) _done.Set(); }); _done.WaitOne();")]
    public Task Accepts_a_count_that_all_come_by(string code) => Verify.VerifyAsync(Counted(code));

    [Theory]
    [InlineData("if (isFirst) { entry.Value = Load(key); [|entry.Ready.Set()|]; } else { entry.Ready.Wait(); } return entry.Value;")]
    [InlineData("if (isFirst) { entry.Value = Load(key); [|entry.Ready.Set()|]; return entry.Value; } entry.Ready.Wait(); return entry.Value;")]
    [InlineData("if (!isFirst) entry.Ready.Wait(); else { entry.Value = Load(key); [|entry.Ready.Set()|]; } return entry.Value;")]
    public Task Reports_a_first_caller_who_fails_the_others(string code) => Verify.VerifyAsync(Cache(code));

    [Theory]
    [InlineData("if (isFirst) { try { entry.Value = Load(key); } finally { entry.Ready.Set(); } } else { entry.Ready.Wait(); } return entry.Value;")]
    [InlineData("if (isFirst) { entry.Ready.Set(); entry.Value = Load(key); } else { entry.Ready.Wait(); } return entry.Value;")]
    [InlineData("if (isFirst) { entry.Value = Load(key); entry.Ready.Set(); } else if (!entry.Ready.Wait(1000)) throw new TimeoutException(); return entry.Value;")]
    public Task Accepts_a_first_caller_who_tells_the_others(string code) => Verify.VerifyAsync(Cache(code));

    private static string Cache(string code) => $$"""
        class Entry { public string Value; public readonly ManualResetEventSlim Ready = new(); }
        class C
        {
            readonly Dictionary<string, Entry> _entries = new();
            string Load(string key) => System.IO.File.ReadAllText(key);
            public string Find(string key)
            {
                Entry entry; bool isFirst = false;
                lock (_entries) { if (!_entries.TryGetValue(key, out entry)) { _entries.Add(key, entry = new Entry()); isFirst = true; } }
                {{code}}
            }
        }
        """;

    [Theory]
    [InlineData("Task<int> M(Task<int> t) { var s = new TaskCompletionSource<int>(); Continue(t, s, () => { Work(); s.SetResult(1); }); return s.Task; }")]
    [InlineData("Task<int> M(Task<int> t) { var s = new TaskCompletionSource<int>(); Later(() => s.SetException(Failure(t))); return s.Task; }")]
    [InlineData("Task<int> M(object e) { var s = new TaskCompletionSource<int>(); Later(() => { if (e != null) s.TrySetException(new IOException(new Text(e).Read(1))); else s.TrySetResult(1); }); return s.Task; } class Text { public Text(object e) { } public string Read(int n) => throw null; }")]
    public Task Accepts_sources_that_others_have_and_exceptions_that_are_made(string members) => Verify.VerifyAsync($$"""
        class C
        {
            void Continue(Task t, TaskCompletionSource<int> s, Action done) { try { done(); } catch (Exception e) { s.TrySetException(e); } }
            void Later(Action a) { } void Work() => throw null; Exception Failure(Task t) { Work(); return t.Exception; }
            {{members}}
        }
        """);

    private static string Rounds(string body, string start = "Task.Run(") => $$"""
        class C
        {
            public interface IStep { void Run(); }
            void M(IStep[] steps, Action<int> action)
            {
                var barrier = new Barrier(steps.Length); var tasks = new List<Task>();
                foreach (var step in steps)
                    tasks.Add({{start}}() => { for (int i = 0; i < 9; i++) { {{body}} } }));
                Task.WaitAll(tasks.ToArray());
            }
        }
        """;

    [Theory]
    [InlineData("step.Run(); [|barrier.SignalAndWait()|];")]
    [InlineData("action(i); [|barrier.SignalAndWait()|];")]
    [InlineData("[|barrier.SignalAndWait()|]; step.Run();")]
    public Task Reports_work_that_leaves_the_others_at_a_barrier(string body) => Verify.VerifyAsync(Rounds(body));

    [Theory]
    [InlineData("try { step.Run(); } catch (Exception) { } barrier.SignalAndWait();")]
    [InlineData("try { step.Run(); } finally { barrier.SignalAndWait(); }")]
    [InlineData("try { step.Run(); } catch { barrier.RemoveParticipant(); throw; } barrier.SignalAndWait();")]
    [InlineData("barrier.SignalAndWait();")]
    public Task Accepts_work_that_comes_to_the_barrier_anyway(string body) => Verify.VerifyAsync(Rounds(body));

    [Fact]
    public Task Knows_queues_in_a_file_alone() => Verify.VerifyAloneAsync("""
        class C : Provider
        {
            readonly IEditorThread _thread;
            Task<Result> M(Document document)
            {
                var source = new TaskCompletionSource<Result>(TaskCreationOptions.RunContinuationsAsynchronously);
                _thread.Post(() => { var prefix = [|document.PrefixAt(1)|]; source.SetResult(Match(prefix)); });
                return source.Task;
            }
        }
        """);

    private static string Counted(string code) => $$"""
        class C
        {
            readonly ManualResetEvent _done = new(false);
            int _left = 3;
            void Work() => System.IO.File.Delete("x");
            void M(int left) { {{code}} }
        }
        """;

    [Fact]
    public Task Says_what_throws() => Verify.VerifyAsync("""
        class C
        {
            readonly CountdownEvent _left = new(1);
            void M(Action action)
            {
                Task.Run(() => { {|#1:action()|}; {|#0:_left.Signal()|}; });
                _left.Wait();
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("_left.Signal()", "action()", 6, "throws: whoever waits for it waits for ever"));

    /// <summary>A catch that swallows and then leaves without the signal.</summary>
    [Theory]
    [InlineData("Task.Run(() => { try { Work(); [|_done.Set()|]; } catch (Exception e) { Log(e); } });")]
    [InlineData("new Thread(() => { try { Work(); [|_done.Set()|]; } catch { } }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { try { action(); [|_left.Signal()|]; } catch (Exception e) { Log(e); } });")]
    [InlineData("Task F() { var s = new TaskCompletionSource(); Later(() => { try { [|Work()|]; s.SetResult(); } catch (Exception e) { Log(e); } }); return s.Task; }")]
    public Task Reports_a_catch_that_swallows(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("Task.Run(() => { try { Work(); _done.Set(); } catch (Exception e) { Log(e); _done.Set(); } });")]
    [InlineData("Task F() { var s = new TaskCompletionSource(); Later(() => { try { Work(); s.SetResult(); } catch (Exception e) { s.SetException(e); } }); return s.Task; }")]
    public Task Accepts_a_catch_that_gives_the_signal(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("new Thread(() => { try { Work(); [|_done.Set()|]; } catch (IOException) { } }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { try { Work(); [|_left.Signal()|]; } catch (IOException e) { Log(e); } });")]
    [InlineData("var file = File.OpenRead(\"a\"); file.BeginRead(null, 0, 0, OnRead, file); void OnRead(IAsyncResult r) { try { file.EndRead(r); [|_event.Set()|]; } catch (Exception e) { Log(e); } }")]
    [InlineData("var file = File.OpenRead(\"a\"); file.BeginRead(null, 0, 0, r => { try { file.EndRead(r); [|_event.Set()|]; } catch (IOException e) { Log(e); } }, file);")]
    public Task Reports_handlers_that_keep_the_failure_to_themselves(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("new Thread(() => { try { Work(); _done.Set(); } catch (OperationCanceledException) { } }).Start();")]
    [InlineData("new Thread(() => { try { Work(); _done.Set(); } catch (ObjectDisposedException) { } }).Start();")]
    [InlineData("new Thread(() => { try { Work(); _done.Set(); } catch (IOException) { _done.Set(); } }).Start();")]
    [InlineData("var file = File.OpenRead(\"a\"); file.BeginRead(null, 0, 0, r => { file.EndRead(r); _event.Set(); }, file);")]
    public Task Accepts_handlers_of_what_stops_the_work(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("if (ant.Dead) [|return;|]", true)]
    [InlineData("if (ant.IsDead()) { Console.WriteLine(); [|break;|] }", true)]
    [InlineData("if (r >= rounds) return;", false)]
    [InlineData("if (_stop) return;", false)]
    [InlineData("if (ant.Dead) { _round.RemoveParticipant(); return; }", false)]
    public Task Knows_threads_that_leave_a_barrier_for_good(string exit, bool isReported) => Verify.VerifyAsync($$"""
        class Ant { public bool Dead; public bool IsDead() => Dead; public void Move() { } }
        class C
        {
            readonly Barrier _round = new(3); volatile bool _stop;
            public void Run(Ant[] ants, int rounds)
            {
                foreach (var ant in ants)
                    new Thread(() => Live(ant, rounds)).Start();
            }
            void Live(Ant ant, int rounds)
            {
                int r = 0;
                while (true)
                {
                    {{(isReported ? exit : exit.Replace("[|", "").Replace("|]", ""))}}
                    r++;
                    _round.SignalAndWait();
                }
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var n in numbers) { if (n < 0) [|return;|] await writer.WriteAsync(n); } writer.Complete();", true)]
    [InlineData("await writer.WriteAsync(1); if (numbers.Length == 0) [|return;|] await writer.WriteAsync(2); writer.TryComplete();", true)]
    [InlineData("if (numbers.Length == 0) return; foreach (var n in numbers) await writer.WriteAsync(n); writer.Complete();", false)]
    [InlineData("try { foreach (var n in numbers) { if (n < 0) return; await writer.WriteAsync(n); } } finally { writer.Complete(); }", false)]
    [InlineData("foreach (var n in numbers) { if (n < 0) { writer.Complete(); return; } await writer.WriteAsync(n); } writer.Complete();", false)]
    public Task Knows_returns_that_leave_a_channel_open(string body, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            public async Task<int> Count(int[] numbers)
            {
                var channel = System.Threading.Channels.Channel.CreateBounded<int>(3);
                Task producer = Produce(numbers, channel.Writer);
                int n = 0;
                await foreach (int i in channel.Reader.ReadAllAsync()) n++;
                await producer;
                return n;
            }
            async Task Produce(int[] numbers, System.Threading.Channels.ChannelWriter<int> writer) { {{(isReported ? body : body.Replace("[|", "").Replace("|]", ""))}} }
        }
        """);

    /// <summary>Work for a queue that the queue's thread runs once, and that leaves without a result.</summary>
    [Theory]
    [InlineData("_work.Add(() => { if (_n > 0) [|return;|] try { s.SetResult(Compute()); } catch (Exception e) { s.SetException(e); } });")]
    [InlineData("_work.Add(() => { if (_n > 0) { s.TrySetResult(1); return; } if (_n < 0) [|return;|] Use(x => s.TrySetResult(x)); });")]
    [InlineData("_work.Add(() => { if (_n > 0) [|return;|] Use(x => s.TrySetResult(x)); });")]
    [InlineData("try { _work.Add(() => { if (_n > 0) { Log(null); [|return;|] } s.TrySetResult(1); }); } catch (InvalidOperationException) { s.TrySetCanceled(); }")]
    [InlineData("Task.Run(Compute).ContinueWith(t => { if (t.IsFaulted) s.SetException(t.Exception); else if ([|t.Status == TaskStatus.RanToCompletion|]) s.SetResult(1); });")]
    [InlineData("lock (_queue) { _queue.Enqueue(() => { if ([|_n > 0|]) s.SetResult(1); }); }")]
    [InlineData("var p = new System.Diagnostics.Process(); p.Exited += (_, _) => { if ([|p.ExitCode == 0|]) s.TrySetResult(0); };")]
    public Task Reports_queued_work_without_a_result(string code) => Verify.VerifyAsync(Queue(code));

    [Theory]
    [InlineData("Task.Run(Compute).ContinueWith(t => { if (t.IsFaulted) s.SetException(t.Exception); else if (t.IsCanceled) s.SetCanceled(); else s.SetResult(1); });")]
    [InlineData("Task.Run(Compute).ContinueWith(t => { if (t.IsFaulted) s.SetException(t.Exception); }, TaskContinuationOptions.OnlyOnFaulted);")]
    [InlineData("_work.Add(() => { if (_n > 0) { s.TrySetCanceled(); return; } s.TrySetResult(1); });")]
    [InlineData("_work.Add(() => { if (_n > 0) return; s.TrySetResult(1); }); _token.Register(() => s.TrySetCanceled());")]
    [InlineData("Received += x => { if (x > 0) s.TrySetResult(x); };")]
    [InlineData("Use(x => { if (x > 0) s.TrySetResult(x); });")]
    [InlineData("_work.Add(() => { if (_n > 0) { Use(x => s.TrySetResult(x)); return; } s.TrySetResult(1); });")]
    [InlineData("System.ComponentModel.BackgroundWorker w = new(); w.ProgressChanged += (_, e) => { if (e.ProgressPercentage == 100) s.TrySetResult(1); };")]
    public Task Accepts_work_that_gives_its_result_in_time(string code) => Verify.VerifyAsync(Queue(code));

    [Theory]
    [InlineData("var threads = players.Select(p => new Thread(() => Play(p, b))).ToArray();", "if (!p.Raise(r)) { Console.Write(1); [|return;|] }")]
    [InlineData("players.Select(p => Task.Run(() => Play(p, b))).ToArray();", "if (p.IsOut) [|break;|]")]
    [InlineData("foreach (var p in players) new Thread(() => Play(p, b)).Start();", "if (!p.Raise(r)) [|return;|]")]
    [InlineData("var threads = players.Select(p => new Thread(() => Play(p, b))).ToArray();", "if (!p.Raise(r)) { b.RemoveParticipant(); return; }")]
    [InlineData("var threads = players.Select(p => new Thread(() => Play(p, b))).ToArray();", "if (!p.Raise(r)) { Leave(b); return; }")]
    [InlineData("var threads = players.Select(p => new Thread(() => { try { Play(p, b); } finally { b.RemoveParticipant(); } })).ToArray();", "if (!p.Raise(r)) return;")]
    [InlineData("var threads = players.Select(p => new Thread(() => Play(p, b))).ToArray();", "if (_over) return;")]
    [InlineData("var threads = players.Select(p => new Thread(() => Play(p, b))).ToArray();", "if (r == p.Cards.Length) return;")]
    public Task Knows_that_each_thread_of_a_query_has_its_own_object(string start, string leave) => Verify.VerifyAsync($$"""
        class Player { public bool IsOut; public int[] Cards; public bool Raise(int round) => round < 9; }
        class Game
        {
            volatile bool _over;
            public void Run(Player[] players) { var b = new Barrier(players.Length); {{start}} }
            void Leave(Barrier b) => b.RemoveParticipant();
            void Play(Player p, Barrier b) { for (int r = 0; r < 12; r++) { {{leave}} b.SignalAndWait(); } }
        }
        """);

    private static string Desk(string serve, string ask = "var job = new Job(text, reply); _jobs.Add(job); return reply.Task;") => $$"""
        class Desk
        {
            sealed record Job(string Text, TaskCompletionSource<int> Reply);
            readonly BlockingCollection<Job> _jobs = new(); readonly Func<string, int> _device; Thread _thread; Desk(Func<string, int> device) { _device = device; _thread = new Thread(Serve); _thread.Start(); }
            public Task<int> Ask(string text) { var reply = new TaskCompletionSource<int>(); {{ask}} }
            static void Fail(Job job, Exception e) => job.Reply.TrySetException(e);
            void Serve() { foreach (var job in _jobs.GetConsumingEnumerable()) { {{serve}} } }
        }
        """;

    [Theory]
    [InlineData("try { var n = _device(job.Text); [|job.Reply.SetResult(n)|]; } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { [|job.Reply.TrySetResult(_device(job.Text))|]; } catch (IOException e) { Console.Error.WriteLine($\"{job.Text}: {e.Message}\"); continue; }")]
    public Task Reports_answers_that_a_handler_forgets(string serve) => Verify.VerifyAsync(Desk(serve).Replace("static void Fail(Job job, Exception e) => job.Reply.TrySetException(e);", ""));

    [Theory]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { job.Reply.SetException(e); }")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { Fail(job, e); }")]
    [InlineData("try { job.Reply.TrySetResult(_device(job.Text)); } catch (Exception e) { Console.WriteLine(e); } finally { job.Reply.TrySetCanceled(); }")]
    [InlineData("try { try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { job.Reply.SetException(e); } } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (OperationCanceledException e) { Console.WriteLine(e); }")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { Console.WriteLine(e); throw; }")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { Console.WriteLine(e); Environment.Exit(1); }")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { Console.WriteLine(e); _jobs.Add(job); }")]
    [InlineData("try { job.Reply.SetResult(job.Text.Length); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { Console.WriteLine(e); }", "var job = new Job(text, reply); _jobs.Add(job); return reply.Task.WaitAsync(TimeSpan.FromSeconds(1));")]
    [InlineData("try { job.Reply.SetResult(_device(job.Text)); } catch (Exception e) { Console.WriteLine(e); }", "new Timer(_ => reply.TrySetCanceled()).Change(1000, -1); _jobs.Add(new Job(text, reply)); return reply.Task;")]
    public Task Accepts_answers_that_come_anyway(string serve, string ask = "var job = new Job(text, reply); _jobs.Add(job); return reply.Task;") => Verify.VerifyAsync(Desk(serve, ask));

    private static string Queue(string code) => $$"""
        class C
        {
            readonly BlockingCollection<Action> _work = new(); readonly Queue<Action> _queue = new(); int _n; CancellationToken _token;
            event Action<int> Received; void Use(Action<int> callback) => Received += callback;
            int Compute() => throw null; void Log(Exception e) { }
            Task<int> M() { var s = new TaskCompletionSource<int>(); {{code}} return s.Task; }
        }
        """;

    /// <summary>A semaphore without permits is a signal.</summary>
    [Theory]
    [InlineData("0", "try { work(); [|_done.Release()|]; } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("0", "try { work(); } catch (Exception e) { Console.WriteLine(e); } finally { _done.Release(); }")]
    [InlineData("4", "_done.Wait(); try { work(); _done.Release(); } catch (Exception e) { Console.WriteLine(e); }")]
    public Task Knows_semaphores_that_are_signals(string permits, string code) => Verify.VerifyAsync($$"""
        class C
        {
            readonly SemaphoreSlim _done = new({{permits}});
            void M(Action work) { for (int i = 0; i < 3; i++) ThreadPool.QueueUserWorkItem(_ => { {{code}} }); for (int i = 0; i < 3; i++) _done.Wait(); }
        }
        """);

    /// <summary>What the compiler does not know may throw.</summary>
    [Theory]
    [InlineData("await foreach (var tick in _api.StreamAsync(symbol)) await channel.Writer.WriteAsync(tick.Price); [|channel.Writer.Complete()|];")]
    [InlineData("foreach (var tick in await _api.AllAsync(symbol)) channel.Writer.TryWrite(new Candle(tick.Price)); [|channel.Writer.Complete()|];")]
    public Task Reports_a_producer_in_a_file_alone(string body) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly IApi _api;
            public System.Threading.Channels.ChannelReader<Candle> Read(string symbol)
            {
                var channel = System.Threading.Channels.Channel.CreateUnbounded<Candle>();
                _ = Task.Run(async () => { {{body}} });
                return channel.Reader;
            }
        }
        """);

    /// <summary>A result of an unknown type.</summary>
    [Theory]
    [InlineData("s.SetResult([|_device.Load(path)|]);")]
    [InlineData("try { s.SetResult(_device.Load(path)); } catch (Exception e) { s.SetException(e); }")]
    public Task Knows_results_in_a_file_alone(string body) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly IDevice _device; readonly Queue<Action> _work = new();
            Task<Texture> M(string path) { var s = new TaskCompletionSource<Texture>(); Add(() => { {{body}} }); return s.Task; }
            void Add(Action work) { lock (_work) _work.Enqueue(work); }
        }
        """);

    [Theory]
    [InlineData("handler = (sender, e) => { client.DownloadStringCompleted -= handler; if ([|e.Error == null|]) s.TrySetResult(e.Result); };", true)]
    [InlineData("handler = (sender, e) => { client.DownloadStringCompleted -= handler; if (e.Cancelled) [|return;|] s.TrySetResult(e.Result); };", true)]
    [InlineData("handler = (sender, e) => { client.DownloadStringCompleted -= handler; if (e.Error == null) s.TrySetResult(e.Result); else s.TrySetException(e.Error); };", false)]
    [InlineData("handler = (sender, e) => { if ([|e.Error == null|]) { client.DownloadStringCompleted -= handler; s.TrySetResult(e.Result); } };", true)]
    [InlineData("handler = (sender, e) => { if (e.Error != null) { client.DownloadStringAsync(new Uri(\"http://a\")); return; } client.DownloadStringCompleted -= handler; s.TrySetResult(e.Result); };", false)]
    public Task Knows_handlers_that_take_themselves_off(string handler, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            Task<string> Load(System.Net.WebClient client)
            {
                var s = new TaskCompletionSource<string>();
                System.Net.DownloadStringCompletedEventHandler handler = null;
                {{(isReported ? handler : handler.Replace("[|", "").Replace("|]", ""))}}
                client.DownloadStringCompleted += handler;
                return s.Task;
            }
        }
        """);

    [Theory]
    [InlineData("var all = new List<ManualResetEvent>(); foreach (var n in numbers) { var done = new ManualResetEvent(false); all.Add(done); ThreadPool.QueueUserWorkItem(_ => { try { Work(); [|done.Set()|]; } catch (IOException e) { Log(e); } }); } foreach (var d in all) d.WaitOne();")]
    [InlineData("var all = new ManualResetEvent[numbers.Length]; for (int i = 0; i < all.Length; i++) { var done = new ManualResetEvent(false); all[i] = done; Task.Run(() => { Work(); [|done.Set()|]; }); } WaitHandle.WaitAll(all);")]
    [InlineData("var all = new List<ManualResetEvent>(); foreach (var n in numbers) { var done = new ManualResetEvent(false); all.Add(done); Task.Run(() => { Work(); done.Set(); }); } foreach (var d in all) d.WaitOne(100);")]
    public Task Reports_events_in_a_list(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { try { Work(); _done.Set(); } catch (Exception e) { Fail(e); } }); } void Fail(Exception e) { Log(e); _done.Set();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { try { Work(); _done.Set(); } catch (IOException e) { Fail(e); } }); } void Fail(Exception e) { End(); } void End() { _done.Set();")]
    [InlineData("var file = File.OpenRead(\"a\"); Begin(file); } void Begin(FileStream file) { file.BeginRead(null, 0, 0, r => { try { file.EndRead(r); _event.Set(); } catch (IOException) { Begin(file); } }, null);")]
    public Task Accepts_handlers_that_give_it_in_another_method(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Reports_a_timer_that_swallows_exceptions() => Verify.VerifyAsync(Program("var timer = new System.Timers.Timer(100); timer.Elapsed += (s, e) => { Work(); [|_done.Set()|]; };"));

    [Theory]
    [InlineData("if (e.Error != null) { _error = e.Error; [|return;|] } _done.Set();", true)]
    [InlineData("if ([|!e.Cancelled|]) _done.Set();", true)]
    [InlineData("_error = e.Error; _done.Set();", false)]
    [InlineData("try { Use(e.Result); } finally { _done.Set(); }", false)]
    [InlineData("if (e.Error != null) { Begin(); return; } _done.Set();", false)]
    public Task Knows_the_one_who_is_told_of_the_end(string handler, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly System.Net.WebClient _web = new(); readonly AutoResetEvent _done = new(false); Exception _error;
            public C() => _web.DownloadDataCompleted += OnCompleted;
            void Begin() => _web.DownloadDataAsync(new Uri("http://a"));
            public void Load() { Begin(); _done.WaitOne(); }
            void OnCompleted(object sender, System.Net.DownloadDataCompletedEventArgs e) { {{(isReported ? handler : handler.Replace("[|", "").Replace("|]", ""))}} }
            static void Use(byte[] data) { }
        }
        """);

    [Theory]
    [InlineData("Task.WaitAll(workers); [|_out.CompleteAdding()|];", true)]
    [InlineData("try { Task.WaitAll(workers); } finally { _out.CompleteAdding(); }", false)]
    [InlineData("Use(workers.Length); _out.CompleteAdding();", false)]
    public Task Knows_the_end_of_what_joined_work_feeds(string end, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly BlockingCollection<int> _out = new();
            void Run()
            {
                var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(Work)).ToArray();
                var writer = Task.Run(Write);
                {{(isReported ? end : end.Replace("[|", "").Replace("|]", ""))}}
                writer.Wait();
            }
            void Work() => _out.Add(int.Parse("1"));
            void Write() { foreach (var n in _out.GetConsumingEnumerable()) Use(n); }
            static void Use(int n) { }
        }
        """);

    [Theory]
    [InlineData("int every", "for (int i = 0; i < 4; i++) { int part = i; new Thread(() => { for (int r = 0; r < 9; r++) { if (part > r) [|continue;|] Use(part); b.SignalAndWait(); } }).Start(); }", true)]
    [InlineData("int every", "for (int i = 0; i < 4; i++) { int part = i; new Thread(() => { for (int r = 0; r < 9; r++) { if (r % every == 0) continue; Use(part); b.SignalAndWait(); } }).Start(); }", false)]
    [InlineData("int every", "for (int i = 0; i < 4; i++) { int step = every; new Thread(() => { for (int r = 0; r < 9; r++) { if (r % step == 0) continue; Use(r); b.SignalAndWait(); } }).Start(); }", false)]
    [InlineData("int every", "for (int i = 0; i < 4; i++) { int k = i; new Thread(() => Run(b, k, every)).Start(); } void Run(Barrier b, int k, int n) { for (int r = 0; r < 9; r++) { if (r % n == 0) continue; Use(k); b.SignalAndWait(); } }", false)]
    public Task Knows_rounds_that_all_threads_leave_out(string parameter, string body, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            void M({{parameter}}) { var b = new Barrier(4); {{(isReported ? body : body.Replace("[|", "").Replace("|]", ""))}} }
            static void Use(int n) { }
        }
        """);

    [Theory]
    [InlineData("List<Exception> failed = null; Release(ref failed); s.TrySetResult(1);", false)]
    [InlineData("_ready.Set(); s.TrySetResult(1);", false)]
    [InlineData("int n = 0; [|Count(ref n)|]; s.TrySetResult(n);", true)]
    public Task Knows_calls_that_do_not_fail_themselves(string work, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly AutoResetEvent _ready = new(false);
            Task<int> M() { var s = new TaskCompletionSource<int>(); _ = Task.Run(() => { {{(isReported ? work : work.Replace("[|", "").Replace("|]", ""))}} }); return s.Task; }
            static void Release(ref List<Exception> failed) { } static void Count(ref int n) => n = int.Parse("1");
        }
        """);

    [Fact]
    public Task Reports_a_reply_that_cannot_be_read() => Verify.VerifyAsync("""
        interface IBus { void Send(string topic, Action<string> reply); }
        class C
        {
            Task<DateTime> M(IBus bus) { var s = new TaskCompletionSource<DateTime>(); bus.Send("time", text => s.SetResult([|DateTime.Parse(text)|])); return s.Task; }
        }
        """);

    [Theory]
    [InlineData("catch (IOException e) { _error = e; }", true)]
    [InlineData("catch (IOException e) { _error = e; _done.Set(); }", false)]
    public Task Knows_the_end_of_an_operation_that_begins_again(string handler, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ManualResetEvent _done = new(false); readonly Stream _in = Stream.Null; readonly byte[] _buffer = new byte[9]; Exception _error;
            public void Read() { _in.BeginRead(_buffer, 0, 9, OnRead, null); _done.WaitOne(); }
            void OnRead(IAsyncResult result)
            {
                try { if (_in.EndRead(result) == 0) { {{(isReported ? "[|_done.Set()|]" : "_done.Set()")}}; return; } _in.BeginRead(_buffer, 0, 9, OnRead, null); }
                {{handler}}
            }
        }
        """);

    [Theory]
    [InlineData("await job(); [|_done.Release()|];", true)]
    [InlineData("try { await job(); } finally { _done.Release(); }", false)]
    public Task Knows_permits_that_others_await(string work, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly SemaphoreSlim _done = new(0);
            async Task M(Func<Task> job) { _ = Task.Run(async () => { {{(isReported ? work : work.Replace("[|", "").Replace("|]", ""))}} }); await _done.WaitAsync(); }
        }
        """);

    [Theory]
    [InlineData("_ready.WaitOne(); s.TrySetResult(1);", false)]
    [InlineData("other.SetResult(1); s.TrySetResult(1);", false)]
    [InlineData("new CancellationTokenSource().Cancel(); s.TrySetResult(1);", false)]
    [InlineData("[|other.Task.Wait()|]; s.TrySetResult(1);", true)]
    public Task Knows_calls_of_threading_that_fail_only_with_the_program(string work, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly AutoResetEvent _ready = new(false);
            Task<int> M(TaskCompletionSource<int> other) { var s = new TaskCompletionSource<int>(); _ = Task.Run(() => { {{(isReported ? work : work.Replace("[|", "").Replace("|]", ""))}} }); return s.Task; }
        }
        """);

    private static string Stepping(string leave) => $$"""
        class C
        {
            readonly Barrier _phase = new(3); readonly Func<int, int, bool> _step; volatile bool _stop;
            void Start() { for (int i = 0; i < 3; i++) { int own = i; Task.Factory.StartNew(() => Run(own, 9), TaskCreationOptions.LongRunning); } }
            void Run(int own, int rounds)
            {
                for (int round = 0; round < rounds; round++)
                {
                    {{leave}}
                    _phase.SignalAndWait();
                }
            }
            bool IsDone(int n) => n > 5;
        }
        """;

    [Theory]
    [InlineData("if (!_step(own, round)) [|return;|]")]
    [InlineData("if (IsDone(own)) { [|break;|] }")]
    public Task Reports_a_thread_that_leaves_for_a_reason_of_its_own(string leave) => Verify.VerifyAsync(Stepping(leave));

    [Theory]
    [InlineData("if (IsDone(round)) return;")]
    [InlineData("if (_stop) return;")]
    [InlineData("if (IsDone(rounds)) return;")]
    [InlineData("if (!_step(own, round)) { _phase.RemoveParticipant(); return; }")]
    public Task Accepts_threads_that_leave_together_or_say_so(string leave) => Verify.VerifyAsync(Stepping(leave));

    /// <summary>A drain that waits for zero waits for ever, and a limit lets nobody in any more.</summary>
    [Theory]
    [InlineData("async Task Run(Func<Task> work) { Interlocked.Increment(ref _running); await work(); [|Interlocked.Decrement(ref _running)|]; }", "async Task Drain() { while (Volatile.Read(ref _running) > 0) await Task.Delay(50); }")]
    [InlineData("async Task Run(Func<Task> work) { if (Interlocked.Increment(ref _running) > 4) { Interlocked.Decrement(ref _running); return; } await work().ConfigureAwait(false); [|Interlocked.Decrement(ref _running)|]; }", "")]
    [InlineData("void Run(Action work) { Interlocked.Increment(ref _running); work(); if ([|Interlocked.Decrement(ref _running)|] == 0) Console.WriteLine(); }", "")]
    public Task Reports_counts_by_which_others_decide(string member, string other) => Verify.VerifyAsync("class C { int _running; " + member + other + " }");

    [Theory]
    [InlineData("async Task Run(Func<Task> work) { Interlocked.Increment(ref _running); try { await work(); } finally { Interlocked.Decrement(ref _running); } }")]
    [InlineData("async Task Run(Func<Task> work) { Interlocked.Increment(ref _running); try { await work(); } catch (Exception e) { Console.WriteLine(e); } Interlocked.Decrement(ref _running); }")]
    [InlineData("async Task Run(Func<Task> work) { Interlocked.Increment(ref _running); try { await work(); } catch { Interlocked.Decrement(ref _running); throw; } Interlocked.Decrement(ref _running); }")]
    [InlineData("async Task Run(Func<Task> work) { Interlocked.Increment(ref _shown); await work(); Interlocked.Decrement(ref _shown); } string Text() => \"\" + _shown;")]
    [InlineData("async Task Run(Func<Task> work) { Interlocked.Increment(ref _running); await Task.Delay(1); Interlocked.Decrement(ref _running); }")]
    [InlineData("async Task Run(Func<Task> work) { await work(); Interlocked.Increment(ref _running); Interlocked.Decrement(ref _running); }")]
    public Task Accepts_counts_that_come_back_or_that_nobody_asks(string member) => Verify.VerifyAsync("class C { int _running, _shown; bool Idle => _running == 0; " + member + " }");

    [Theory]
    [InlineData("static Task<int> Begin(Func<int> stage) => Task.Factory.StartNew(stage, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);", "_items.CompleteAdding()")]
    [InlineData("static Thread Begin(Func<int> stage) { var thread = new Thread(() => stage()) { IsBackground = true }; thread.Start(); return thread; }", "_items.CompleteAdding()")]
    [InlineData("static Task<int> Begin(Func<int> stage) { stage(); return Task.Run(stage); }", "[|_items.CompleteAdding()|]")]
    [InlineData("static Task<int> Begin(Func<int> stage) { File.Delete(\"log\"); return Task.Run(stage); }", "[|_items.CompleteAdding()|]")]
    [InlineData("protected virtual Task<int> Begin(Func<int> stage) => Task.Run(stage);", "[|_items.CompleteAdding()|]")]
    [InlineData("static Task<int> Begin(Func<int> stage) => stage() > 0 ? Task.FromResult(1) : null;", "[|_items.CompleteAdding()|]")]
    public Task Knows_methods_that_only_start_work(string begin, string end) => Verify.VerifyAsync(Program($$"""
        Begin(Read); _items.Add(1); {{end}}; } int Read() { foreach (var n in _items.GetConsumingEnumerable()) Console.WriteLine(n); return 0; } {{begin}} void Last() {
        """));

    /// <summary>Before the reader has started, nobody waits.</summary>
    [Theory]
    [InlineData("", "s_labels.CompleteAdding();")]
    [InlineData("s_labels.Add(Make());", "[|s_labels.CompleteAdding()|];")]
    public Task Accepts_the_start_of_the_reader(string work, string end) => Verify.VerifyAsync($$"""
        static class Labels
        {
            private static readonly BlockingCollection<string> s_labels = new();
            static void Main() { var printer = new Thread(Print); printer.Start(); s_labels.Add("a"); {{work}} {{end}} printer.Join(); }
            static string Make() => File.ReadAllText("a");
            private static void Print() { foreach (var label in s_labels.GetConsumingEnumerable()) Console.WriteLine(label); }
        }
        """);
}
