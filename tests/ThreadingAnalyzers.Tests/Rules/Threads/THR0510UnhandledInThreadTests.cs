using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0510UnhandledInThread>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0510UnhandledInThreadTests
{
    private static string Program(string code) => $$"""
        class C
        {
            int _n; Timer _timer; Action _act; System.Net.Sockets.TcpListener _server; readonly BlockingCollection<int> _items = new(); readonly string _path;
            void Work() => throw null; void Log(Exception e) { }
            void Safe() { try { Work(); } catch (Exception e) { Console.WriteLine(e); } }
            void M(Action action, int[] numbers) { {{code}} }
        }
        """;

    [Theory]
    [InlineData("[|new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) Work(); })|].Start();")]
    [InlineData("var t = [|new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) { Console.WriteLine(); action(); } })|]; t.Start();")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => { foreach (var line in File.ReadLines(\"a\")) _n += int.Parse(line); })|];")]
    [InlineData("_timer = [|new Timer(_ => { foreach (var i in _items.GetConsumingEnumerable()) action(); }, null, 0, 100)|];")]
    [InlineData("_timer = [|new Timer(_ => File.AppendAllText(\"a\", \"b\"), null, 0, 100)|];")]
    [InlineData("[|new Thread(() => { foreach (var line in File.ReadLines(\"a\")) _n += int.Parse(line); })|].Start();")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => action())|];")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => { try { File.Delete(\"x\"); } finally { _n++; } })|];")]
    [InlineData("[|new Thread(() => { while (true) { _server.AcceptTcpClient().Close(); } })|].Start();")]
    [InlineData("[|new Thread(() => { for (;;) { try { _n++; } catch (IOException) { } _server.AcceptSocket(); } })|].Start();")]
    [InlineData("[|new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) try { Work(); } finally { _n++; } })|].Start();")]
    public Task Reports_exceptions_that_end_the_process(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("new Thread(Safe).Start();")]
    [InlineData("new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) { Work(); try { action(); } catch (Exception e) { Log(e); } } }).Start();")]
    [InlineData("new Thread(() => { try { foreach (var i in _items.GetConsumingEnumerable()) Work(); } catch { } }).Start();")]
    [InlineData("new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) try { Work(); } catch (IOException) { } }).Start();")]
    [InlineData("new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) Task.Run(Safe); }).Start();")]
    [InlineData("new Thread(() => { while (_n > 0) { try { _act(); } catch (Exception) { } } }).Start();")]
    [InlineData("new Thread(() => { while (_n > 0) Work(); }).Start();")]
    [InlineData("_timer = new Timer(_ => _act(), null, 0, 1000);")]
    [InlineData("new Thread(() => { while (_n > 0) _act(); }).Start();")]
    [InlineData("new Thread(() => { while (_n > 0) { try { _server.AcceptTcpClient(); } catch (IOException) { } } }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { try { action(); } catch (IOException) { } });")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { Console.WriteLine(_n); Work(); });")]
    [InlineData("new Thread(() => _act()).Start();")]
    [InlineData("new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) { try { Work(); } catch (Exception e) { Log(e); } } }).Start();")]
    [InlineData("new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) _n++; }).Start();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { foreach (var i in numbers) Console.WriteLine(i); });")]
    [InlineData("Task.Run(() => { foreach (var i in numbers) Work(); });")]
    [InlineData("new Thread(() => { foreach (var i in numbers) Work(); }).Start();")]
    [InlineData("new Thread(() => { foreach (var path in Directory.GetFiles(\"a\")) File.Delete(path); }).Start();")]
    [InlineData("new Thread(() => { foreach (var i in _items.GetConsumingEnumerable()) File.AppendAllText(\"a\", i.ToString()); }).Start();")]
    [InlineData("_timer = new Timer(_ => File.WriteAllText(_path, \"a\"), null, 0, 100);")]
    [InlineData("new Thread(() => Work()).Start();")]
    public Task Accepts_what_catches_or_cannot_fail(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Says_what_may_throw() => Verify.VerifyAsync("""
        class C
        {
            void M(Action<int> action, BlockingCollection<int> numbers)
            {
                {|#0:new Thread(() => { foreach (int number in numbers.GetConsumingEnumerable()) {|#1:action(number)|}; })|}.Start();
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("action(number)", 5, "nothing catches it on this thread"));

    /// <summary>Delegates that come from elsewhere are not followed.</summary>
    [Fact]
    public Task KnownMiss_a_delegate_from_elsewhere() => Verify.VerifyAsync("class C { void M(ThreadStart work) => new Thread(work).Start(); }");

    [Theory]
    [InlineData("foreach (var m in _items.GetConsumingEnumerable()) _client.Send(m);", true)]
    [InlineData("foreach (var m in _items.GetConsumingEnumerable()) { try { _client.Send(m); } catch (Exception e) { Log.Error(e); } }", false)]
    [InlineData("foreach (var m in _all) _client.Send(m);", false)]
    public Task Reports_work_of_unknown_objects_on_a_queue(string code, bool isReported) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly BlockingCollection<Metric> _items = new(); readonly IClient _client; readonly Metric[] _all;
            void M() { {{(isReported ? "[|new Thread(Run)|]" : "new Thread(Run)")}}.Start(); }
            void Run() { {{code}} }
        }
        """);

    [Theory]
    [InlineData("store.Save(feed);", false)]
    [InlineData("_store.Save(feed);", false)]
    [InlineData("_log.Write(feed);", false)]
    [InlineData("feed.Update();", false)]
    [InlineData("client.DownloadString(feed.Url);", true)]
    public Task Knows_unknown_work_on_items(string call, bool isReported) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly IStore _store; readonly IList<Feed> _feeds; readonly ILog _log;
            void Refresh(IStore store) { {{(isReported ? "[|new Thread(All)|]" : "new Thread(All)")}}.Start(); }
            void All() { var client = new System.Net.WebClient(); var store = _store; foreach (Feed feed in _feeds) { {{call}} } }
        }
        """);

    [Fact]
    public Task Accepts_a_completion_that_is_only_tried() => Verify.VerifyAsync("class C { void M(TaskCompletionSource[] all) => new Thread(() => { foreach (var s in all) s.TrySetCanceled(); }).Start(); }");

    [Fact]
    public Task Accepts_a_text_that_is_put_together() => Verify.VerifyAsync("class C { void M(string[] all, System.Text.StringBuilder b) => new Thread(() => { foreach (var s in all) b.AppendLine(s); }).Start(); }");

    [Fact]
    public Task Accepts_a_timer_that_swallows_exceptions() => Verify.VerifyAsync("class C { void M(System.Timers.Timer timer, string[] all) => timer.Elapsed += (s, e) => { foreach (var f in all) File.Delete(f); }; }");

    /// <summary>A handler around the start alone is meant for the work, and is on another thread.</summary>
    [Theory]
    [InlineData("try { [|new Thread(Work)|].Start(); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { var t = [|new Thread(() => { _n = int.Parse(\"x\"); })|]; t.Start(); t.Join(); } catch (FormatException) { _n = 0; }")]
    [InlineData("var t = [|new Thread(() => action())|]; try { t.Start(); t.Join(); } catch { _n = 0; }")]
    [InlineData("try { [|ThreadPool.QueueUserWorkItem(_ => Work())|]; Thread.Sleep(100); } catch (NullReferenceException) { }")]
    public Task Reports_handlers_around_the_start(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("try { new Thread(Safe).Start(); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { new Thread(Work).Start(); } catch (OutOfMemoryException) { }")]
    [InlineData("try { new Thread(Work).Start(); } finally { _n++; }")]
    [InlineData("try { _server.Start(); new Thread(Work).Start(); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { new Thread(() => { try { Work(); } catch (Exception e) { Log(e); } }).Start(); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { new Thread(() => _n = 1).Start(); } catch (Exception e) { Console.WriteLine(e); }")]
    public Task Accepts_handlers_for_the_start(string code) => Verify.VerifyAsync(Program(code));

    /// <summary>What the thread's own methods do is its work.</summary>
    [Theory]
    [InlineData("_timer = [|new Timer(_ => Reload(), null, -1, -1)|];", "void Reload() => _text = Read(); static string Read() => File.ReadAllText(\"a\");")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => Reload())|];", "void Reload() { File.Delete(\"a\"); }")]
    [InlineData("_timer = new Timer(_ => Reload(), null, -1, -1);", "void Reload() { try { _text = Read(); } catch (IOException) { } } static string Read() => File.ReadAllText(\"a\");")]
    [InlineData("_timer = new Timer(_ => { try { Reload(); } catch (Exception) { } }, null, -1, -1);", "void Reload() => _text = File.ReadAllText(\"a\");")]
    [InlineData("_timer = new Timer(_ => _ = ReloadAsync(), null, -1, -1);", "async Task ReloadAsync() => _text = await File.ReadAllTextAsync(\"a\");")]
    [InlineData("ThreadPool.QueueUserWorkItem(static s => s.Run(s.Text), (Run: (Action<string>)Count, Text: \"a\"), false);", "void Count(string text) { try { _counts[text] = 1; } catch (Exception) { } }")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(static s => s.Run(s.Text), (Run: (Action<string>)Drop, Text: \"a\"), false)|];", "void Drop(string path) => File.Delete(path);")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(static s => s.Run(s.Text), (Run: given, Text: \"a\"), false)|];", "", "Action<string> given")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => Read(\"a\"))|];", "void Read(string line) => _counts[line] = int.Parse(line);")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Read(\"a\"));", "void Read(string line) => _counts[line] = int.Parse(\"1\") + line.Length;")]
    [InlineData("[|ThreadPool.UnsafeQueueUserWorkItem(new Item(\"a\"), false)|];", "class Item(string path) : IThreadPoolWorkItem { public void Execute() => File.Delete(path); }")]
    [InlineData("ThreadPool.UnsafeQueueUserWorkItem(new Item(\"a\"), false);", "class Item(string path) : IThreadPoolWorkItem { public void Execute() { try { File.Delete(path); } catch (IOException) { } } }")]
    [InlineData("new Thread(() => { using var to = File.CreateText(\"a\"); foreach (var one in _all) to.WriteLine(one); }).Start();", "")]
    [InlineData("new Thread(() => { foreach (var one in _all) Note(one); }).Start();", "void Note(string one) { _counts[one] = _counts.GetValueOrDefault(one) + 1; Console.WriteLine(one); }")]
    public Task Judges_methods_of_the_type(string start, string members, string given = "") => Verify.VerifyAsync($$"""
        class C
        {
            Timer _timer; string _text; readonly List<string> _all = new(); readonly ConcurrentDictionary<string, int> _counts = new();
            void M({{given}}) { {{start}} }
            {{members}}
        }
        """);
}
