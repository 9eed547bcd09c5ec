using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0601BlockingCallInAsyncCode>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0601BlockingCallInAsyncCodeTests
{
    private static Task VerifyBodyAsync(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly SemaphoreSlim _gate = new(1); readonly object _lock = new(); Task<int> _task; int _n;
            readonly ManualResetEventSlim _slim = new(); readonly ManualResetEvent _event = new(false); readonly Thread _thread;
            readonly BlockingCollection<int> _queue = new(); readonly CountdownEvent _count = new(1);
            async Task<int> RunAsync(string path, Stream stream, Task task, Task<int> number, List<Task<int>> many, CancellationToken token)
            {
                await Task.Yield();
                {{body}}
                return 0;
            }
            static Task<int> OneAsync() => Task.FromResult(1);
            static ValueTask<int> TwoAsync() => new(2);
            int Load() => 1;
            Task<int> LoadAsync(CancellationToken token = default) => Task.FromResult(1);
            static readonly Task<int> s_one = Task.FromResult(1); private Task<int> _last; static bool Is(Task task) => task.IsCompleted; static Task<int> CoreAsync(bool async) => null;
            T Any<T>(T[] of) => default;
            Task<T> AnyAsync<T>(T[] of, CancellationToken token = default) => null;
            List<T> Page<T>(Func<T> of) => null;
            Task<List<T>> PageAsync<T>(Func<T> of) => null;
            List<T> Rest<T>() => null;
            Task<T> RestAsync<T>() => null;
            int Old() => 1;
            [Obsolete] Task<int> OldAsync() => Task.FromResult(1);
            int Other(int x) => x;
            Task<string> OtherAsync(int x) => null;
            void Ref(ref int x) { }
            Task RefAsync(ref int x) => null;
        }
        """);

    [Theory]
    [InlineData("var x = [|Any(new[] { 1 })|];")]
    [InlineData("var x = [|Page(() => \"\")|].Count;")]
    [InlineData("_n = [|CoreAsync(async: true).Result|];")]
    [InlineData("System.Net.Sockets.Socket s = null; _n = [|s.Receive(new byte[1])|];")]
    [InlineData("using var r = new StreamReader(stream); [|r.ReadToEnd()|];")]
    [InlineData("[|task.Wait()|];")]
    [InlineData("[|task.Wait(100)|];")]
    [InlineData("[|task.Wait(token)|];")]
    [InlineData("var x = [|number.Result|];")]
    [InlineData("var x = [|OneAsync().Result|] + 1;")]
    [InlineData("var x = [|TwoAsync().Result|];")]
    [InlineData("var x = [|_task.Result|].ToString();")]
    [InlineData("[|task.GetAwaiter().GetResult()|];")]
    [InlineData("[|task.ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    [InlineData("var x = [|TwoAsync().GetAwaiter().GetResult()|];")]
    [InlineData("[|Task.WaitAll(task, number)|];")]
    [InlineData("[|Task.WaitAny(task, number)|];")]
    [InlineData("[|Thread.Sleep(10)|];")]
    [InlineData("[|Thread.Sleep(TimeSpan.FromSeconds(1))|];")]
    [InlineData("[|_gate.Wait()|];")]
    [InlineData("[|_gate.Wait(token)|]; try { } finally { _gate.Release(); }")]
    [InlineData("if (![|_gate.Wait(100)|]) return 1;")]
    [InlineData("[|_slim.Wait()|];")]
    [InlineData("[|_event.WaitOne()|];")]
    [InlineData("[|_thread.Join()|];")]
    [InlineData("[|_count.Wait()|];")]
    [InlineData("var x = [|_queue.Take()|];")]
    [InlineData("foreach (var x in [|_queue.GetConsumingEnumerable()|]) Console.WriteLine(x);")]
    [InlineData("var x = [|File.ReadAllText(path)|];")]
    [InlineData("[|new System.Net.Mail.SmtpClient(path).Send(new System.Net.Mail.MailMessage())|];")]
    [InlineData("var x = [|new System.Net.NetworkInformation.Ping().Send(path)|];")]
    [InlineData("[|File.WriteAllText(path, \"x\")|];")]
    [InlineData("[|stream.CopyTo(stream)|];")]
    [InlineData("var n = [|stream.Read(new byte[1], 0, 1)|];")]
    [InlineData("[|stream.Flush()|];")]
    [InlineData("using var r = new StreamReader(path); var x = [|r.ReadToEnd()|];")]
    [InlineData("string x; using var r = new StreamReader(path); while ((x = [|r.ReadLine()|]) != null) Console.WriteLine(x);")]
    [InlineData("var x = [|Load()|];")]
    [InlineData("var x = [|this.Load()|];")]
    [InlineData("try { [|task.Wait()|]; } catch (AggregateException) { }")]
    [InlineData("try { } finally { [|Thread.Sleep(1)|]; }")]
    [InlineData("using var p = System.Diagnostics.Process.Start(path); [|p.WaitForExit()|]; if (![|p.WaitForExit(1000)|]) p.Kill();")]
    [InlineData("var sum = many.Select(t => [|t.Result|]).Sum();")]
    [InlineData("many.ForEach(t => [|t.Wait()|]);")]
    [InlineData("foreach (var t in many) _n += [|t.Result|];")]
    [InlineData("async Task Inner() { await Task.Yield(); [|Thread.Sleep(1)|]; } await Inner();")]
    [InlineData("Func<Task> f = async () => { await Task.Yield(); [|task.Wait()|]; }; await f();")]
    [InlineData("await Task.Run(async () => { await Task.Yield(); return [|number.Result|]; });")]
    [InlineData("var x = path switch { \"a\" => [|number.Result|], _ => 0 };")]
    [InlineData("var x = path == null ? 0 : [|number.Result|];")]
    [InlineData("_n += [|number.Result|];")]
    [InlineData("var x = $\"{[|number.Result|]}\";")]
    [InlineData("await Task.WhenAll(task); var x = [|number.Result|];")]
    [InlineData("var other = OneAsync(); await Task.WhenAny(number, other); var x = [|number.Result|];")]
    [InlineData("await Task.WhenAny(number, task).ConfigureAwait(false); var x = [|number.Result|];")]
    [InlineData("var x = [|(await Task.Factory.StartNew(() => OneAsync())).Result|];")]
    [InlineData("while (true) { if ([|number.Result|] > 0) break; await Task.Delay(1); }")]
    [InlineData("var first = OneAsync(); var second = OneAsync(); await first; var x = [|second.Result|];")]
    public Task Reports_what_blocks(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("await task; task.Wait();")]
    [InlineData("await number; var x = number.Result;")]
    [InlineData("await number.ConfigureAwait(false); var x = number.Result;")]
    [InlineData("await Task.WhenAll(task, number); var x = number.Result;")]
    [InlineData("await Task.WhenAll(many); var sum = many.Sum(t => t.Result);")]
    [InlineData("await Task.WhenAll(many); foreach (var t in many) _n += t.Result;")]
    [InlineData("await Task.WhenAll(many); _n = many[0].Result;")]
    [InlineData("var all = many.ToArray(); await Task.WhenAll(all); _n = all[0].Result;")]
    [InlineData("var done = await Task.WhenAny(many); _n = done.Result;")]
    [InlineData("var t = await Task.WhenAny(number, OneAsync()); _n = t.Result;")]
    [InlineData("_n = (await Task.WhenAny(number, OneAsync())).Result;")]
    [InlineData("await Task.WhenAny(number); _n = number.Result;")]
    [InlineData("many.ForEach(t => t.RunSynchronously()); _n = many.Sum(u => u.Result);")]
    [InlineData("await Task.WhenAny(number, task); if (number.IsCompleted) _n = number.Result;")]
    [InlineData("if (await Task.WhenAny(number, task) == number) _n = number.Result;")]
    [InlineData("_n = (await Task.WhenAny(many).ConfigureAwait(false)).Result;")]
    [InlineData("do { many.Add(OneAsync()); } while ((await Task.WhenAny(many.ToArray()).ConfigureAwait(false)).GetAwaiter().GetResult() > 0);")]
    [InlineData("if (number.IsCompleted) return number.Result;")]
    [InlineData("await task; if (task is Task<int> known) return known.Result;")]
    [InlineData("await task; switch (task) { case Task<int> known: return known.Result; }")]
    [InlineData("await task; return task switch { Task<int> known => known.Result, _ => 0 };")]
    [InlineData("if (number.IsCompletedSuccessfully) { return number.Result; }")]
    [InlineData("if (number is { IsCompleted: true }) { return number.Result; }")]
    [InlineData("return number switch { { IsCompletedSuccessfully: true } => number.Result, { IsFaulted: true } => 1, _ => 0 };")]
    [InlineData("switch (number) { case { IsCompleted: true }: return number.Result; default: return 1; }")]
    [InlineData("if (task is Task<int> { IsCompleted: true } known) return known.Result;")]
    [InlineData("if (number is not { Status: TaskStatus.RanToCompletion }) return 1; return number.Result;")]
    [InlineData("if (number.Status == TaskStatus.RanToCompletion) return number.Result;")]
    [InlineData("var x = number.IsCompletedSuccessfully ? number.Result : await number;")]
    [InlineData("if (!number.IsCompleted) await number; _n = number.Result;")]
    [InlineData("var x = Task.FromResult(1).Result;")]
    [InlineData("var t = Task.FromResult(1); _n = t.Result;")]
    [InlineData("Task.CompletedTask.Wait();")]
    [InlineData("await number.ContinueWith(t => t.Result + 1);")]
    [InlineData("Func<Task<int>, Task<int>> same = t => Task.FromResult(t.Result); await same(number);")]
    [InlineData("await number.ContinueWith(t => { _n = t.Result; }, TaskScheduler.Default);")]
    [InlineData("if (!_gate.Wait(0)) return 1;")]
    [InlineData("if (!_gate.Wait(TimeSpan.Zero)) return 1;")]
    [InlineData("if (_event.WaitOne(0)) return 1;")]
    [InlineData("if (System.Diagnostics.Process.GetProcessById(1).WaitForExit(0)) return 1;")]
    [InlineData("if (task.Wait(0)) return 1;")]
    [InlineData("lock (_lock) { _n = number.Result; }")]
    [InlineData("lock (_lock) { Thread.Sleep(1); }")]
    [InlineData("lock (_lock) { _n++; _n = Load(); Console.WriteLine(_n); Action a = () => stream.Flush(); }")]
    [InlineData("var m = new MemoryStream(); m.WriteByte(1); m.Write(new byte[1], 0, 1); m.Flush(); m.CopyTo(m);")]
    [InlineData("var r = new StringReader(path); _ = r.ReadLine(); var w = new StringWriter(); w.Write(1); w.Flush();")]
    [InlineData("Console.WriteLine(1); Console.Out.WriteLine(1); Console.Error.Flush();")]
    [InlineData("Stream s = new MemoryStream(); s.Flush(); s.CopyTo(new MemoryStream());")]
    [InlineData("var m = new MemoryStream(); using var r = new StreamReader(m); r.ReadToEnd();")]
    [InlineData("using var m = new MemoryStream(); using (var z = new System.IO.Compression.GZipStream(m, System.IO.Compression.CompressionLevel.Fastest)) { z.Write(new byte[1], 0, 1); }")]
    [InlineData("new StreamReader(new MemoryStream()).ReadToEnd();")]
    [InlineData("Stream.Null.Flush(); TextWriter.Null.Write(1); var s = Stream.Null; s.Read(new byte[1], 0, 1);")]
    [InlineData("using var m = new MemoryStream(); using (var z = new System.IO.Compression.GZipStream(m, System.IO.Compression.CompressionLevel.Fastest)) System.Text.Json.JsonSerializer.Serialize(z, 1);")]
    [InlineData("using var z = new System.IO.Compression.ZipArchive(new MemoryStream()); z.CreateEntry(\"a\").Open();")]
    [InlineData("_n = s_one.Result;")]
    [InlineData("if (Is(number)) _n = number.Result;")]
    [InlineData("_n = _last.Result; _last = Task.FromResult(1);")]
    [InlineData("_n = CoreAsync(async: false).GetAwaiter().GetResult();")]
    [InlineData("_n = CoreAsync(async: false).Result;")]
    [InlineData("_n = Old();")]
    [InlineData("var x = Rest<int>();")]
    [InlineData("_n = Other(1);")]
    [InlineData("Ref(ref _n);")]
    [InlineData("await stream.ReadAsync(new byte[1]); await File.ReadAllTextAsync(path); await Task.Delay(1); await _gate.WaitAsync();")]
    [InlineData("using (stream) { } stream.Dispose(); stream.Close();")]
    [InlineData("await Task.Run(() => Thread.Sleep(10));")]
    [InlineData("await Task.Run(() => { _gate.Wait(); File.ReadAllText(path); });")]
    [InlineData("new Thread(() => task.Wait()).Start();")]
    [InlineData("var work = new List<Action>(); work.Add(() => task.Wait());")]
    [InlineData("Action a = () => number.Wait(); Func<int> f = () => number.Result;")]
    [InlineData("void Local() { task.Wait(); }")]
    [InlineData("System.Linq.Expressions.Expression<Func<int>> e = () => number.Result;")]
    [InlineData("var name = nameof(number.Result);")]
    [InlineData("var cts = new CancellationTokenSource(); cts.Cancel();")]
    [InlineData("var x = new Lazy<int>(() => number.Result);")]
    public Task Accepts_what_does_not_block_here(string body) => VerifyBodyAsync(body);

    [CSharpFact(12)]
    public Task Reports_every_kind_of_asynchronous_function() => Verify.VerifyAsync("""
        class C(Task<int> task)
        {
            async void Handle(object sender, EventArgs e) { await Task.Yield(); [|Thread.Sleep(1)|]; }
            async ValueTask<int> ValueAsync() { await Task.Yield(); return [|task.Result|]; }
            async IAsyncEnumerable<int> ItemsAsync() { await Task.Yield(); yield return [|task.Result|]; }
            async Task<int> ExpressionAsync() => await Task.FromResult([|task.Result|]);
            Task<int> ForwardAsync() => Task.FromResult([|task.Result|]);
            static async Task<T> GenericAsync<T>(Task<T> t) { await Task.Yield(); return [|t.Result|]; }
            static async Task Main() { await Task.Yield(); [|Task.Delay(1).Wait()|]; new Thread(() => { }).Join(); }
        }
        struct S { public async Task RunAsync() { await Task.Yield(); [|Thread.Sleep(1)|]; } }
        record R(Task<int> Task) { public async Task<int> GetAsync() { await System.Threading.Tasks.Task.Yield(); return [|Task.Result|]; } }
        class G<T> { class Nested { async Task<T> GetAsync(Task<T> t) { await Task.Yield(); return [|t.Result|]; } } }
        interface I { async Task RunAsync() { await Task.Yield(); [|Thread.Sleep(1)|]; } }
        """);

    [CSharpFact(12)]
    public Task Accepts_synchronous_code() => Verify.VerifyAsync("""
        class C(Task<int> task)
        {
            readonly int _at = task.Result;
            int Value => task.Result;
            int Get() { Thread.Sleep(1); task.Wait(); return task.Result; }
            static void Main() { Task.Delay(1).Wait(); }
            public IEnumerable<int> Items() { yield return task.Result; }
        }
        """);

    [Fact]
    public Task Accepts_a_task_returning_method_that_works_synchronously() => Verify.VerifyAsync("""
        class Store : IStore
        {
            public Task<string> ReadAsync(string path) => Task.FromResult(File.ReadAllText(path));
            public Task SaveAsync(string path, string text) { File.WriteAllText(path, text); return Task.CompletedTask; }
        }
        interface IStore { Task<string> ReadAsync(string path); Task SaveAsync(string path, string text); }
        """);

    [Fact]
    public Task Accepts_what_a_compiler_knows_of_a_program() => Verify.VerifyAsync("""
        namespace Microsoft.CodeAnalysis
        {
            public class Solution { public string GetDocument(int id) => ""; public ValueTask<string> GetDocumentAsync(int id, CancellationToken token = default) => default; }
        }
        class C
        {
            public async Task<string> FixAsync(Microsoft.CodeAnalysis.Solution solution) { await Task.Yield(); return solution.GetDocument(1); }
        }
        """);

    [Fact]
    public Task Accepts_the_twin_itself_and_its_overrides() => Verify.VerifyAsync("""
        class Buffer : Stream
        {
            public override Task<int> ReadAsync(byte[] b, int o, int c, CancellationToken t) => Task.FromResult(Read(b, o, c));
            public override async Task FlushAsync(CancellationToken t) { await Task.Yield(); Flush(); }
            public override void Flush() { }
            public override int Read(byte[] b, int o, int c) => 0;
            public override long Seek(long o, SeekOrigin s) => 0;
            public override void SetLength(long v) { }
            public override void Write(byte[] b, int o, int c) { }
            public override bool CanRead => true; public override bool CanSeek => true; public override bool CanWrite => true;
            public override long Length => 0; public override long Position { get; set; }
        }
        """);

    [Fact]
    public Task Finds_the_twin_in_interfaces_that_are_extended_and_in_constraints() => Verify.VerifyAsync("""
        interface IStore { int Load(); Task<int> LoadAsync(); }
        interface IKeptStore : IStore, IDisposable { void Save(); }
        interface ISaver { Task SaveAsync(); }
        class C<T, U> where T : IKeptStore where U : T
        {
            async Task M(IKeptStore store, T given, U other)
            {
                await Task.Yield();
                int n = [|store.Load()|] + [|given.Load()|];
                store.Save();
                other.Save();
            }
        }
        """);

    [Fact]
    public Task Reports_queries_and_databases() => Verify.VerifyAsync("""
        class DbContext { public int SaveChanges() => 0; public Task<int> SaveChangesAsync(CancellationToken token = default) => null; public void Add(object x) { } public ValueTask AddAsync(object x) => default; }
        static class QueryExtensions
        {
            public static Task<List<T>> ToListAsync<T>(this IQueryable<T> source, CancellationToken token = default) => null;
            public static Task<T> FirstAsync<T>(this IQueryable<T> source, CancellationToken token = default) => null;
            public static void Send(this HttpClient client, string text) { }
            public static Task SendAsync(this HttpClient client, string text) => null;
        }
        class C
        {
            async Task M(DbContext context, IQueryable<int> query, List<int> list, HttpClient client)
            {
                await Task.Yield();
                [|context.SaveChanges()|];
                context.Add(1);
                var a = [|query.ToList()|];
                var b = [|query.Where(x => x > 1).First()|];
                var c = list.Where(x => x > 1).ToList();
                [|client.Send("x")|];
            }
        }
        """);

    [Fact]
    public Task Accepts_a_program_that_uses_files_synchronously() => Verify.VerifyProgramAsync("""
        var text = File.ReadAllText("a");
        await Task.Delay(1);
        """);

    [Theory]
    [InlineData("task.Wait()", "await the task instead")]
    [InlineData("task.GetAwaiter().GetResult()", "await the task instead")]
    [InlineData("Thread.Sleep(1)", "await Task.Delay instead")]
    [InlineData("Task.WaitAll(task)", "await Task.WhenAll instead")]
    [InlineData("Task.WaitAny(task)", "await Task.WhenAny instead")]
    [InlineData("gate.Wait()", "await 'WaitAsync' instead")]
    [InlineData("new ManualResetEvent(false).WaitOne()", "wait for it asynchronously")]
    public Task Says_how_to_wait(string call, string advice) => Verify.VerifyAsync($$"""
        class C
        {
            async Task RunAsync(Task task, SemaphoreSlim gate) { await Task.Yield(); {|#0:{{call}}|}; }
        }
        """, Verify.Finding().WithLocation(0).WithArguments(call, advice));

    [Theory]
    [InlineData("void Save() { if (_n > 1) _n = 1; _items.Add(_n); _text.Append('x'); }")]
    [InlineData("void Save() => Sort(); void Sort() { _items.Sort((a, b) => b - a); _items = _items.Where(i => i > 0).Select(Same).ToList(); } static int Same(int i) => i;")]
    [InlineData("void Save() { if (_n < 3) { _n++; Save(); } }")]
    [InlineData("void Save() => Interlocked.Exchange(ref _n, Math.Max(_n, 1));")]
    public Task Accepts_methods_of_the_program_that_wait_for_nothing(string method) => Verify.VerifyAsync(Saver(method, "Save()"));

    [Theory]
    [InlineData("void Save() { }")] // what will be written there nobody knows
    [InlineData("void Save() => throw new NotImplementedException();")]
    [InlineData("void Save() => File.WriteAllText(\"a\", \"b\");")]
    [InlineData("void Save() { _n++; Write(); } void Write() => File.WriteAllText(\"a\", \"b\");")]
    [InlineData("void Save() { _n++; _store.Put(_n); }")]
    [InlineData("protected virtual void Save() { _n++; }")]
    [InlineData("void Save() { _n++; _saved(); }")]
    [InlineData("void Save() { lock (_items) _n++; }")]
    [InlineData("void Save() { using var c = new System.Net.Http.HttpClient(); _n++; }")]
    [InlineData("void Save() { _n = _rows.Where(r => r > 0).ToList().Count; }")]
    [InlineData("void Save() { Thread.Sleep(100); _n++; }")]
    [InlineData("void Save() { A(); } void A() { B(); } void B() { D(); } void D() { E(); } void E() { _n++; }")] // too deep to look
    public Task Reports_methods_of_the_program_that_may_wait(string method) => Verify.VerifyAsync(Saver(method, "[|Save()|]"));

    private static string Saver(string method, string call) => $$"""
        interface IStore { void Put(int n); }
        class C
        {
            List<int> _items = new(); readonly System.Text.StringBuilder _text = new(); readonly IStore _store; readonly Action _saved; readonly IQueryable<int> _rows; int _n;
            {{method}}
            async Task SaveAsync() { await Task.Yield(); Save(); }
            async Task RunAsync() { await Task.Yield(); {{call}}; }
        }
        """;

    [Theory]
    [InlineData("void Save() { _later.Add(c => c.SaveAsync()); }")]
    [InlineData("void Save() { if (_n > 0) _ = SaveAsync(); }")]
    [InlineData("Task _saving; void Save() => _saving = SaveAsync();")]
    public Task Accepts_methods_that_only_start_their_twin(string method) => Verify.VerifyAsync(Starter(method, "Save()"));

    [Theory]
    [InlineData("void Save() { SaveAsync().Wait(); }")]
    [InlineData("void Save() { var saving = SaveAsync(); saving.GetAwaiter().GetResult(); }")]
    public Task Reports_methods_that_block_on_their_twin(string method) => Verify.VerifyAsync(Starter(method, "[|Save()|]"));

    [Theory]
    [InlineData("void Save() => File.WriteAllText(\"a\", \"b\"); Task SaveAsync() { Save(); return Task.CompletedTask; }", true)]
    [InlineData("int Save() => File.ReadAllLines(\"a\").Length; Task<int> SaveAsync() => Task.FromResult(Save());", true)]
    [InlineData("void Save() => File.WriteAllText(\"a\", \"b\"); Task SaveAsync() => Task.Run(() => Save());", false)]
    [InlineData("void Save() => File.WriteAllText(\"a\", \"b\"); async Task SaveAsync() { await Task.Yield(); Save(); }", false)]
    public Task Accepts_methods_whose_twin_only_wraps_them(string members, bool isWrapped) =>
        Verify.VerifyAsync($"class C {{ {members} async Task RunAsync() {{ await Task.Yield(); {(isWrapped ? "Save()" : "[|Save()|]")}; }} }}");

    private static string Starter(string method, string call) => $$"""
        class C
        {
            readonly List<Func<C, Task>> _later = new(); int _n;
            {{method}}
            async Task SaveAsync() { await Task.Yield(); }
            async Task RunAsync() { await Task.Yield(); {{call}}; }
        }
        """;

    [Theory]
    [InlineData("if (mode == Mode.Asynchronous) await Task.Yield(); else Thread.Sleep(1);")]
    [InlineData("if (mode != Mode.Synchronous) await Task.Yield(); else Thread.Sleep(1);")]
    [InlineData("if (mode is Mode.Synchronous) { Thread.Sleep(1); return; } await Task.Yield();")]
    [InlineData("await Task.Yield(); ReadAsync(Mode.Synchronous).Wait();")]
    [InlineData("if (IsSynchronous) Thread.Sleep(1); else await Task.Yield();")]
    [InlineData("if (mode == Mode.Asynchronous) [|Thread.Sleep(1)|]; else await Task.Yield();")]
    [InlineData("await Task.Yield(); [|ReadAsync(Mode.Asynchronous).Wait()|];")]
    [InlineData("await Task.Yield(); [|ReadAsync(Mode.Other).Wait()|];")]
    [InlineData("if (mode == Mode.Other) [|Thread.Sleep(1)|]; else await Task.Yield();")]
    public Task Knows_modes_that_have_names(string body) => Verify.VerifyAsync($$"""
        enum Mode { Asynchronous, Synchronous, Other }
        class C
        {
            bool IsSynchronous { get; set; }
            async Task RunAsync(Mode mode) { {{body}} }
            static async Task ReadAsync(Mode mode) { await Task.Yield(); }
        }
        """);

    [Fact]
    public Task Accepts_the_result_of_a_task_that_a_lambda_gets_back() => Verify.VerifyAsync("""
        static class Then
        {
            static Task<R> RunTask<T, R>(Task<T> task, Func<Task<T>, R> next) => null;
            static Task<R> Each<T, R>(List<T> all, Func<T, R> next) => null;
            static Task<Task<string>> M(Task<int> task, Func<int, Task<string>> successor) => RunTask(task, t => successor(t.Result));
            static Task<Task<string>> N(List<Task<int>> tasks, Func<int, Task<string>> successor) => Each(tasks, t => successor([|t.Result|]));
        }
        """);

    [Fact]
    public Task Accepts_streams_that_by_their_names_are_in_memory() => Verify.VerifyAsync("""
        abstract class MemoryBlockStream : Stream { }
        class MemoryHog { public void Write(int n) { File.WriteAllText("a", "b"); } public Task WriteAsync(int n) => null; }
        class C { async Task M(MemoryBlockStream s, MemoryHog h) { await Task.Yield(); s.Write(new byte[1], 0, 1); [|h.Write(1)|]; } }
        """);

    [Fact]
    public Task Accepts_tasks_that_a_sequence_delivers() => Verify.VerifyAsync("""
        class C
        {
            async Task<int> RunAsync(List<Task<int>> many, IAsyncEnumerable<Task<int>> answers, IEnumerable<Task<int>> asked)
            {
                int sum = 0;
                await foreach (var done in answers.ConfigureAwait(false))
                    sum += done.GetAwaiter().GetResult();
                await foreach (var done in answers)
                    sum += done.Result;
                foreach (var open in asked)
                    sum += [|open.Result|];
                return sum;
            }
        }
        """);

    [Theory]
    [InlineData("if (number.IsCompleted) Console.WriteLine(); _n = number.Result;")] // a test anywhere before counts
    [InlineData("if (path == null) await number; _n = number.Result;")] // an await on some path counts
    [InlineData("var t = OneAsync(); await t; t = OneAsync(); _n = t.Result;")] // a variable that gets another task
    [InlineData("Block(); void Block() => number.Wait();")] // a helper that blocks
    public Task KnownMiss_what_depends_on_the_path(string body) => VerifyBodyAsync(body);

    [Theory]
    [InlineData("bool async", "if (async) await gate.WaitAsync(); else { gate.Wait(); done.WaitOne(); }")]
    [InlineData("bool async", "if (!async) { number.Wait(); return; } await number;")]
    [InlineData("bool runAsync", "await Task.Yield(); int n = runAsync ? await number : number.Result;")]
    [InlineData("bool sync", "if (sync) Thread.Sleep(10); else await Task.Delay(10);")]
    public Task Accepts_the_synchronous_way_of_a_method_that_has_two(string mode, string body) => Verify.VerifyAsync(
        $$"""class C { async Task RunAsync({{mode}}, Task<int> number, SemaphoreSlim gate, ManualResetEvent done) { {{body}} } }""");

    [Theory]
    [InlineData("bool async", "if (async) { [|number.Wait()|]; } await number;")]
    [InlineData("bool wait", "if (wait) [|number.Wait()|]; else await number;")]
    public Task Reports_the_asynchronous_way_of_a_method_that_has_two(string mode, string body) => Verify.VerifyAsync(
        $$"""class C { async Task RunAsync({{mode}}, Task<int> number) { {{body}} } }""");

    [Fact]
    public Task Accepts_what_is_asked_of_a_row_or_of_a_pipe_in_memory() => Verify.VerifyAsync("""
        class C
        {
            async Task<string> ReadAsync(System.Data.Common.DbDataReader reader)
            {
                await reader.ReadAsync();
                if (reader.IsDBNull(0)) return reader.GetFieldValue<string>(1);
                [|reader.NextResult()|];
                return null;
            }
        }
        """);

    [Fact]
    public Task Accepts_tasks_in_tuples_that_were_awaited_together() => Verify.VerifyAsync("""
        class C
        {
            async Task<int> SumAsync((string Key, Task<int> Task)[] keyed)
            {
                await Task.WhenAll(Array.ConvertAll(keyed, k => k.Task));
                int sum = 0;
                for (int i = 0; i < keyed.Length; i++)
                {
                    var tuple = keyed[i];
                    Task<int> task = tuple.Item2;
                    sum += task.Result + keyed[i].Task.Result;
                }

                return sum;
            }

            async Task<int> OtherAsync((string Key, Task<int> Task) one, (string Key, Task<int> Task) other) { await one.Task; return [|other.Task.Result|]; }
        }
        """);

    [Fact]
    public Task Accepts_a_task_that_was_asked_for_behind_a_null_test() => Verify.VerifyAsync("""
        class Content { public Task<int> Consumed { get; } }
        class C
        {
            async Task<int> M(Content content, Content other)
            {
                await Task.Yield();
                bool done = content?.Consumed.IsCompleted ?? false;
                return done ? content.Consumed.Result : [|other.Consumed.Result|];
            }
        }
        """);

    [Fact]
    public Task Accepts_tasks_that_were_asked_one_by_one() => Verify.VerifyAsync("""
        class C
        {
            async Task<int[]> M(Task<int>[] tasks, List<Task<int>> others)
            {
                if (tasks.All(t => t.Status == TaskStatus.RanToCompletion))
                    return tasks.Select(t => t.Result).ToArray();
                if (others.TrueForAll(t => t.IsCompletedSuccessfully))
                    return new[] { others[0].Result };
                return await Task.WhenAll(tasks);
            }

            async Task<int[]> N(Task<int>[] tasks, Task<int>[] others)
            {
                await Task.Yield();
                if (tasks.All(t => t.IsCompleted))
                    return others.Select(t => [|t.Result|]).ToArray();
                return null;
            }
        }
        """);

    [Fact]
    public Task Reports_a_method_whose_name_says_that_it_is_synchronous() => Verify.VerifyAsync("""
        class Bridge
        {
            public bool WriteSync(string message) => true;
            public Task<bool> WriteAsync(string message) => Task.FromResult(true);
            public void ResetSync() { }
        }
        class C { async Task M(Bridge bridge) { await Task.Yield(); [|bridge.WriteSync("x")|]; bridge.ResetSync(); } }
        """);

    [Fact]
    public Task Reports_an_array_that_is_taken_as_a_span() => Verify.VerifyAsync("""
        class C
        {
            async Task M(Stream stream, byte[] buffer)
            {
                await Task.Yield();
                [|stream.Write(buffer)|];
                int n = [|stream.Read(buffer)|];
                stream.Write(stackalloc byte[1]);
            }
        }
        """);

    /// <summary>What cannot be awaited an entry point may wait for: it has nobody to return its thread to.</summary>
    [Theory]
    [InlineData("static async Task Main() { await Task.Yield(); var t = new Thread(() => { }); t.Start(); t.Join(); }")]
    [InlineData("public async Task Run() { await Task.Yield(); var t = new Thread(() => { }); t.Start(); [|t.Join()|]; }")]
    [InlineData("static async Task Main() { await Task.Yield(); [|Task.Run(() => { }).Wait()|]; }")]
    public Task Knows_entry_points(string member) => Verify.VerifyAsync($"class Entry {{ {member} }}");
}
