using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0504ProgramEndsFirst>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0504ProgramEndsFirstTests
{
    private static string Program(string body, string signature = "static void Main(string[] args)") => $$"""
        class Server { public void Start() { } public void Run() { } }
        static class Program
        {
            static void Work() => File.WriteAllText("a", "b");
            static async Task WorkAsync() => await File.WriteAllTextAsync("a", "b");
            static void Serve() { }
            {{signature}} { {{body}} }
        }
        """;

    [Theory]
    [InlineData("[|Task.Run(Work)|];")]
    [InlineData("_ = [|Task.Run(() => File.WriteAllText(\"a\", \"b\"))|];")]
    [InlineData("[|Task.Run(async () => await WorkAsync())|]; Console.WriteLine(\"started\");")]
    [InlineData("[|Task.Factory.StartNew(Work)|];")]
    [InlineData("var t = [|Task.Run(Work)|];")]
    [InlineData("[|WorkAsync()|];")]
    [InlineData("_ = [|Program.WorkAsync()|]; Console.Write(args.Length);")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => Work())|];")]
    [InlineData("foreach (var a in args) [|Task.Run(() => File.WriteAllText(a, a))|]; Console.WriteLine();")]
    [InlineData("if (args.Length > 0) { [|Task.Run(Work)|]; }")]
    [InlineData("Console.ReadLine(); [|Task.Run(Work)|];")]
    [InlineData("var lines = File.ReadAllLines(args[0]).Select(l => l.Trim()).ToList(); [|Task.Run(() => lines.Sort())|];")]
    [InlineData("[|Task.Run(Work).ContinueWith(_ => Console.WriteLine())|];")]
    public Task Reports_work_that_the_end_cuts_off(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("[|WorkAsync()|];")]
    [InlineData("await WorkAsync(); _ = [|Task.Run(Work)|];")]
    public Task Reports_async_entry_points(string body) => Verify.VerifyAsync("\n#pragma warning disable CS4014, CS1998\n" + Program(body, "static async Task Main()"));

    [Theory]
    [InlineData("Task.Run(Work).Wait();")]
    [InlineData("var t = Task.Run(Work); t.Wait();")]
    [InlineData("var t = Task.Run(Work); Task.WaitAll(t);")]
    [InlineData("WorkAsync().GetAwaiter().GetResult();")]
    [InlineData("_ = Task.Run(Work); Console.ReadKey();")]
    [InlineData("_ = Task.Run(Work); Thread.Sleep(Timeout.Infinite);")]
    [InlineData("_ = Task.Run(Work); new ManualResetEvent(false).WaitOne();")]
    [InlineData("_ = Task.Run(Work); while (true) { }")]
    [InlineData("while (true) { Console.ReadLine(); Task.Run(Work); }")]
    [InlineData("string line; while ((line = Console.ReadLine()) != null) { Task.Run(Work); }")]
    [InlineData("_ = Task.Run(Work); new Server().Run();")]
    [InlineData("_ = Task.Run(Work); Serve();")]
    [InlineData("var s = new Server(); s.Start(); _ = Task.Run(Work);")]
    [InlineData("new Thread(Work).Start(); Task.Run(Work);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(Task.Run(Work)); Task.WhenAll(tasks).Wait();")]
    [InlineData("Parallel.Invoke(Work, Work);")]
    [InlineData("using var timer = new Timer(_ => Work()); Task.Run(Work); Console.Read();")]
    public Task Accepts_a_program_that_goes_on(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Accepts_other_methods() => Verify.VerifyAsync("""
        class C
        {
            void Main() { Task.Run(() => { }); }
            static void Start() { Task.Run(() => { }); Action a = () => Task.Run(() => { }); }
        }
        """);

    [Fact]
    public Task Reports_programs() => Verify.VerifyProgramAsync("""
        _ = [|SaveAsync()|];
        Console.WriteLine("saving");
        static async Task SaveAsync() => await File.WriteAllTextAsync("a", "b");
        """);

    [Fact]
    public Task Accepts_programs_that_await() => Verify.VerifyProgramAsync("""
        var saving = Task.Run(() => File.WriteAllText("a", "b"));
        Console.WriteLine("saving");
        await saving;
        """);

    /// <summary>A method of one's own may wait.</summary>
    [Fact]
    public Task KnownMiss_a_call_that_does_not_wait() => Verify.VerifyAsync(Program("Task.Run(Work); Serve();"));

    /// <summary>A timer does not keep the process alive.</summary>
    [Theory]
    [InlineData("var t = [|new Timer(_ => Work(), null, 0, 1000)|]; Console.WriteLine(\"started\");")]
    [InlineData("s_timer = [|new Timer(_ => Work(), null, 0, 1000)|];")]
    [InlineData("using var t = [|new Timer(_ => Work(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1))|]; GC.KeepAlive(t);")]
    public Task Reports_a_timer_alone(string body) => Verify.VerifyAsync(Program(body, "static Timer s_timer; static void Main()"));

    [Theory]
    [InlineData("using var t = new Timer(_ => Work(), null, 0, 1000); Console.ReadLine();")]
    [InlineData("using var t = new Timer(_ => Work(), null, 0, 1000); Thread.Sleep(-1);")]
    [InlineData("s_timer = new Timer(_ => Work(), null, 0, 1000); new Server().Run();")]
    [InlineData("s_timer = new Timer(_ => Work(), null, 0, 1000); new Thread(Work).Start();")]
    [InlineData("s_timer = new Timer(_ => Work(), null, -1, -1);")]
    public Task Accepts_a_timer_beside_other_work(string body) => Verify.VerifyAsync(Program(body, "static Timer s_timer; static void Main()"));

    [Theory]
    [InlineData("[|archive.Add(args[0])|]; Console.WriteLine();")]
    [InlineData("foreach (var one in args) { [|archive.Add(one)|]; Console.WriteLine(one); }")]
    [InlineData("[|archive.Add(args[0])|]; [|archive.Add(args[1])|];")]
    [InlineData("[|Archive.Begin()|];")]
    public Task Reports_work_that_a_method_starts(string code) => Verify.VerifyAsync(WithArchive(code));

    [Theory]
    [InlineData("archive.Add(args[0]); archive.Finish();")]
    [InlineData("archive.Add(args[0]); Console.ReadLine();")]
    [InlineData("archive.AddAndWait(args[0]);")]
    [InlineData("archive.Keep(args[0]);")]
    [InlineData("archive.Replaced(args[0]);")]
    public Task Accepts_methods_that_are_waited_for(string code) => Verify.VerifyAsync(WithArchive(code));

    private static string WithArchive(string code) => $$"""
        class Archive
        {
            Task _last;
            public void Add(string folder) => ThreadPool.QueueUserWorkItem(_ => Directory.Delete(folder));
            public static void Begin() { Console.WriteLine(); _ = Task.Run(() => Directory.Delete("x")); }
            public void AddAndWait(string folder) { using var done = new ManualResetEvent(false); ThreadPool.QueueUserWorkItem(_ => done.Set()); done.WaitOne(); }
            public void Keep(string folder) => _last = Task.Run(() => Directory.Delete(folder));
            public virtual void Replaced(string folder) => ThreadPool.QueueUserWorkItem(_ => Directory.Delete(folder));
            public void Finish() => _last?.Wait();
        }
        static class Program { static void Main(string[] args) { var archive = new Archive(); {{code}} } }
        """;

    [Theory]
    [InlineData("[|Launcher.Go(store.Save)|];")]
    [InlineData("[|Launcher.Go(() => store.Save())|]; Console.WriteLine();")]
    [InlineData("[|Launcher.Go(() => File.WriteAllText(args[0], args[1]))|];")]
    [InlineData("[|Launcher.Begin(store.Save)|]; Console.WriteLine();")]
    [InlineData("_ = [|Launcher.Begin(() => store.Save())|];")]
    public Task Reports_a_background_thread_that_a_method_starts(string code) => Verify.VerifyAsync(WithLauncher(code));

    [Theory]
    [InlineData("Launcher.Go(() => Thread.Sleep(5));")]
    [InlineData("Launcher.Begin(store.Save).Join();")]
    [InlineData("Launcher.Go(store.Save); Console.ReadLine();")]
    [InlineData("Launcher.GoOn(store.Save);")]
    [InlineData("var saving = Launcher.Begin(store.Save); Console.WriteLine(); saving.Join();")]
    public Task Accepts_threads_that_need_not_end_or_can_be_waited_for(string code) => Verify.VerifyAsync(WithLauncher(code));

    private static string WithLauncher(string code) => $$"""
        static class Launcher
        {
            public static void Go(ThreadStart work) { var thread = new Thread(work) { IsBackground = true }; thread.Start(); }
            public static void GoOn(ThreadStart work) { var thread = new Thread(work); thread.Start(); }
            public static Thread Begin(ThreadStart work) { var thread = new Thread(work) { IsBackground = true }; thread.Start(); return thread; }
        }
        class Store { public void Save() { using var file = File.CreateText("a"); file.WriteLine("b"); } }
        static class Program { static void Main(string[] args) { var store = new Store(); {{code}} } }
        """;
}
