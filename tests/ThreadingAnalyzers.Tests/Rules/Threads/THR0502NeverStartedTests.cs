using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0502NeverStarted>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0502NeverStartedTests
{
    private static string Program(string code) => $$"""
        class C
        {
            Thread _thread; Task _task; List<Task> _tasks = new(); public Thread Shared; bool b; Func<Task> _later;
            void Work() { } void WorkOn(object state) { } int Compute() => 1;
            void Give(Thread thread) { }
            public void Hand(Thread thread) => Helper.Run(thread);
            async Task M(int[] items) { {{code}} await Task.Yield(); }
            public Task Public(Action a) => new Task(a);
        }
        static class Helper { public static void Run(this Thread thread) => thread.Start(); }
        """;

    [Theory]
    [InlineData("var t = [|new Thread(Work)|];")]
    [InlineData("[|new Thread(Work)|];")]
    [InlineData("[|new Thread(Work) { IsBackground = true }|];")]
    [InlineData("_ = [|new Thread(() => Work())|];")]
    [InlineData("Thread t = [|new(Work)|]; t.Name = \"x\"; t.IsBackground = true;")]
    [InlineData("var t = [|new Thread(Work)|]; t.Join();")]
    [InlineData("var t = [|new Thread(WorkOn)|]; if (t.IsAlive) t.Join();")]
    [InlineData("Thread t; t = [|new Thread(Work)|]; Console.WriteLine(t.ManagedThreadId);")]
    [InlineData("Thread t = null; try { t = [|new Thread(Work)|]; } finally { t?.Join(); }")]
    [InlineData("var t = b ? [|new Thread(Work)|] : null;")]
    [InlineData("_thread = [|new Thread(Work)|];")]
    [InlineData("_thread ??= [|new Thread(Work)|];")]
    [InlineData("this._thread = [|new Thread(Work)|]; _thread.Join();")]
    [InlineData("Volatile.Write(ref _thread, [|new Thread(Work)|]);")]
    [InlineData("var ts = new Thread[2]; for (int i = 0; i < 2; i++) ts[i] = [|new Thread(Work)|]; foreach (var t in ts) t.Join();")]
    [InlineData("var ts = new List<Thread>(); ts.Add([|new Thread(Work)|]); ts.ForEach(t => t.Join());")]
    [InlineData("var t = [|new Thread(Work)|]; Give(t);")]
    [InlineData("Give([|new Thread(Work)|]);")]
    [InlineData("Thread Make() => [|new Thread(Work)|]; Make().Join();")]
    [InlineData("void Inner() { var t = [|new Thread(Work)|]; t.Priority = ThreadPriority.Lowest; } Inner();")]
    [InlineData("await [|new Task(Work)|];")]
    [InlineData("await [|new Task(Work)|].ConfigureAwait(false);")]
    [InlineData("var t = [|new Task(Work)|]; await t;")]
    [InlineData("var t = [|new Task<int>(Compute)|]; Console.WriteLine(t.Result);")]
    [InlineData("[|new Task(Work)|].Wait();")]
    [InlineData("var t = [|new Task(WorkOn, 1)|]; var next = t.ContinueWith(_ => Work()); await next;")]
    [InlineData("var tasks = items.Select(i => [|new Task(Work)|]).ToArray(); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var i in items) tasks.Add([|new Task(Work)|]); Task.WaitAll(tasks.ToArray());")]
    [InlineData("var tasks = new List<Task> { [|new Task(Work)|], [|new Task(Work)|] }; await Task.WhenAll(tasks);")]
    [InlineData("Task[] tasks = { [|new Task(Work)|] }; await Task.WhenAny(tasks);")]
    [InlineData("await Task.WhenAll([|new Task(Work)|], Task.Delay(1));")]
    [InlineData("_task = [|new Task(Work)|]; await _task;")]
    public Task Reports_what_nothing_starts(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Work); t.Start();")]
    [InlineData("new Thread(Work).Start();")]
    [InlineData("new Thread(WorkOn) { IsBackground = true }.Start(1);")]
    [InlineData("(_thread = new Thread(Work)).Start();")]
    [InlineData("Thread t; (t = new Thread(Work)).Start();")]
    [InlineData("var t = new Thread(Work); t.UnsafeStart();")]
    [InlineData("var t = new Thread(Work); if (b) t.Start();")]
    [InlineData("Thread t = null; if (b) t = new Thread(Work); t?.Start();")]
    [InlineData("var t = new Thread(Work); Hand(t);")]
    [InlineData("var t = new Thread(Work); Helper.Run(t);")]
    [InlineData("var t = new Thread(Work); t.Run();")]
    [InlineData("var t = new Thread(Work); Action go = () => t.Start(); go();")]
    [InlineData("var t = new Thread(Work); Action go = t.Start; go();")]
    [InlineData("Shared = new Thread(Work);")]
    [InlineData("var c = new C(); c.Shared = new Thread(Work);")]
    [InlineData("var ts = items.Select(i => new Thread(Work)).ToList(); ts.ForEach(t => t.Start());")]
    [InlineData("var ts = new Thread[2]; for (int i = 0; i < 2; i++) { ts[i] = new Thread(Work); ts[i].Start(); }")]
    [InlineData("var ts = new Thread[] { new(Work), new(Work) }; Array.ForEach(ts, t => t.Start());")]
    [InlineData("var ts = new[] { new Thread(Work), new Thread(Work) }; foreach (var t in ts) t.Start();")]
    [InlineData("var ts = new Dictionary<int, Thread>(); ts[1] = new Thread(Work); foreach (var t in ts.Values) t.Start();")]
    [InlineData("var ts = new Dictionary<int, Thread>(); ts.Add(1, new Thread(Work)); foreach (var pair in ts) pair.Value.Start();")]
    [InlineData("var q = new Queue<Thread>(); q.Enqueue(new Thread(Work)); q.Dequeue().Start();")]
    [InlineData("void Begin(Thread thread) => thread.Start(); Begin(new Thread(Work));")]
    [InlineData("var pair = (new Thread(Work), 1); pair.Item1.Start();")]
    [InlineData("Thread Make() => new Thread(Work); Make().Start();")]
    [InlineData("Func<Thread> make = () => new Thread(Work); make().Start();")]
    [InlineData("var o = new { T = new Thread(Work) }; o.T.Start();")]
    [InlineData("var t = new Task(Work); t.Start(); await t;")]
    [InlineData("var t = new Task(Work); t.Start(TaskScheduler.Default); await t;")]
    [InlineData("var t = new Task(Work); t.RunSynchronously();")]
    [InlineData("var tasks = items.Select(i => new Task(Work)).ToArray(); foreach (var t in tasks) t.Start(); await Task.WhenAll(tasks);")]
    [InlineData("await Task.Run(Work); await Task.Factory.StartNew(Work);")]
    [InlineData("_tasks.Add(new Task(Work)); _tasks.ForEach(t => t.Start());")]
    [InlineData("var p = new System.Diagnostics.Process();")]
    public Task Accepts_what_somebody_may_start(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Reports_a_field_that_no_member_starts() => Verify.VerifyAsync("""
        class C
        {
            private readonly Thread _thread;
            private readonly Task _task = [|new Task(() => { })|];
            private Thread Watcher { get; } = [|new Thread(() => { })|];
            public C() { _thread = [|new Thread(Run)|]; }
            void Run() { }
            public void Stop() { _thread.Join(); Watcher.Join(); }
            public async Task End() => await _task;
        }
        """);

    [Fact]
    public Task Accepts_a_field_that_another_part_starts() => Verify.VerifyFilesAsync(
        "partial class C { private readonly Thread _thread = new(() => { }); }",
        "partial class C { public void Go() => _thread.Start(); }");

    [CSharpFact(12)]
    public Task Accepts_a_nested_type_that_starts_it() => Verify.VerifyAsync("""
        class C
        {
            private readonly Thread _thread = new(() => { });
            class Starter(C owner) { public void Go() => owner._thread.Start(); }
        }
        """);

    [Fact]
    public Task Accepts_a_factory_whose_callers_start() => Verify.VerifyAsync("""
        public class C
        {
            public static Thread Create(Action body) { var thread = new Thread(() => body()) { Name = "x" }; return thread; }
            public Task Plan(Action a) { var task = new Task(a); return task; }
            public Task RunAsync(Action a) { var task = new Task(a); task.Start(); return task; }
            protected virtual Task PlanAsync(Action a) => new Task(a);
        }
        """);

    [Fact]
    public Task Reports_a_task_that_callers_expect_to_run() => Verify.VerifyAsync("""
        public class C
        {
            public Task<int> CountAsync() => [|new Task<int>(() => 1)|];
            public Task<int> SumAsync() => Create(() => 2);
            private Task<int> Create(Func<int> f) { return [|new Task<int>(f)|]; }
        }
        """);

    [Fact]
    public Task Reports_programs() => Verify.VerifyProgramAsync("""
        var t = [|new Thread(() => Console.WriteLine())|];
        t.Join();
        """);

    [Fact]
    public Task Says_who_waits() => Verify.VerifyAsync("""
        class C
        {
            async Task M()
            {
                var t = {|#0:new Task(() => { })|};
                {|#1:await t|};
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("task", ", and line 6 waits for it"));

    /// <summary>That another type never starts what it is given is not looked for.</summary>
    [Fact]
    public Task KnownMiss_a_thread_that_is_handed_over() => Verify.VerifyAsync("""
        class Registry { public void Add(Thread thread) { } }
        class C { void M(Registry registry) => registry.Add(new Thread(() => { })); }
        """);

    [Theory]
    [InlineData("var t = new Task(() => { }); return t.Status;", false)]
    [InlineData("var t = new Task(delegate { }); return t.Status;", false)]
    [InlineData("var t = [|new Task(() => Console.WriteLine())|]; return t.Status;", true)]
    public Task Knows_tasks_without_work(string body, bool isReported) => Verify.VerifyAsync("class C { object M() { " + (isReported ? body : body.Replace("[|", "").Replace("|]", "")) + " } }");
}
