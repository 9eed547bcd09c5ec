using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0406SignalLostWhenWorkThrows>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

/// <summary>A countdown that workers get in an object of their own, and a stream that a producer feeds from code within it.</summary>
public class HandedOverSignalTests
{
    private static string Program(string types, string start, string work) => $$"""
        class C
        {
            void Work(string name) => throw null; Func<string, bool> _skip;
            {{types}}
            public void Run(string[] names)
            {
                using var left = new CountdownEvent(names.Length);
                foreach (string name in names) { {{start}} }
                left.Wait();
            }
            {{work}}
        }
        """;

    [Theory]
    [InlineData("record Job(string Name, CountdownEvent Left);", "ThreadPool.QueueUserWorkItem(Do, new Job(name, left), false);", "void Do(Job job) { if (_skip(job.Name)) [|return;|] try { Work(job.Name); } catch { } job.Left.Signal(); }")]
    [InlineData("class Job { public CountdownEvent Left; public string Name; }", "ThreadPool.QueueUserWorkItem(Do, new Job { Name = name, Left = left });", "void Do(object state) { var job = (Job)state; if (_skip(job.Name)) [|return;|] job.Left.Signal(); }")]
    [InlineData("class Job { public CountdownEvent Left { get; set; } }", "var job = new Job(); job.Left = left; Task.Run(() => Do(job));", "void Do(Job job) { Work(\"\"); [|job.Left.Signal()|]; }")]
    [InlineData("class Job { readonly CountdownEvent _left; public Job(CountdownEvent left) => _left = left; public void Do() { if (_left.IsSet) [|return;|] _left.Signal(); } }", "new Thread(new Job(left).Do).Start();", "")]
    [InlineData("class Job(CountdownEvent left) { public void Do() { if (left.IsSet) [|return;|] left.Signal(); } }", "var job = new Job(left); new Thread(job.Do).Start();", "")]
    [InlineData("class Job(CountdownEvent left) { readonly CountdownEvent _left = left; public void Do() { if (_left.IsSet) [|return;|] _left.Signal(); } }", "var job = new Job(left); new Thread(job.Do).Start();", "")]
    public Task Reports_a_countdown_in_an_object(string types, string start, string work) => Verify.VerifyAsync(Program(types, start, work));

    [Theory]
    [InlineData("record Job(string Name, CountdownEvent Left);", "ThreadPool.QueueUserWorkItem(Do, new Job(name, left), false);", "void Do(Job job) { try { if (_skip(job.Name)) return; Work(job.Name); } catch { } finally { job.Left.Signal(); } }")]
    [InlineData("record Job(string Name, CountdownEvent Left);", "ThreadPool.QueueUserWorkItem(Do, new Job(name, new CountdownEvent(1)), false);", "void Do(Job job) { if (_skip(job.Name)) return; job.Left.Signal(); }")]
    [InlineData("class Job { readonly CountdownEvent _left; public Job(CountdownEvent left) => _left = new CountdownEvent(left.InitialCount); public void Do() { if (_left.IsSet) return; _left.Signal(); } }", "new Thread(new Job(left).Do).Start();", "")]
    [InlineData("class Job { public CountdownEvent Left { get; set; } }", "var job = new Job(); Task.Run(() => Do(job));", "void Do(Job job) { Work(\"\"); job.Left.Signal(); }")]
    public Task Accepts_what_is_given_always_or_waited_for_by_nobody(string types, string start, string work) => Verify.VerifyAsync(Program(types, start, work));

    /// <summary>Which element of a tuple goes where is not followed.</summary>
    [Fact]
    public Task KnownMiss_a_countdown_in_a_tuple() => Verify.VerifyAsync(Program("", "ThreadPool.QueueUserWorkItem(Do, (name, left), false);", "void Do((string Name, CountdownEvent Left) job) { if (_skip(job.Name)) return; job.Left.Signal(); }"));

    private static string Producer(string body) => $$"""
        class C
        {
            Func<int, Task<int>> _load; Func<int, int> _read;
            public async Task<int> SumAsync(int[] numbers)
            {
                var items = System.Threading.Channels.Channel.CreateUnbounded<int>();
                var lines = new BlockingCollection<int>();
                Task feeding = FeedAsync(numbers, items.Writer, lines);
                int sum = 0;
                await foreach (int item in items.Reader.ReadAllAsync()) sum += item;
                await feeding;
                return sum;
            }
            async Task FeedAsync(int[] numbers, System.Threading.Channels.ChannelWriter<int> items, BlockingCollection<int> lines) { await Task.Yield(); {{body}} }
        }
        """;

    [Theory]
    [InlineData("await Parallel.ForEachAsync(numbers, async (n, t) => await items.WriteAsync(await _load(n), t)); [|items.Complete()|];")]
    [InlineData("await Task.WhenAll(numbers.Select(async n => await items.WriteAsync(await _load(n)))); [|items.Complete()|];")]
    [InlineData("await Task.WhenAll(numbers.Select(n => Task.Run(() => items.TryWrite(_read(n))))); [|items.TryComplete()|];")]
    [InlineData("Parallel.ForEach(numbers, n => lines.Add(_read(n))); [|lines.CompleteAdding()|];")]
    [InlineData("Parallel.For(0, 9, n => lines.Add(_read(n))); [|lines.CompleteAdding()|];")]
    [InlineData("numbers.AsParallel().ForAll(n => lines.Add(_read(n))); [|lines.CompleteAdding()|];")]
    public Task Reports_a_producer_that_feeds_from_several_threads(string body) => Verify.VerifyAsync(Producer(body));

    [Theory]
    [InlineData("try { await Parallel.ForEachAsync(numbers, async (n, t) => await items.WriteAsync(await _load(n), t)); } finally { items.Complete(); }")]
    [InlineData("Exception failure = null; try { await Parallel.ForEachAsync(numbers, async (n, t) => await items.WriteAsync(await _load(n), t)); } catch (Exception e) { failure = e; } items.Complete(failure);")]
    [InlineData("Task all = Task.WhenAll(numbers.Select(async n => await items.WriteAsync(await _load(n)))); try { await all; } catch { } items.Complete(all.Exception);")]
    [InlineData("Task all = Parallel.ForEachAsync(numbers, async (n, t) => await items.WriteAsync(await _load(n), t)); _ = all.ContinueWith(e => items.Complete(e.Exception));")]
    public Task Accepts_a_producer_that_ends_its_stream_in_any_case(string body) => Verify.VerifyAsync(Producer(body));
}
