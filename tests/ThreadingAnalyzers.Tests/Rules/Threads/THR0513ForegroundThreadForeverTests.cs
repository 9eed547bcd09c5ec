using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0513ForegroundThreadForever>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0513ForegroundThreadForeverTests
{
    private static string Program(string code) => $$"""
        class C
        {
            Thread _thread; volatile bool _stop; bool _go; protected bool _asked; BlockingCollection<int> _given; System.Net.Sockets.Socket _socket; readonly BlockingCollection<int> _items = new(); bool b;
            void Work() { } void Forever() { while (true) { Work(); Thread.Sleep(1000); } }
            public void Hand(Thread t) { } public void Keep(object o) { } readonly ManualResetEvent _quit = new(false);
            void M(CancellationToken token) { {{code}} }
        }
        """;

    [Theory]
    [InlineData("[|new Thread(Forever).Start()|];")]
    [InlineData("[|new Thread(() => { while (true) { System.Func<int> f = () => 1; Work(); } }).Start()|];")]
    [InlineData("[|new Thread(() => { for (;;) Work(); }) { Name = \"x\" }.Start()|];")]
    [InlineData("var t = new Thread(() => { do { Work(); } while (true); }); [|t.Start()|];")]
    [InlineData("_thread = new Thread(Forever); [|_thread.Start()|];")]
    [InlineData("void Local() { while (true) { try { Work(); } catch { } } } var t = new Thread(Local); t.Name = \"x\"; [|t.Start()|];")]
    [InlineData("[|new Thread(() => { foreach (var n in _items) { while (true) Work(); } }).Start()|];")]
    public Task Reports_loops_that_nothing_ends(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("new Thread(Forever) { IsBackground = true }.Start();")]
    [InlineData("new Thread(() => { Thread.CurrentThread.IsBackground = true; Forever(); }).Start();")]
    [InlineData("new Thread(Forever) { IsBackground = false }.Start();")]
    [InlineData("var t = new Thread(Forever); t.IsBackground = true; t.Start();")]
    [InlineData("var t = new Thread(Forever); t.Start(); t.Join();")]
    [InlineData("_thread = new Thread(Forever); _thread.Start(); if (b) _thread.Interrupt();")]
    [InlineData("var t = new Thread(Forever); Hand(t); t.Start();")]
    [InlineData("new Thread(() => { while (!_stop) Work(); }).Start(); _stop = true;")]
    [InlineData("new Thread(() => { while (_go) Work(); }).Start(); _go = b;")]
    [InlineData("new Thread(() => { while (!_asked) Work(); }).Start();")]
    [InlineData("new Thread(() => { foreach (var n in _items.GetConsumingEnumerable()) Work(); }).Start(); _items.CompleteAdding();")]
    [InlineData("new Thread(() => { foreach (var n in _items.GetConsumingEnumerable(token)) Work(); }).Start();")]
    [InlineData("new Thread(() => { while (true) _socket.Receive(new byte[1]); }).Start(); if (b) _socket.Close();")]
    [InlineData("new Thread(() => { while (true) _socket.Receive(new byte[1]); }).Start(); if (b) _socket?.Dispose();")]
    [InlineData("new Thread(() => { var s = new System.Net.Sockets.Socket(default, default); _socket = s; while (true) s.Receive(new byte[1]); }).Start(); if (b) _socket.Close();")]
    [InlineData("new Thread(() => { try { while (true) Work(); } catch (ObjectDisposedException) { } }).Start();")]
    [InlineData("new Thread(() => { try { while (true) Work(); } catch (KeyNotFoundException) { } catch (Exception) { } }).Start();")]
    [InlineData("new Thread(() => { while (true) { if (_stop) return; Work(); } }).Start();")]
    [InlineData("new Thread(() => { while (true) { if (_stop) break; Work(); } }).Start();")]
    [InlineData("new Thread(() => { while (true) { var n = _items.Take(); Work(); } }).Start(); _items.CompleteAdding();")]
    [InlineData("new Thread(() => { while (true) { var n = _given.Take(); Work(); } }).Start();")]
    [InlineData("new Thread(() => { while (true) { token.ThrowIfCancellationRequested(); Work(); } }).Start();")]
    [InlineData("new Thread(Work).Start();")]
    [InlineData("new Thread(() => { while (!_quit.WaitOne(100)) Work(); }).Start(); _quit.Set();")]
    [InlineData("new Thread(() => { while (_quit.WaitOne()) Work(); }).Start(); Keep(_quit);")]
    public Task Accepts_threads_that_end(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Accepts_the_thread_that_is_the_program() => Verify.VerifyProgramAsync("""
        new Thread(() => { while (true) Thread.Sleep(1000); }).Start();
        """);

    [Fact]
    public Task Reports_a_program_that_goes_on() => Verify.VerifyProgramAsync("""
        [|new Thread(() => { while (true) Thread.Sleep(1000); }).Start()|];
        Console.ReadLine();
        """);

    [Fact]
    public Task Says_which_loop() => Verify.VerifyAsync("""
        class C
        {
            void M() => {|#0:{|#1:new Thread(Run)|}.Start()|};
            void Run()
            {
                {|#2:for (;;) Thread.Sleep(1);|}
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments(6));

    [Theory]
    [InlineData("[|new Thread(() => { Work(); Forever(); }).Start()|];")]
    [InlineData("[|new Thread(() => { while (!_stop) Work(); }).Start()|];")]
    [InlineData("_go = true; [|new Thread(() => { while (_go) Work(); }).Start()|];")]
    [InlineData("[|new Thread(() => { foreach (var n in _items.GetConsumingEnumerable()) Work(); }).Start()|];")]
    [InlineData("[|new Thread(() => { while (true) { var n = _items.Take(); Work(); } }).Start()|];")]
    [InlineData("[|new Thread(() => { while (true) _socket.Receive(new byte[1]); }).Start()|];")]
    [InlineData("[|new Thread(() => { while (!_quit.WaitOne(100)) Work(); }).Start()|];")]
    [InlineData("[|new Thread(() => { try { while (true) Work(); } catch (Exception) { } }).Start()|];")]
    [InlineData("[|new Thread(() => { try { while (true) Work(); } catch (ThreadAbortException) { } }).Start()|];")]
    public Task Reports_loops_whose_end_nobody_brings_about(string code) => Verify.VerifyAsync(Program(code));

    /// <summary>Of a partial type that stands alone, a tool may write the other part.</summary>
    [Fact]
    public Task Accepts_a_flag_of_which_not_everything_is_seen() => Verify.VerifyAsync("""
        partial class C
        {
            bool _stop;
            void M() { new Thread(() => { while (!_stop) Thread.Sleep(1); }).Start(); }
        }
        """);

    [Theory]
    [InlineData("for (;;) { try { _client.Receive(ref from); } catch (Exception e) { Console.WriteLine(e); } }", true)]
    [InlineData("for (;;) { try { _client.Receive(ref from); } catch (System.Net.Sockets.SocketException) { } catch (Exception e) { Console.WriteLine(e); } }", false)]
    [InlineData("for (;;) { try { _client.Receive(ref from); } catch (Exception e) { Console.WriteLine(e); return; } }", false)]
    [InlineData("for (;;) { _client.Receive(ref from); }", false)]
    public Task Knows_loops_that_swallow_what_ends_them(string loop, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly System.Net.Sockets.UdpClient _client = new(9);
            public void Start() { {{(isReported ? "[|new Thread(Run).Start()|]" : "new Thread(Run).Start()")}}; }
            public void Dispose() => _client.Close();
            void Run() { var from = new System.Net.IPEndPoint(0, 0); {{loop}} }
        }
        """);
}
