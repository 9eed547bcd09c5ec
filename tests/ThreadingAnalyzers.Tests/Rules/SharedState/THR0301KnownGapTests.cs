using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Threads told apart, and what is not seen yet.</summary>
public class THR0301KnownGapTests
{
    [Theory]
    [InlineData("var ts = new[] { new Thread(A), new Thread(B) }; foreach (var t in ts) t.Start(); foreach (var t in ts) t.Join();")]
    [InlineData("var ts = new List<Thread> { new(A), new(B) }; ts.ForEach(t => t.Start()); ts.ForEach(t => t.Join());")]
    [InlineData("var ts = new Thread[2]; ts[0] = new Thread(A); ts[1] = new Thread(B); ts[0].Start(); ts[1].Start();")]
    [InlineData("foreach (var t in new[] { new Thread(A), new Thread(B) }) t.Start();")]
    [InlineData("Thread t = new Thread(A); t.Start(); t.Join(); t = new Thread(B); t.Start(); t.Join();")]
    [InlineData("var all = new List<Task> { Task.Run(A), Task.Run(B) }; Task.WaitAll(all.ToArray());")]
    [InlineData("Task[] all = { Task.Run(A), Task.Run(B) }; Task.WaitAll(all);")]
    [InlineData("Parallel.Invoke(A, B);")]
    [InlineData("Parallel.Invoke(new Action[] { A, B });")]
    [InlineData("var a = new Task(A); var b = new Task(B); foreach (var t in new[] { a, b }) t.Start();")]
    public Task Accepts_different_work_with_different_state(string run) => AcceptsAsync(run);

    [CSharpFact(12)]
    public Task Accepts_different_work_in_a_collection_expression() => AcceptsAsync("Task[] all = [Task.Run(A), Task.Run(B)]; Task.WaitAll(all);");

    private static Task AcceptsAsync(string run) => Verify.VerifyAsync($$"""
        class C
        {
            int _a, _b;
            void Run() { {{run}} }
            void A() => _a++;
            void B() { _b++; }
        }
        """);

    [Fact]
    public Task Accepts_threads_that_a_constructor_collects() => Verify.VerifyAsync("""
        class Pipeline
        {
            int _read, _written;
            readonly List<Thread> _threads = new();
            public Pipeline() { _threads.Add(new Thread(Read)); _threads.Add(new Thread(Write)); }
            public void Start() { foreach (var thread in _threads) thread.Start(); }
            void Read() { while (true) _read++; }
            void Write() { while (true) _written++; }
        }
        """);

    [Fact]
    public Task Accepts_a_lambda_that_a_list_keeps() => Verify.VerifyAsync("""
        class Plan
        {
            int _n;
            void Run()
            {
                var steps = new List<Action>();
                steps.Add(() => _n++);
                var t = Task.Run(() => Console.WriteLine());
                t.Wait();
                steps.ForEach(step => step());
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) _threads.Add(new Thread(A)); _threads.ForEach(t => t.Start());")]
    [InlineData("for (int i = 0; i < 3; i++) StartOne();")]
    [InlineData("Parallel.Invoke(A, A);")]
    [InlineData("Parallel.Invoke(() => A(), () => A());")]
    public Task Reports_the_same_work_twice(string run) => Verify.VerifyAsync($$"""
        class C
        {
            int _a;
            readonly List<Thread> _threads = new();
            void Run() { {{run}} }
            void StartOne() { var t = new Thread(A); t.Start(); _threads.Add(t); }
            void A() => [|_a++|];
        }
        """);

    [Theory]
    [InlineData("(_n, _m) = (_n + 1, _m);")] // a deconstruction is taken for plain writes
    [InlineData("_counts[i % 3]++;")] // elements are not told apart
    [InlineData("Action add = () => _n++; add();")] // calls through delegates are not followed
    [InlineData("Update(ref _n);")] // what a ref parameter is used for is not known
    [InlineData("if (_n == 0) _n = i;")] // a test for equality is a check-then-act, not a read-modify-write
    public Task KnownMiss_forms_of_change(string change) => Verify.VerifyAsync($$"""
        class C
        {
            int _n, _m; readonly int[] _counts = new int[3];
            void Run() => Parallel.For(0, 10, i => { {{change}} });
            static void Update(ref int n) => n++;
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) Make().Start();")] // a thread that a method returns
    [InlineData("var a = Task.Run(Add); var b = Task.Run(() => _m++); await Task.WhenAny(a, b); _n++;")] // one of two has ended
    [InlineData("var t = new Thread(Add); t.Start(); if (!t.Join(10)) _n++;")] // a join that gave up
    [InlineData("var t = Task.Run(Add); t.ContinueWith(_ => _m++); _m++; await t;")] // continuations
    [InlineData("var t = Task.Run(Add); var done = new ManualResetEvent(true); done.WaitOne(); _n++; await t;")] // any signal counts as the end
    [InlineData("Action work = Add; new Thread(work.Invoke).Start(); _n++;")] // a delegate of a delegate
    public Task KnownMiss_forks_and_joins(string run) => Verify.VerifyAsync($$"""
        class C
        {
            int _n, _m;
            async Task RunAsync() { await Task.Yield(); {{run}} }
            Thread Make() => new Thread(Add);
            void Add() => _n++;
        }
        """);

    /// <summary>Two guards for one place: THR0303 will say so.</summary>
    [Fact]
    public Task KnownMiss_two_different_locks() => Verify.VerifyAsync("""
        class C
        {
            readonly object _a = new(), _b = new(); int _n;
            void Run()
            {
                var t = Task.Run(() => { lock (_a) _n++; });
                lock (_b) _n++;
                t.Wait();
            }
        }
        """);

    /// <summary>A reader lock lets several through.</summary>
    [Fact]
    public Task KnownMiss_a_change_under_a_reader_lock() => Verify.VerifyAsync("""
        class C
        {
            readonly ReaderWriterLockSlim _rw = new(); int _n;
            void Run() => Parallel.For(0, 9, i => { _rw.EnterReadLock(); try { _n++; } finally { _rw.ExitReadLock(); } });
        }
        """);

    /// <summary>Neither does a throttle exclude others.</summary>
    [Fact]
    public Task KnownMiss_a_change_under_a_throttle() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _four = new(4); int _n;
            void Run() => Parallel.For(0, 9, i => { _four.Wait(); try { _n++; } finally { _four.Release(); } });
        }
        """);
}
