using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0501BackgroundThreadDoesFinishingWork>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0501BackgroundThreadDoesFinishingWorkTests
{
    /// <summary>What the thread does, in a method that the thread starts with.</summary>
    [Theory]
    [InlineData("File.WriteAllText(\"a\", \"b\");")]
    [InlineData("File.AppendAllText(\"a\", \"b\");")]
    [InlineData("File.Move(\"a\", \"b\");")]
    [InlineData("using var f = new StreamWriter(\"a\"); f.WriteLine(1);")]
    [InlineData("using (var f = File.Create(\"a\")) { f.Write(new byte[1], 0, 1); f.Flush(); }")]
    [InlineData("using var f = new FileStream(\"a\", FileMode.Create); Stream s = f; s.WriteByte(1);")]
    [InlineData("try { File.WriteAllText(\"a\", \"b\"); } finally { Console.WriteLine(); }")]
    [InlineData("foreach (var line in _lines) File.AppendAllText(\"a\", line);")]
    [InlineData("foreach (var line in _queue.GetConsumingEnumerable()) File.AppendAllText(\"a\", line);")]
    [InlineData("while (true) { File.AppendAllText(\"a\", _queue.Take()); }")]
    [InlineData("for (int i = 0; i < 10; i++) File.WriteAllText(\"a\" + i, \"b\");")]
    [InlineData("while (_queue.TryTake(out var line)) File.AppendAllText(\"a\", line);")]
    [InlineData("while (true) { lock (_waiting) { while (_waiting.Count == 0) Monitor.Wait(_waiting); File.AppendAllText(\"a\", _waiting.Dequeue()); } }")]
    [InlineData("while (!_stop) { while (_safe.TryDequeue(out var line)) File.AppendAllText(\"a\", line); Thread.Sleep(100); }")]
    [InlineData("for (;;) { string[] all; lock (_waiting) { while (_waiting.Count == 0) { if (_stop) return; Monitor.Wait(_waiting); } all = _waiting.ToArray(); _waiting.Clear(); } File.AppendAllLines(\"a\", all); }")]
    [InlineData("Save();")]
    [InlineData("_http.PostAsync(\"a\", null).Wait();")]
    [InlineData("_transaction.Commit();")]
    [InlineData("_command.ExecuteNonQuery();")]
    [InlineData("new System.Net.Mail.SmtpClient().Send(null);")]
    [InlineData("if (_lines.Length > 0) switch (_lines[0]) { case \"x\": File.Delete(\"a\"); break; default: File.WriteAllText(\"a\", \"b\"); break; }")]
    [InlineData("new System.Xml.XmlDocument().Save(\"a\");")]
    public Task Reports_work_that_must_finish(string work) => VerifyWorkAsync(work, "[|IsBackground = true|]");

    [Theory]
    [InlineData("Console.WriteLine(1);")]
    [InlineData("File.ReadAllText(\"a\");")]
    [InlineData("using var m = new MemoryStream(); m.WriteByte(1);")]
    [InlineData("using var w = new StringWriter(); w.WriteLine(1);")]
    [InlineData("Console.Error.WriteLine(1);")]
    [InlineData("Console.Out.Write(1);")]
    [InlineData("while (true) { File.WriteAllText(\"beat\", \"b\"); Thread.Sleep(1000); }")]
    [InlineData("while (!_stop) { File.WriteAllText(\"beat\", \"b\"); Thread.Sleep(1000); }")]
    [InlineData("while (!_ended.WaitOne(100)) File.WriteAllText(\"beat\", \"b\");")]
    [InlineData("while (true) { _http.PostAsync(\"a\", null).Wait(); }")]
    [InlineData("while (true) { Save(); Thread.Sleep(5); }")]
    [InlineData("while (true) { Console.WriteLine(_queue.Take()); }")]
    [InlineData("Compute();")]
    public Task Accepts_work_that_may_be_cut_off(string work) => VerifyWorkAsync(work, "IsBackground = true");

    private static Task VerifyWorkAsync(string work, string background) => Verify.VerifyAsync($$"""
        class C
        {
            readonly BlockingCollection<string> _queue = new(); readonly Queue<string> _waiting = new(); readonly ConcurrentQueue<string> _safe = new(); readonly string[] _lines = { }; volatile bool _stop;
            readonly HttpClient _http = new(); readonly ManualResetEvent _ended = new(false);
            System.Data.IDbTransaction _transaction; System.Data.Common.DbCommand _command;
            public void Start() { var t = new Thread(Work) { {{background}} }; t.Start(); }
            void Work() { {{work}} }
            void Save() => File.WriteAllText("a", "b");
            int Compute() => _lines.Length;
        }
        """);

    /// <summary>How the thread is made, and who waits.</summary>
    [Theory]
    [InlineData("var t = new Thread(Save) { [|IsBackground = true|] }; t.Start();")]
    [InlineData("new Thread(Save) { Name = \"x\", [|IsBackground = true|] }.Start();")]
    [InlineData("var t = new Thread(Save); [|t.IsBackground = true|]; t.Start();")]
    [InlineData("var t = new Thread(() => Save()); [|t.IsBackground = true|]; t.Start();")]
    [InlineData("var t = new Thread(() => { File.WriteAllText(\"a\", \"b\"); }) { [|IsBackground = true|] }; t.Start();")]
    [InlineData("var t = new Thread(delegate() { Save(); }) { [|IsBackground = true|] }; t.Start();")]
    [InlineData("var t = new Thread(SaveTo) { [|IsBackground = true|] }; t.Start(\"a\");")]
    [InlineData("void Local() => Save(); var t = new Thread(Local) { [|IsBackground = true|] }; t.Start();")]
    [InlineData("_thread = new Thread(Save); [|_thread.IsBackground = true|]; _thread.Start();")]
    [InlineData("for (int i = 0; i < 3; i++) { var t = new Thread(Save) { [|IsBackground = true|] }; t.Start(); }")]
    [InlineData("ThreadStart work = Save; var t = new Thread(work) { [|IsBackground = true|] }; t.Start();")]
    [InlineData("var t = new Thread(Save) { [|IsBackground = true|] }; t.Start(); var u = new Thread(Other); u.Start(); u.Join();")]
    [InlineData("if (_flag) { var t = new Thread(Save); [|t.IsBackground = true|]; t.Start(); }")]
    public Task Reports_threads_that_nobody_joins(string start) => VerifyStartAsync(start);

    [Theory]
    [InlineData("var t = new Thread(Save); t.Start();")]
    [InlineData("var t = new Thread(Save) { IsBackground = false }; t.Start();")]
    [InlineData("var t = new Thread(Save) { IsBackground = _flag }; t.Start();")]
    [InlineData("var t = new Thread(Other) { IsBackground = true }; t.Start();")]
    [InlineData("var t = new Thread(Save) { IsBackground = true }; t.Start(); t.Join();")]
    [InlineData("var t = new Thread(Save) { IsBackground = true }; t.Start(); if (!t.Join(1000)) Console.WriteLine();")]
    [InlineData("var t = new Thread(Save) { IsBackground = true }; t.Start(); try { Other(); } finally { t.Join(); }")]
    [InlineData("var ts = new List<Thread>(); for (int i = 0; i < 3; i++) { var t = new Thread(Save) { IsBackground = true }; ts.Add(t); t.Start(); } foreach (var t in ts) t.Join();")]
    [InlineData("var ts = new Thread[2]; ts[0] = new Thread(Save) { IsBackground = true }; ts[0].Start(); ts[0].Join();")]
    [InlineData("Register(new Thread(Save) { IsBackground = true });")]
    [InlineData("Shared = new Thread(Save) { IsBackground = true }; Shared.Start();")]
    [InlineData("_joined = new Thread(Save) { IsBackground = true }; _joined.Start();")]
    [InlineData("var done = new ManualResetEventSlim(); var t = new Thread(() => { Save(); done.Set(); }) { IsBackground = true }; t.Start(); done.Wait();")]
    [InlineData("var done = new TaskCompletionSource(); var t = new Thread(() => { Save(); done.SetResult(); }) { IsBackground = true }; t.Start(); done.Task.Wait();")]
    [InlineData("var left = new CountdownEvent(1); var t = new Thread(() => { Save(); left.Signal(); }) { IsBackground = true }; t.Start(); left.Wait();")]
    [InlineData("Task.Run(Save).Wait();")]
    public Task Accepts_threads_that_somebody_waits_for(string start) => VerifyStartAsync(start);

    private static Task VerifyStartAsync(string start) => Verify.VerifyAsync($$"""
        class C
        {
            Thread _thread, _joined; bool _flag; public Thread Shared;
            public void Start() { {{start}} }
            public void Stop() => _joined?.Join();
            void Save() => File.WriteAllText("a", "b");
            void SaveTo(object path) => File.WriteAllText((string)path, "b");
            void Other() { }
            void Register(Thread thread) => thread.Start();
        }
        """);

    [Fact]
    public Task Reports_in_nested_types_and_records() => Verify.VerifyAsync("""
        record Export(string Path)
        {
            public void Start() { var t = new Thread(Save) { [|IsBackground = true|] }; t.Start(); }
            void Save() => File.WriteAllText(Path, "b");
        }
        class Outer
        {
            class Inner
            {
                public void Start() { var t = new Thread(Save) { [|IsBackground = true|] }; t.Start(); }
                static void Save() => File.WriteAllText("a", "b");
            }
        }
        """);

    [Fact]
    public Task Reports_the_console_in_a_program() => Verify.VerifyAsync("""
        static class Program
        {
            static void Main()
            {
                var t = new Thread(() => { for (int i = 0; i < 10; i++) Console.WriteLine(i); }) { [|IsBackground = true|] };
                t.Start();
            }
        }
        """);

    [Fact]
    public Task Reports_top_level_statements() => Verify.VerifyProgramAsync("""
        var t = new Thread(() => File.WriteAllText("a", "b"));
        [|t.IsBackground = true|];
        t.Start();
        """);

    [Fact]
    public Task Accepts_a_type_that_handles_the_end_of_the_process() => Verify.VerifyAsync("""
        class Log
        {
            readonly Thread _writer;
            public Log()
            {
                _writer = new Thread(Write) { IsBackground = true };
                _writer.Start();
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush();
            }
            void Flush() { }
            void Write() => File.AppendAllText("log", "x");
        }
        """);

    [Fact]
    public Task Accepts_a_thread_that_is_returned() => Verify.VerifyAsync("""
        class Workers
        {
            public static Thread Begin() { var t = new Thread(() => File.WriteAllText("a", "b")) { IsBackground = true }; t.Start(); return t; }
        }
        """);

    [Fact]
    public Task Says_which_call_is_cut_off() => Verify.VerifyAsync("""
        class C
        {
            void Start()
            {
                var t = {|#2:new Thread(Save) { {|#0:IsBackground = true|} }|};
                t.Start();
            }
            void Save() => {|#1:File.WriteAllText("a", "b")|};
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("File.WriteAllText(\"a\", \"b\")", 8));

    [CSharpFact(12)]
    public Task Reports_a_method_of_another_type() => Verify.VerifyAsync("""
        class Store { public void Save() => File.WriteAllText("a", "b"); }
        class C(Store store)
        {
            void Start() { var t = new Thread(store.Save) { [|IsBackground = true|] }; t.Start(); }
        }
        """);

    [Fact]
    public Task Reports_a_signal_that_says_started() => Verify.VerifyAsync("""
        class C
        {
            readonly ManualResetEventSlim _started = new();
            void Start() { var t = new Thread(Run) { [|IsBackground = true|] }; t.Start(); _started.Wait(); }
            void Run() { _started.Set(); File.WriteAllText("a", "b"); }
        }
        class D
        {
            readonly ManualResetEventSlim _started = new();
            void Start() { var t = new Thread(Run) { [|IsBackground = true|] }; t.Start(); _started.Wait(); }
            void Run() { _started.Set(); Save(); }
            void Save() => File.WriteAllText("a", "b");
        }
        """);

    /// <summary>Where the thread does it again and again, a signal between two rounds is taken for an end.</summary>
    [Fact]
    public Task KnownMiss_a_signal_before_the_work_of_a_loop() => Verify.VerifyAsync("""
        class C
        {
            readonly AutoResetEvent _next = new(false); readonly string[] _lines = { };
            void Start() { var t = new Thread(Run) { IsBackground = true }; t.Start(); _next.WaitOne(); }
            void Run() { foreach (var line in _lines) { _next.Set(); File.AppendAllText("a", line); } }
        }
        """);

    [Theory]
    [InlineData("_thread.Join(_options.Timeout);")]
    [InlineData("_thread?.Join(_options.Timeout);")]
    [InlineData("if (!_thread.Join(_options.Timeout)) Log.Warn(1);")]
    public Task Accepts_a_join_in_a_file_alone(string join) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly Options _options; readonly Thread _thread;
            C() { _thread = new Thread(() => File.WriteAllText("a", "b")) { IsBackground = true }; _thread.Start(); }
            public void Dispose() { {{join}} }
        }
        """);

    [Fact]
    public Task Reports_in_a_file_alone() => Verify.VerifyAloneAsync("""
        class Exporter
        {
            readonly ReportStore _store;
            public void Start() { var t = new Thread(Export); [|t.IsBackground = true|]; t.Start(); }
            void Export() { using (var w = new StreamWriter("a")) foreach (var r in _store.All()) w.WriteLine(r.Title); }
        }
        """);

    [Fact]
    public Task Accepts_a_thread_that_answers_a_client_byte_by_byte() => Verify.VerifyAsync("""
        class C
        {
            void M(System.Net.Sockets.TcpClient client) => new Thread(() => { var s = client.GetStream(); int b; while ((b = s.ReadByte()) >= 0) s.WriteByte((byte)b); }) { IsBackground = true }.Start();
        }
        """);

    [Theory]
    [InlineData("void Start() { new Thread(() => { foreach (var frame in _frames.GetConsumingEnumerable()) _socket.Send(frame); }) { IsBackground = true }.Start(); }")]
    [InlineData("void Serve(System.Net.Sockets.TcpListener listener) { while (true) { var client = listener.AcceptTcpClient(); new Thread(() => client.GetStream().WriteByte(1)) { IsBackground = true }.Start(); } }")]
    public Task Accepts_a_service_for_connections(string member) => Verify.VerifyAsync("class C { readonly BlockingCollection<byte[]> _frames = new(); readonly System.Net.Sockets.Socket _socket; " + member + " }");

    [Theory]
    [InlineData("void Bye() { new Thread(() => _socket.Send(new byte[1])) { [|IsBackground = true|] }.Start(); }")]
    [InlineData("void Start() { new Thread(() => { foreach (var text in _texts.GetConsumingEnumerable()) File.WriteAllText(text, text); }) { [|IsBackground = true|] }.Start(); }")]
    public Task Reports_what_is_sent_once_or_stored(string member) => Verify.VerifyAsync("class C { readonly BlockingCollection<string> _texts = new(); readonly System.Net.Sockets.Socket _socket; " + member + " }");

    [Theory]
    [InlineData("() => Book.Export(lines)")]
    [InlineData("() => { Console.Error.WriteLine(); Book.Export(lines); }")]
    [InlineData("() => new Book().Save(lines)")]
    [InlineData("() => store.Save(lines)")]
    public Task Reports_work_that_another_type_does(string work) => Verify.VerifyAsync(OfAnotherType($"var t = new Thread({work}) {{ [|IsBackground = true|] }}; t.Start();"));

    [Theory]
    [InlineData("var t = new Thread(() => Book.Export(lines)) { IsBackground = true }; t.Start(); t.Join();")]
    [InlineData("var t = new Thread(() => Book.Count(lines)) { IsBackground = true }; t.Start();")]
    [InlineData("var t = new Thread(() => { while (true) { Book.Export(lines); Thread.Sleep(1000); } }) { IsBackground = true }; t.Start();")]
    [InlineData("var t = new Thread(() => new Book().Print(lines)) { IsBackground = true }; t.Start();")]
    public Task Accepts_what_another_type_may_do(string code) => Verify.VerifyAsync(OfAnotherType(code));

    [Fact]
    public Task Reports_work_that_a_method_is_given_to_start() => Verify.VerifyAsync("""
        class Journal
        {
            readonly BlockingCollection<string> _lines = new();
            Journal() => StartDaemon("journal", Write);
            void Write() { foreach (var line in _lines.GetConsumingEnumerable()) File.AppendAllText("j", line); }
            static void StartDaemon(string name, ThreadStart work)
            {
                var thread = new Thread(work) { Name = name, [|IsBackground = true|] };
                thread.Start();
            }
        }
        """);

    [Fact]
    public Task Accepts_a_method_that_starts_different_work() => Verify.VerifyAsync("""
        class Journal
        {
            readonly BlockingCollection<string> _lines = new();
            Journal() { StartDaemon("journal", Write); StartDaemon("watch", () => { while (true) Thread.Sleep(5); }); }
            void Write() { foreach (var line in _lines.GetConsumingEnumerable()) File.AppendAllText("j", line); }
            static void StartDaemon(string name, ThreadStart work)
            {
                var thread = new Thread(work) { Name = name, IsBackground = true };
                thread.Start();
            }
        }
        """);

    private static string OfAnotherType(string code) => $$"""
        class Book
        {
            public static void Export(string[] lines) => File.WriteAllLines("x", lines);
            public static int Count(string[] lines) => lines.Length;
            public void Save(string[] lines) { foreach (var line in lines) File.AppendAllText("x", line); }
            public virtual void Print(string[] lines) => File.WriteAllLines("x", lines);
        }
        class C { readonly Book store = new(); void M(string[] lines) { {{code}} } }
        """;
}
