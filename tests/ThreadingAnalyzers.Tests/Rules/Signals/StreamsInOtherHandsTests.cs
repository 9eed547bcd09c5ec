using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0407NeverCompleted>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

/// <summary>What others wait for goes into methods, constructors and records, of the type itself or of another type of the compilation.</summary>
public class StreamsInOtherHandsTests
{
    private static string Program(string types, string body, string end = "") => $$"""
        {{types}}
        class C
        {
            public int Run(int[] numbers)
            {
                {{body}}
                var sum = Task.Run(() => { int n = 0; foreach (int item in items.GetConsumingEnumerable()) n += item; return n; });
                foreach (int number in numbers) items.Add(number);
                {{end}}
                return sum.Result;
            }
        }
        """;

    [Theory]
    [InlineData("class Feed { readonly BlockingCollection<int> _items; public Feed(BlockingCollection<int> items) => _items = items; public void Put(int n) => _items.Add(n); }", "new Feed(items).Put(1);")]
    [InlineData("class Feed { readonly BlockingCollection<int> _items; public Feed(BlockingCollection<int> items) => _items = items ?? throw new ArgumentNullException(); public int Count => _items.Count; }", "new Feed(items);")]
    [InlineData("class Feed(BlockingCollection<int> items) { public void Put(int n) => items.Add(n); }", "new Feed(items).Put(1);")]
    [InlineData("class Base(BlockingCollection<int> items) { public void Put(int n) => items.Add(n); } class Feed(BlockingCollection<int> items) : Base(items);", "new Feed(items).Put(1);")]
    [InlineData("static class Feeds { internal static void Fill(BlockingCollection<int> items) => items.Add(1); }", "Feeds.Fill(items);")]
    [InlineData("static class Feeds { internal static void Fill(this BlockingCollection<int> items) => items.Add(1); }", "items.Fill();")]
    [InlineData("class Feed<T> { readonly BlockingCollection<T> _items; public Feed(BlockingCollection<T> items) { _items = items; } public void Put(T n) => _items.Add(n); }", "new Feed<int>(items).Put(1);")]
    public Task Reports_a_collection_that_other_types_only_fill(string types, string use) => Verify.VerifyAsync(Program(types, $"var items = [|new BlockingCollection<int>()|]; {use}"));

    [Theory]
    [InlineData("class Feed { readonly BlockingCollection<int> _items; public Feed(BlockingCollection<int> items) => _items = items; public void End() => _items.CompleteAdding(); }", "new Feed(items).End();")]
    [InlineData("class Feed(BlockingCollection<int> items) { public void End() => items.CompleteAdding(); }", "new Feed(items).End();")]
    [InlineData("class Base(BlockingCollection<int> items) { public void End() => items.CompleteAdding(); } class Feed(BlockingCollection<int> items) : Base(items);", "new Feed(items).End();")]
    [InlineData("class Feed(BlockingCollection<int> items) { public BlockingCollection<int> Items { get; } = items; }", "new Feed(items).Items.CompleteAdding();")]
    [InlineData("class Feed(BlockingCollection<int> items) { public BlockingCollection<int> Items => items; }", "new Feed(items).Items.CompleteAdding();")]
    [InlineData("class Feed(BlockingCollection<int> items) { protected readonly BlockingCollection<int> Items = items; } class Other : Feed { public Other(BlockingCollection<int> i) : base(i) { } public void End() => Items.CompleteAdding(); }", "new Other(items).End();")]
    [InlineData("abstract class Feed(BlockingCollection<int> items) { protected abstract void End(BlockingCollection<int> i); public void Go() => End(items); } class Other(BlockingCollection<int> items) : Feed(items) { protected override void End(BlockingCollection<int> i) => i.CompleteAdding(); }", "new Other(items).Go();")]
    [InlineData("static class Feeds { internal static void Fill(BlockingCollection<int> items) { } }", "Feeds.Fill(items);")]
    [InlineData("static class Feeds { internal static void Fill(ICollection<object> kept, BlockingCollection<int> items) => kept.Add(items); }", "Feeds.Fill(null, items);")]
    [InlineData("record Feed(BlockingCollection<int> Items);", "new Feed(items).Items.CompleteAdding();")]
    [InlineData("interface IFeed { void Take(BlockingCollection<int> items); }", "((IFeed)null).Take(items);")]
    [InlineData("partial class Feed { partial void Take(BlockingCollection<int> items); public void Go(BlockingCollection<int> items) => Take(items); } partial class Feed { partial void Take(BlockingCollection<int> items) => items.CompleteAdding(); }", "new Feed().Go(items);")]
    [InlineData("class Feed { public Action End; public Feed(BlockingCollection<int> items) => End = items.CompleteAdding; }", "new Feed(items).End();")]
    public Task Accepts_a_collection_that_another_type_may_complete(string types, string use) => Verify.VerifyAsync(Program(types, "var items = new BlockingCollection<int>();", use));

    private static string Stages(string types, string make, string work) => $$"""
        class C
        {
            {{types}}
            public async Task<int> RunAsync()
            {
                var input = System.Threading.Channels.Channel.CreateUnbounded<int>();
                {{make}}
                input.Writer.TryWrite(1); input.Writer.Complete();
                Task working = WorkAsync(stage);
                int sum = 0;
                await foreach (int item in output.Reader.ReadAllAsync()) sum += item;
                await working;
                return sum;
            }
            static async Task WorkAsync(Stage stage) { {{work}} }
        }
        """;

    private const string Types = "record Stage(System.Threading.Channels.ChannelReader<int> In, System.Threading.Channels.ChannelWriter<int> Out);";
    private const string Made = "System.Threading.Channels.Channel.CreateUnbounded<int>()", Work = "await foreach (int n in stage.In.ReadAllAsync()) await stage.Out.WriteAsync(n);";

    [Theory]
    [InlineData("private sealed " + Types, "var output = [|" + Made + "|]; var stage = new Stage(input.Reader, output.Writer);", Work)]
    [InlineData("private sealed " + Types, "var output = [|" + Made + "|]; var stage = new Stage(input.Reader, null); stage = stage with { Out = output.Writer };", Work)]
    [InlineData("private class Stage { public System.Threading.Channels.ChannelReader<int> In; public System.Threading.Channels.ChannelWriter<int> Out { get; set; } }", "var output = [|" + Made + "|]; var stage = new Stage { In = input.Reader, Out = output.Writer };", Work)]
    public Task Reports_a_stage_that_does_not_complete_the_next(string types, string make, string work) => Verify.VerifyAsync(Stages(types, make, work));

    [Theory]
    [InlineData("private sealed " + Types, Work + " stage.Out.Complete();")]
    [InlineData("private sealed " + Types, Work + " var (_, next) = stage; next.Complete();")]
    [InlineData("private sealed " + Types, Work + " if (stage is (_, var next)) next.Complete();")]
    [InlineData("private sealed " + Types, Work + " if (stage is { Out: var next }) next.Complete();")]
    [InlineData("private sealed " + Types, Work + " foreach (var (_, next) in new[] { stage }) next.Complete();")]
    [InlineData("public sealed " + Types, Work)]
    [InlineData("private interface IStage { System.Threading.Channels.ChannelWriter<int> Out { get; } } private sealed record Stage(System.Threading.Channels.ChannelReader<int> In, System.Threading.Channels.ChannelWriter<int> Out) : IStage;", Work + " IStage i = stage; i.Out.Complete();")]
    public Task Accepts_a_stage_that_may_complete_the_next(string types, string work) => Verify.VerifyAsync(Stages(types, "var output = " + Made + "; var stage = new Stage(input.Reader, output.Writer);", work));

    private static string Limited(string read) => $$"""
        class C
        {
            public async Task RunAsync(CancellationToken token)
            {
                {{read}}
            }
            int _n; void Use(int n) { } Task StoreAsync() => Task.CompletedTask; static void Log(string s) { } bool IsLast(int n) => n > 9;
        }
        """;

    [Theory]
    [InlineData("await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n); await StoreAsync();")]
    [InlineData("await foreach (var n in c.Reader.ReadAllAsync().WithCancellation(token)) Use(n); await StoreAsync();")]
    [InlineData("while (await c.Reader.WaitToReadAsync(token)) { while (c.Reader.TryRead(out var n)) { if (IsLast(n)) break; Use(n); } } if (_n > 0) await StoreAsync();")]
    [InlineData("var b = new BlockingCollection<int>(); b.Add(1); using (b) { await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n); } Console.WriteLine(); _n = b.Count;")]
    public Task Reports_what_stands_behind_a_loop_that_only_a_cancellation_ends(string read) => Verify.VerifyAsync(Limited($"var c = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|]; await c.Writer.WriteAsync(1, token); {read}"));

    [Theory]
    [InlineData("await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n);")]
    [InlineData("await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n); Console.WriteLine(\"ended\");")]
    [InlineData("await foreach (var n in c.Reader.ReadAllAsync(token)) { if (IsLast(n)) break; Use(n); } await StoreAsync();")]
    [InlineData("await foreach (var n in c.Reader.ReadAllAsync(token)) { switch (n) { case 1: Use(n); break; case 2: return; } } await StoreAsync();")]
    [InlineData("try { await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n); } catch (OperationCanceledException) { } await StoreAsync();")]
    [InlineData("while (!token.IsCancellationRequested && await c.Reader.WaitToReadAsync(token)) Use(_n); await StoreAsync();")]
    [InlineData("while (true) { await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n); }")]
    [InlineData("token.Register(() => c.Writer.TryComplete()); await foreach (var n in c.Reader.ReadAllAsync(token)) Use(n); await StoreAsync();")]
    public Task Accepts_a_loop_that_ends_otherwise_or_with_which_all_is_done(string read) => Verify.VerifyAsync(Limited($"var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); await c.Writer.WriteAsync(1, token); {read}"));

    private static string Table(string ask, string answer) => $$"""
        class C
        {
            private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _open = new(); private readonly TaskCompletionSource<int> _one = new();
            private sealed class Entry { public string Name; public TaskCompletionSource<int> Done { get; } = new(); }
            public async Task<int> AskAsync(int id, CancellationToken token) { {{ask}} }
            public void Answer(int id, int value) { {{answer}} }
        }
        """;

    private const string Kept = "_open[id] = s; ";

    [Theory]
    [InlineData(Kept + "return await s.Task.WaitAsync(token);", "_open.TryRemove(id, out _);")]
    [InlineData(Kept + "return await s.Task.WaitAsync(token).ConfigureAwait(false);", "if (_open.ContainsKey(id)) _open.Clear();")]
    [InlineData(Kept + "await Task.WhenAny(s.Task, Task.Delay(100)); return 1;", "_open.TryRemove(id, out var s); if (s != null) value++;")]
    [InlineData(Kept + "await s.Task.WaitAsync(TimeSpan.FromSeconds(1)); return 1;", "")]
    [InlineData("var n = await s.Task.WaitAsync(token); return n;", "")]
    public Task Reports_sources_in_a_table_that_nothing_completes(string ask, string answer) => Verify.VerifyAsync(Table("var s = [|new TaskCompletionSource<int>()|]; " + ask, answer));

    [Theory]
    [InlineData(Kept + "return await s.Task.WaitAsync(token);", "if (_open.TryRemove(id, out var s)) s.TrySetResult(value);")]
    [InlineData(Kept + "return await s.Task.WaitAsync(token);", "foreach (var entry in _open) entry.Value.TrySetResult(value);")]
    [InlineData(Kept + "return await s.Task.WaitAsync(token);", "foreach (var s in _open.Values) s.TrySetCanceled();")]
    [InlineData(Kept + "using (token.Register(() => s.TrySetCanceled())) return await s.Task.WaitAsync(token);", "")]
    [InlineData("var open = _open; open[id] = s; return await s.Task.WaitAsync(token);", "if (_open.TryRemove(id, out var s)) Console.WriteLine(s);")]
    [InlineData("Put(_open, id, s); return await s.Task.WaitAsync(token); } static void Put(IDictionary<int, TaskCompletionSource<int>> to, int id, TaskCompletionSource<int> s) { to[id] = s;", "if (_open.TryRemove(id, out var s)) s.TrySetResult(value);")]
    [InlineData("await s.Task.WaitAsync(token); return 1;", "")]
    [InlineData("_ = await s.Task.WaitAsync(token); return 1;", "")]
    [InlineData("await Task.WhenAny(s.Task, Task.Delay(-1, token)); return 1;", "")]
    public Task Accepts_sources_that_are_completed_or_stand_for_a_cancellation(string ask, string answer) => Verify.VerifyAsync(Table("var s = new TaskCompletionSource<int>(); " + ask, answer));

    /// <summary>What lies in a table that is somebody else's, others complete.</summary>
    [Theory]
    [InlineData("= [|new()|];", "readonly Dictionary<int, TaskCompletionSource<int>> _open = new();")]
    [InlineData("= new();", "readonly Dictionary<int, TaskCompletionSource<int>> _open; public C(Dictionary<int, TaskCompletionSource<int>> open) => _open = open;")]
    [InlineData("= new();", "static readonly Dictionary<int, TaskCompletionSource<int>> _open = Shared.Open; static class Shared { internal static Dictionary<int, TaskCompletionSource<int>> Open = new(); }")]
    [InlineData("= [|new()|];", "Dictionary<int, TaskCompletionSource<int>> _open; public C() { _open = new Dictionary<int, TaskCompletionSource<int>>(); }")]
    public Task Knows_whose_table_it_is(string made, string table) => Verify.VerifyAsync($$"""
        class C
        {
            {{table}}
            public async Task<int> AskAsync(int id, CancellationToken token) { TaskCompletionSource<int> s {{made}} _open[id] = s; return await s.Task.WaitAsync(token); }
        }
        """);

    /// <summary>The method that makes the stream goes on when its consumer has ended.</summary>
    [Theory]
    [InlineData("var lane = new Lane { Items = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|] }; var work = ReadAsync(lane); lane.Items.Writer.TryWrite(1); await work; return lane.Done;")]
    [InlineData("var lane = new Lane { Items = System.Threading.Channels.Channel.CreateUnbounded<int>() }; var work = ReadAsync(lane); lane.Items.Writer.TryWrite(1); lane.Items.Writer.Complete(); await work; return lane.Done;")]
    [InlineData("var lane = new Lane { Items = System.Threading.Channels.Channel.CreateUnbounded<int>() }; _ = ReadAsync(lane); await lane.Items.Writer.WriteAsync(1); return lane.Done;")]
    public Task Knows_who_goes_on_behind_a_consumer(string body) => Verify.VerifyAsync($$"""
        class C
        {
            private sealed class Lane { public System.Threading.Channels.Channel<int> Items { get; set; } public int Done; }
            static async Task ReadAsync(Lane lane) { await foreach (var n in lane.Items.Reader.ReadAllAsync()) lane.Done += n; }
            public async Task<int> RunAsync() { {{body}} }
        }
        """);
}
