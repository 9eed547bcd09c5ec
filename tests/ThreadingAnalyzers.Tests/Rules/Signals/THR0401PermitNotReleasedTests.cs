using Microsoft.CodeAnalysis;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0401PermitNotReleased>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0401PermitNotReleasedTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly HttpClient http = new();
            readonly SemaphoreSlim _gate = new(1, 1);
            static readonly SemaphoreSlim s_gate = new(4);
            readonly Semaphore _old = new(2, 2);
            SemaphoreSlim Slots { get; } = new(2);
            int _n; readonly List<int> _list = new();
            async Task<int> RunAsync(string url, CancellationToken token)
            {
                await Task.Yield();
                {{body}}
                return 0;
            }
            void Work() { }
            bool Try(string x) => true;
            event Action Done;
        }
        """);

    [Theory]
    [InlineData("[|_gate.Wait()|]; Work(); _gate.Release();")]
    [InlineData("var gate = _gate; [|gate.Wait()|]; Work(); gate.Release();")]
    [InlineData("var gate = _gate; [|await gate.WaitAsync()|]; Work(); _gate.Release();")]
    [InlineData("[|await _gate.WaitAsync()|]; await http.GetStringAsync(url); _gate.Release();")]
    [InlineData("[|await _gate.WaitAsync(token).ConfigureAwait(false)|]; await http.GetStringAsync(url).ConfigureAwait(false); _gate.Release();")]
    [InlineData("[|_gate.Wait(token)|]; Work(); _gate.Release();")]
    [InlineData("[|s_gate.Wait()|]; Work(); s_gate.Release();")]
    [InlineData("[|_old.WaitOne()|]; Work(); _old.Release();")]
    [InlineData("[|await Slots.WaitAsync()|]; Work(); Slots.Release();")]
    [InlineData("[|await _gate.WaitAsync()|]; if (url == null) return 1; _gate.Release();")]
    [InlineData("[|await _gate.WaitAsync()|]; if (_n > 0) { _gate.Release(); return 1; } if (_n < 0) return 2; _gate.Release();")]
    [InlineData("[|await _gate.WaitAsync()|]; Work(); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("[|_gate.Wait()|]; try { Work(); } catch (IOException) { _gate.Release(); throw; }")]
    [InlineData("[|_gate.Wait()|]; try { Work(); _gate.Release(); } catch (IOException) { Console.WriteLine(); }")]
    [InlineData("[|_gate.Wait()|]; try { Work(); } catch (IOException) { } _gate.Release();")]
    [InlineData("if (![|_gate.Wait(100)|]) return 1; Work(); _gate.Release();")]
    [InlineData("if ([|await _gate.WaitAsync(100)|]) { Work(); _gate.Release(); }")]
    [InlineData("bool got = [|_gate.Wait(5)|]; if (!got) return 1; Work(); _gate.Release();")]
    [InlineData("while (true) { [|_gate.Wait()|]; if (url == null) continue; _gate.Release(); break; }")]
    [InlineData("foreach (var c in url) { [|_gate.Wait()|]; if (c == 'x') break; _gate.Release(); }")]
    [InlineData("for (;;) { [|_gate.Wait()|]; Work(); _gate.Release(); }")]
    [InlineData("[|_gate.Wait()|]; switch (_n) { case 0: _gate.Release(); break; case 1: return 1; default: _gate.Release(); break; }")]
    [InlineData("[|_gate.Wait()|]; if (_n == 0) goto end; _gate.Release(); return 1; end: Console.WriteLine();")]
    [InlineData("[|_gate.Wait()|]; Done?.Invoke(); _gate.Release();")]
    [InlineData("[|_gate.Wait()|]; var r = new StreamReader(url); _gate.Release();")]
    [InlineData("[|_gate.Wait()|]; if (_n < 0) throw new InvalidOperationException(); _gate.Release();")]
    [InlineData("[|this._gate.Wait()|]; Work(); this._gate.Release();")]
    [InlineData("using var r = new StringReader(url); [|_gate.Wait()|]; r.ReadLine(); Work(); _gate.Release();")]
    [InlineData("await Task.Run(() => { [|_gate.Wait()|]; Work(); _gate.Release(); });")]
    [InlineData("async Task Inner() { [|await _gate.WaitAsync()|]; await Task.Delay(1); _gate.Release(); } await Inner();")]
    [InlineData("[|_gate.Wait()|]; try { try { Work(); } finally { if (_n > 0) _gate.Release(); } } finally { Console.WriteLine(); }")]
    [InlineData("_gate.Wait(); try { [|s_gate.Wait()|]; Work(); s_gate.Release(); } finally { _gate.Release(); }")]
    [InlineData("[|_gate.Wait()|]; [|_gate.Wait()|]; try { Work(); } finally { _gate.Release(); }")]
    public Task Reports_a_path_that_keeps_the_permit(string body) => VerifyBodyAsync(body);

    [CSharpTheory(12)]
    [InlineData("_gate.Wait(); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token); try { await http.GetStringAsync(url); return 1; } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync().ConfigureAwait(false); try { if (url == null) return 1; Work(); } finally { _gate.Release(); }")]
    [InlineData("_gate.Wait(); _n++; _gate.Release();")]
    [InlineData("_gate.Wait(); int old = _n; _n = old + 1; _list.Add(old); _list.Clear(); _gate.Release();")]
    [InlineData("_gate.Wait(); Interlocked.Increment(ref _n); Volatile.Write(ref _n, 1); _gate.Release();")]
    [InlineData("if (!_gate.Wait(0)) return 1; try { Work(); } finally { _gate.Release(); }")]
    [InlineData("if (!await _gate.WaitAsync(TimeSpan.FromSeconds(1), token)) return 1; try { Work(); } finally { _gate.Release(); }")]
    [InlineData("if (await _gate.WaitAsync(10)) { try { Work(); } finally { _gate.Release(); } }")]
    [InlineData("bool got = await _gate.WaitAsync(10); try { if (got) Work(); } finally { if (got) _gate.Release(); }")]
    [InlineData("bool got = false; try { got = _gate.Wait(10); Work(); } finally { if (got) _gate.Release(); }")]
    [InlineData("bool got = false; try { await _gate.WaitAsync(token); got = true; Work(); } finally { if (got) _gate.Release(); }")]
    [InlineData("var got = await _gate.WaitAsync(10); if (got == false) return 1; try { Work(); } finally { _gate.Release(); }")]
    [InlineData("var t = _gate.WaitAsync(); await t; try { Work(); } finally { _gate.Release(); }")]
    [InlineData("_gate.Wait(); try { Work(); } catch { _gate.Release(); throw; } _gate.Release();")]
    [InlineData("_gate.Wait(); try { Work(); } catch (Exception) { } _gate.Release();")]
    [InlineData("_gate.Wait(); try { Work(); } catch (Exception e) when (Try(e.Message)) { return 1; } finally { _n = 0; _gate.Release(); }")]
    [InlineData("_gate.Wait(); try { Work(); } finally { try { Work(); } finally { _gate.Release(); } }")]
    [InlineData("_old.WaitOne(); try { Work(); } finally { _old.Release(1); }")]
    [InlineData("foreach (var c in url) { _gate.Wait(); try { if (c == 'a') continue; if (c == 'b') break; Work(); } finally { _gate.Release(); } }")]
    [InlineData("_gate.Wait(); try { await Task.Run(() => Work()); } finally { _gate.Release(); }")]
    [InlineData("await s_gate.WaitAsync(); _ = Task.Run(() => { try { Work(); } finally { s_gate.Release(); } });")]
    [InlineData("await s_gate.WaitAsync(); _ = Task.Delay(5).ContinueWith(_ => s_gate.Release());")]
    [InlineData("await s_gate.WaitAsync(); ThreadPool.QueueUserWorkItem(_ => { Work(); s_gate.Release(); });")]
    [InlineData("var ready = new SemaphoreSlim(0); _ = Task.Run(() => ready.Release()); ready.Wait(); Work();")]
    [InlineData("var local = new SemaphoreSlim(3); local.Wait(); Work(); local.Release();")]
    [InlineData("if (_gate.CurrentCount == 0) return 1;")]
    [InlineData("_gate.Release();")]
    [InlineData("_gate.Wait(); using (new Releaser(_gate)) { Work(); } return 0; } class Releaser(SemaphoreSlim s) : IDisposable { public void Dispose() => s.Release(); } int X() {")]
    [InlineData("_gate.Wait(); try { Work(); } finally { Leave(); } return 0; } void Leave() => _gate.Release(); int X() {")]
    [InlineData("_gate?.Wait(); try { Work(); } finally { _gate?.Release(); }")]
    [InlineData("if (_gate != null) _gate.Wait(); try { Work(); } finally { if (_gate != null) _gate.Release(); }")]
    [InlineData("bool need = _n > 0; if (need) _gate.Wait(); try { Work(); } finally { if (need) _gate.Release(); }")]
    public Task Accepts_permits_that_come_back(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("_gate.Wait(); Console.WriteLine(_n); _gate.Release();")] // the console hardly ever throws
    [InlineData("_gate.Wait(); try { Work(); } finally { Console.WriteLine(_n); _gate.Release(); }")]
    [InlineData("_gate.Wait(); var text = _n.ToString(); _gate.Release();")] // nor does the text of a number
    public Task Accepts_calls_that_never_throw_in_practice(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("_gate.Wait(); try { Work(); } finally { Close(); _gate.Release(); } return 0; } void Close() { try { Work(); } catch { } } int X() {")]
    [InlineData("_gate.Wait(); Close(); _gate.Release(); return 0; } bool Close() { bool done = false; try { Work(); done = true; } catch (Exception e) { Console.WriteLine(e); } finally { _n = 0; } return done; } int X() {")]
    public Task Accepts_calls_of_methods_that_catch_everything(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("[|_gate.Wait()|]; Close(); _gate.Release(); return 0; } void Close() { try { Work(); } catch (InvalidOperationException) { } } int X() {")]
    [InlineData("[|_gate.Wait()|]; Close(); _gate.Release(); return 0; } void Close() { try { Work(); } catch { throw; } } int X() {")]
    [InlineData("[|_gate.Wait()|]; Close(); _gate.Release(); return 0; } void Close() { Work(); try { Work(); } catch { } } int X() {")]
    public Task Reports_calls_of_methods_that_catch_some(string body) => VerifyBodyAsync(body);

    // The caller has it, and gets it back.
    [Theory]
    [InlineData("_gate.Release(); try { await Task.Delay(5); } finally { await _gate.WaitAsync(); }")]
    [InlineData("foreach (var c in url) { try { Work(); } catch (Exception) { _gate.Release(); try { await Task.Delay(5); } finally { await _gate.WaitAsync(); } } }")]
    [InlineData("if (_n > 0) { _gate.Release(); await Task.Yield(); await _gate.WaitAsync(); } Work();")]
    public Task Accepts_a_permit_of_the_callers_that_is_lent_for_a_while(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("_gate.Wait(); try { Work(); } finally { if (_n > 0) Leave(); } return 0; } void Leave() => _gate.Release(); int X() {")] // a callee that releases, on some paths
    [InlineData("var all = new[] { _gate }; all[0].Wait(); Work(); all[0].Release();")] // no stable name
    public Task KnownMiss_what_has_no_name_or_no_count(string body) => VerifyBodyAsync(body);

    [Fact]
    public Task Reports_a_private_semaphore_that_nobody_releases() => Verify.VerifyAsync("""
        class Limits
        {
            private readonly SemaphoreSlim _slots = new(3);
            public void Take() => [|_slots.Wait()|];
        }
        """);

    [Fact]
    public Task Accepts_members_that_take_and_give() => Verify.VerifyAsync("""
        class Slots
        {
            private readonly SemaphoreSlim _free = new(3);
            public Task EnterAsync() => _free.WaitAsync();
            public void Enter() { _free.Wait(); Console.WriteLine(); }
            public void Leave() => _free.Release();
        }
        """);

    // Who comes second waits for ever.
    [Fact]
    public Task Reports_a_semaphore_that_its_holder_disposes_of() => Verify.VerifyAsync("""
        class Connection
        {
            private readonly SemaphoreSlim _closing = new(1, 1);
            private bool _closed;
            public async Task CloseAsync()
            {
                if (_closed)
                    return;
                try { [|await _closing.WaitAsync()|]; await Task.Delay(5); }
                finally { _closing.Dispose(); _closed = true; }
            }
        }
        """);

    [CSharpFact(12)]
    public Task Accepts_a_returned_scope() => Verify.VerifyAsync("""
        class AsyncLock
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            public async Task<IDisposable> LockAsync() { await _one.WaitAsync(); return new Scope(this); }
            private sealed class Scope(AsyncLock owner) : IDisposable { public void Dispose() => owner._one.Release(); }
        }
        """);

    [Fact]
    public Task Accepts_a_signal_between_producer_and_consumer() => Verify.VerifyAsync("""
        class Mailbox
        {
            private readonly SemaphoreSlim _items = new(0);
            private readonly ConcurrentQueue<string> _queue = new();
            public void Post(string item) { _queue.Enqueue(item); _items.Release(); }
            public async Task<string> TakeAsync() { await _items.WaitAsync(); _queue.TryDequeue(out var item); return item; }
        }
        """);

    [CSharpFact(12)]
    public Task Accepts_a_semaphore_of_somebody_else() => Verify.VerifyAsync("""
        class Guest(SemaphoreSlim door)
        {
            public async Task EnterAsync() { await door.WaitAsync(); Console.WriteLine("in"); }
        }
        """);

    [Fact]
    public Task Accepts_an_iterator_that_releases_in_finally() => Verify.VerifyAsync("""
        class Rows
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            public IEnumerable<int> Read() { _gate.Wait(); try { yield return 1; yield return 2; } finally { _gate.Release(); } }
            public async IAsyncEnumerable<int> ReadAsync() { await _gate.WaitAsync(); try { yield return 1; } finally { _gate.Release(); } }
        }
        """);

    [Fact]
    public Task Says_what_throws_and_lists_the_releases() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            void Run(string path)
            {
                {|#0:_gate.Wait()|};
                {|#2:File.Delete(path)|};
                {|#1:_gate.Release()|};
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("_gate", "when 'File.Delete(path)' at line 7 throws"));

    [Fact]
    public Task Says_which_path_leaves() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            int Run(bool quick)
            {
                {|#0:_gate.Wait()|};
                if (quick)
                    return {|#2:1|};
                {|#1:_gate.Release()|};
                return 2;
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("_gate", "on the path that leaves after line 8"));

    [Fact]
    public Task Says_that_nothing_releases() => Verify.VerifyAsync("""
        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            void Run() { {|#0:_gate.Wait()|}; }
        }
        """, Verify.Finding().WithLocation(0).WithArguments("_gate", "anywhere: nothing in this type releases it"));

    [Theory]
    [InlineData("[|await s_gate.WaitAsync()|]; _ = Task.Run(async () => { await http.GetStringAsync(url); s_gate.Release(); });")]
    [InlineData("var slots = new SemaphoreSlim(8); var all = new List<Task>(); foreach (var c in url) { [|await slots.WaitAsync()|]; all.Add(Task.Run(async () => { await http.GetStringAsync(url); slots.Release(); })); } await Task.WhenAll(all);")]
    [InlineData("[|await s_gate.WaitAsync(token)|]; _ = Task.Run(() => { if (_n > 0) return; _n++; s_gate.Release(); });")]
    [InlineData("foreach (var c in url) { [|s_gate.Wait()|]; _ = Task.Factory.StartNew(() => { Work(); s_gate.Release(); }); }")]
    [InlineData("[|await s_gate.WaitAsync()|]; _ = http.GetStringAsync(url).ContinueWith(t => { Work(); s_gate.Release(); });")]
    [InlineData("[|await s_gate.WaitAsync()|]; async Task One() { await http.GetStringAsync(url); s_gate.Release(); } _ = One();")]
    public Task Reports_a_function_that_loses_the_permit_it_was_given(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await s_gate.WaitAsync(); _ = Task.Run(async () => { try { await http.GetStringAsync(url); } finally { s_gate.Release(); } });")]
    [InlineData("var slots = new SemaphoreSlim(8); var all = new List<Task>(); foreach (var c in url) { await slots.WaitAsync(); all.Add(Task.Run(async () => { try { await http.GetStringAsync(url); } finally { slots.Release(); } })); } await Task.WhenAll(all);")]
    [InlineData("var once = new SemaphoreSlim(1); await once.WaitAsync(); await Task.Run(async () => { await http.GetStringAsync(url); once.Release(); });")]
    [InlineData("await s_gate.WaitAsync(); _ = http.GetStringAsync(url).ContinueWith(_ => s_gate.Release());")]
    [InlineData("for (int i = 0; i < 4; i++) await s_gate.WaitAsync(); try { Work(); } finally { s_gate.Release(4); }")]
    [InlineData("int n = 0; try { while (s_gate.Wait(0)) n++; Work(); } finally { if (n > 0) s_gate.Release(n); }")]
    [InlineData("await s_gate.WaitAsync(); var t = Task.Run(async () => { await http.GetStringAsync(url); s_gate.Release(); }); try { await t; } catch { s_gate.Release(); }")]
    [InlineData("await s_gate.WaitAsync(); _ = Task.Run(async () => { try { await http.GetStringAsync(url); } catch (Exception) { _n = 1; } s_gate.Release(); });")]
    public Task Accepts_a_function_that_gives_the_permit_back(string body) => VerifyBodyAsync(body);

    [Fact]
    public Task KnownMiss_a_method_that_loses_the_permit_it_was_given() => VerifyBodyAsync(
        "await s_gate.WaitAsync(); _ = One(url); return 0; } async Task One(string u) { await http.GetStringAsync(u); s_gate.Release(); } async Task<int> Other() { await Task.Yield();");

    [CSharpTheory(12)]
    [InlineData("if (!await _slots.WaitAsync(5)) throw new TimeoutException(); var c = new Stream2(); await c.OpenAsync(); return c;", "await _slots.WaitAsync(5)")]
    [InlineData("await _slots.WaitAsync(); if (_isClosed) throw new ObjectDisposedException(\"x\"); return new Stream2();", "await _slots.WaitAsync()")]
    public Task Reports_what_a_failure_keeps_of_a_permit_that_the_caller_would_give_back(string body, string taken) =>
        Verify.VerifyAsync(Renting(body.Replace(taken, "[|" + taken + "|]")));

    [CSharpTheory(12)]
    [InlineData("await _slots.WaitAsync(); return new Stream2();")]
    [InlineData("await _slots.WaitAsync(); try { var c = new Stream2(); await c.OpenAsync(); return c; } catch { _slots.Release(); throw; }")]
    [InlineData("await _any.WaitAsync(); var c = new Stream2(); await c.OpenAsync(); return c;")]
    public Task Accepts_what_the_caller_gives_back(string body) => Verify.VerifyAsync(Renting(body));

    private static string Renting(string body) => $$"""
        class Stream2 { public Task OpenAsync() => Task.CompletedTask; }
        class Pool(int size)
        {
            readonly SemaphoreSlim _slots = new(size, size);
            readonly SemaphoreSlim _any = new(size);
            bool _isClosed;
            public async Task<Stream2> RentAsync() { {{body}} }
            public void Return(Stream2 c) { _slots.Release(); _any.Release(); }
        }
        """;

    [Theory]
    [InlineData("var gate = _byName.GetOrAdd(url, _ => new SemaphoreSlim(1, 1)); [|await gate.WaitAsync()|]; await http.GetStringAsync(url); gate.Release();")]
    [InlineData("SemaphoreSlim gate; gate = _byName[url]; [|gate.Wait()|]; Work(); gate.Release();")]
    public Task Reports_a_semaphore_that_others_can_get_as_well(string body) => Verify.VerifyAsync(ByName(body));

    [Theory]
    [InlineData("var gate = _byName.GetOrAdd(url, _ => new SemaphoreSlim(1, 1)); await gate.WaitAsync(); try { await http.GetStringAsync(url); } finally { gate.Release(); }")]
    [InlineData("var gate = _byName.GetOrAdd(url, _ => new SemaphoreSlim(1, 1)); await gate.WaitAsync(); Keep(gate); gate.Release();")]
    public Task Accepts_one_that_is_given_back_or_passed_on(string body) => Verify.VerifyAsync(ByName(body));

    private static string ByName(string body) => $$"""
        class C
        {
            readonly HttpClient http = new();
            readonly ConcurrentDictionary<string, SemaphoreSlim> _byName = new();
            async Task RunAsync(string url) { await Task.Yield(); {{body}} }
            void Work() { }
            void Keep(SemaphoreSlim gate) { }
        }
        """;

    [Theory]
    [InlineData("if (_done != null) return _n; [|await _gate.WaitAsync()|]; if (_done != null) return _n; try { Work(); } finally { _gate.Release(); }")]
    [InlineData("if (_isDone) return _n; [|await _gate.WaitAsync()|]; if (_isDone) return _n; try { Work(); } finally { _gate.Release(); }")]
    public Task Reports_a_second_check_that_leaves(string body) => VerifyTwiceAsync(body);

    [Theory]
    [InlineData("if (_isDone) _gate.Wait(); try { Work(); } finally { if (_isDone) _gate.Release(); }")]
    [InlineData("if (_done != null) await _gate.WaitAsync(); try { Work(); } finally { if (_done != null) _gate.Release(); }")]
    public Task Accepts_a_flag_that_decides_over_both(string body) => VerifyTwiceAsync(body);

    private static Task VerifyTwiceAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            string _done; bool _isDone; int _n;
            async Task<int> M() { await Task.Yield(); {{body}} return 0; }
            void Work() { _done = ""; _isDone = true; }
        }
        """);

    [Fact]
    public Task Accepts_a_semaphore_that_may_be_missing() => Verify.VerifyAsync("""
        public class C
        {
            private SemaphoreSlim _gate;
            public C(bool isShared) => _gate = isShared ? new SemaphoreSlim(1) : null;
            public void M() { _gate?.Wait(); try { N(); } finally { _gate?.Release(); } }
            private void N() { }
        }
        """);

    private static string Logged(string body) => $$"""
        public interface ILogger { void Debug(string text); bool IsEnabled(int level); }
        public static class ConnectionLog { public static void Opened(ILogger logger, int id) { } }
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            readonly Timer _timer = new(_ => { });
            readonly ILogger _log; readonly Action<string> _logVerbose; readonly Action<string> _write;
            int _state; bool _enqueued;
            async Task RunAsync(CancellationToken token)
            {
                await Task.Yield();
                {{body}}
            }
            public void Shutdown() { _state = 4; _gate.Dispose(); }
            void Work() { }
            void Clean() { try { Work(); } catch { } }
            void Tidy() { try { Work(); } catch (IOException) { } }
        }
        """;

    [Theory]
    [InlineData("await _gate.WaitAsync(token); _log.Debug(nameof(C)); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token); ConnectionLog.Opened(_log, 1); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token); _logVerbose(string.Empty); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token); try { Work(); } finally { _timer.Change(1, 2); _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token); try { Work(); } finally { Clean(); _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token); Clean(); _gate.Release();")]
    [InlineData("await _gate.WaitAsync(token); try { Work(); } finally { if (_state != 4) _gate.Release(); }")]
    [InlineData("bool taken = false; try { await _gate.WaitAsync(token); taken = true; try { Work(); } catch { _write(string.Empty); taken = false; throw; } } finally { if (taken) _gate.Release(); }")]
    [InlineData("Task wait = _gate.WaitAsync(token); if (wait.Status != TaskStatus.RanToCompletion) await wait.ConfigureAwait(false); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("var wait = _gate.WaitAsync(token); if (!wait.IsCompletedSuccessfully) { await wait; } try { Work(); } finally { _gate.Release(); }")]
    public Task Accepts_what_fails_only_where_all_is_lost(string body) => Verify.VerifyAsync(Logged(body));

    [Theory]
    [InlineData("[|await _gate.WaitAsync(token)|]; _write(string.Empty); try { Work(); } finally { _gate.Release(); }")]
    [InlineData("[|await _gate.WaitAsync(token)|]; Tidy(); _gate.Release();")]
    [InlineData("[|await _gate.WaitAsync(token)|]; try { Work(); } finally { if (_enqueued) Work(); else _gate.Release(); if (token.CanBeCanceled) _gate.Release(); }")]
    [InlineData("bool late = token.CanBeCanceled; [|await _gate.WaitAsync(token)|]; try { Work(); } finally { if (late) _gate.Release(); }")]
    [InlineData("Task wait = [|_gate.WaitAsync(token)|]; if (!wait.IsCompletedSuccessfully) await wait; Work(); _gate.Release();")]
    [InlineData("[|await _gate.WaitAsync(token)|]; try { Work(); } finally { await Task.Delay(1); _gate.Release(); }")]
    public Task Reports_what_may_well_fail(string body) => Verify.VerifyAsync(Logged(body));

    [Fact]
    public Task Reports_less_loudly_what_cleaning_up_may_throw() => Verify.VerifyAsync(
        Logged("{|#0:await _gate.WaitAsync(token)|}; try { Work(); } finally { {|#1:Work()|}; {|#2:_gate.Release()|}; }"),
        Verify.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0).WithLocation(2).WithLocation(1));

    [Fact]
    public Task Accepts_a_method_of_the_type_that_releases_in_the_end() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            bool _disposed;
            async Task RunAsync() { if (!await _gate.WaitAsync(5)) throw new TimeoutException(); try { await Task.Delay(5); } finally { Leave(); } }
            void Leave() { if (!_disposed) _gate.Release(); }
        }
        """);

    [Theory]
    [InlineData("var gate = _gate; gate.Wait(); Work(); Task.Run(() => gate.Release());")]
    [InlineData("var gate = _gate; gate.Wait(); Keep(gate); Work(); if (url == null) gate.Release();")]
    [InlineData("SemaphoreSlim gate = null; gate = _gate; gate.Wait(); var other = gate; Keep(other); Work(); if (url == null) gate.Release();")]
    public Task Accepts_a_second_name_that_is_passed_on(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly SemaphoreSlim _gate = new(1, 1);
            void M(string url) { {{body}} }
            void Work() { }
            void Keep(SemaphoreSlim gate) { }
        }
        """);
}
