using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0512ThreadForgotten>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0512ThreadForgottenTests
{
    private static string Program(string code) => $$"""
        class C
        {
            Thread _thread; readonly ManualResetEvent _done = new(false); public Thread Shared;
            void Work() { } int _n; readonly List<int> _found = new(); static void Fill(int[] buffer) { buffer[0] = 1; } void Count() { _n++; } void Signal() { Work(); _done.Set(); } public void Hand(Thread t) { }
            int M(int[] numbers) { {{code}} {{(code.Contains("return") ? "" : "return 1;")}} }
        }
        """;

    [Theory]
    [InlineData("[|new Thread(Count).Start()|]; Console.WriteLine(_n);")]
    [InlineData("for (int i = 0; i < 9; i++) { var t = new Thread(Work); [|t.Start()|]; }")]
    [InlineData("foreach (var n in numbers) [|new Thread(() => Work()).Start()|];")]
    [InlineData("var t = new Thread(() => { Count(); }); t.Name = \"x\"; [|t.Start()|]; _n++;")]
    [InlineData("Thread t; t = new Thread(Count); [|t.Start()|]; return _n;")]
    [InlineData("[|new Thread(() => { numbers[0] = 1; }).Start()|]; return numbers[0];")]
    [InlineData("[|new Thread(() => Fill(numbers)).Start()|]; return numbers.Length;")]
    [InlineData("var t = new Thread(() => { foreach (var n in numbers) _found.Add(n); }) { IsBackground = true }; [|t.Start()|]; return _found.Count;")]
    public Task Reports_threads_that_nobody_waits_for(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("new Thread(Work).Start();")]
    [InlineData("new Thread(Count).Start(); Console.WriteLine(numbers.Length);")]
    [InlineData("new Thread(() => Console.WriteLine(numbers[0])).Start(); return numbers[0];")]
    [InlineData("var t = new Thread(() => { while (numbers[0] > 0) _n++; }) { IsBackground = true }; t.Start(); return _n;")]
    [InlineData("new Thread(Count).Start(); _n = 0;")]
    [InlineData("new Thread(() => { while (true) { if (numbers.Length > 2) break; _n++; } }).Start(); return _n;")]
    [InlineData("var t = new Thread(Work); t.Start(); t.Join();")]
    [InlineData("var ts = numbers.Select(_ => new Thread(Work)).ToList(); ts.ForEach(t => t.Start()); ts.ForEach(t => t.Join());")]
    [InlineData("new Thread(Work) { IsBackground = true }.Start();")]
    [InlineData("_thread = new Thread(Work); _thread.Start();")]
    [InlineData("Shared = new Thread(Work); Shared.Start();")]
    [InlineData("var t = new Thread(Work); Hand(t); t.Start();")]
    [InlineData("new Thread(Signal).Start(); _done.WaitOne();")]
    [InlineData("new Thread(() => { while (true) Work(); }).Start();")]
    [InlineData("var t = new Thread(Work); t.Start(); if (t.IsAlive) Work();")]
    [InlineData("Task.Run(Work);")]
    public Task Accepts_threads_that_somebody_sees_to(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Count) { IsBackground = true }; t.Start(); [|Thread.Sleep(100)|]; var n = _n; t.Join(); return n;")]
    [InlineData("string path = \"a\"; new Thread(() => File.WriteAllText(path, \"x\")).Start(); [|Thread.Sleep(500)|]; return File.ReadAllText(path).Length;")]
    [InlineData("new Thread(Count).Start(); [|Thread.Sleep(TimeSpan.FromSeconds(1))|]; Console.WriteLine(_n);")]
    [InlineData("for (int i = 0; i < 9; i++) ThreadPool.QueueUserWorkItem(_ => Interlocked.Increment(ref _n)); [|Thread.Sleep(500)|]; return _n;")]
    [InlineData("int port = 0; Task.Run(() => { port = numbers.Length; _done.WaitOne(); }); [|Thread.Sleep(9)|]; return port;")]
    [InlineData("var t = new Thread(Count); t.Start(); [|t.Join(1000)|]; return _n;")]
    public Task Reports_pauses_that_stand_for_a_wait(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var t = new Thread(Count); t.Start(); Thread.Sleep(100); t.Join(); return _n;")]
    [InlineData("string path = \"a\"; new Thread(() => File.WriteAllText(path, \"x\")).Start(); Thread.Sleep(500); return File.Exists(path) ? 1 : 0;")]
    [InlineData("string path = \"a\"; new Thread(() => File.WriteAllText(path, \"x\")).Start(); Thread.Sleep(500); return File.ReadAllText(\"b\").Length;")]
    [InlineData("var t = Task.Run(Count); Thread.Sleep(100); t.Wait(); return _n;")]
    [InlineData("Task.Run(Signal); Thread.Sleep(100); _done.WaitOne(); return _n;")]
    [InlineData("Task.Run(Count); Thread.Sleep(100); return numbers[0];")]
    [InlineData("Task.Run(Count); Thread.Sleep(100); if (_n == 0) throw new TimeoutException(); return _n;")]
    [InlineData("Task.Run(() => { while (numbers[0] > 0) _n++; }); Thread.Sleep(100); return _n;")]
    [InlineData("Task.Run(Count); while (_n == 0) Thread.Sleep(100); return _n;")]
    [InlineData("Task.Run(Count); Thread.Sleep(100); _n = 0; return _n;")]
    [InlineData("var own = new ThreadLocal<int>(); Task.Run(() => { own.Value = 1; }); Thread.Sleep(100); return own.Value;")]
    [InlineData("Thread.Sleep(100); Task.Run(Count); Thread.Sleep(100);")]
    [InlineData("Thread t = new Thread(Count) { IsBackground = true }; Thread.Sleep(100); Console.WriteLine(_n); t.Start(); t.Join();")]
    [InlineData("var t = new Thread(Count); t.Start(); if (!t.Join(1000)) throw new TimeoutException(); return _n;")]
    [InlineData("var t = new Thread(Count); t.Start(); t.Join(Timeout.Infinite); return _n;")]
    [InlineData("var t = new Thread(Count) { IsBackground = true }; t.Start(); t.Join(1000); Console.WriteLine(numbers.Length);")]
    public Task Accepts_pauses_beside_a_wait_or_without_a_result(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Reports_an_awaited_pause() => Verify.VerifyAsync("""
        class C
        {
            string _answer;
            async Task<string> M() { ThreadPool.QueueUserWorkItem(_ => _answer = Console.ReadLine()); await [|Task.Delay(100)|]; return _answer; }
            async Task<string> N() { var work = Task.Run(() => _answer = Console.ReadLine()); await Task.Delay(100); await work; return _answer; }
        }
        """);

    [Fact]
    public Task Says_how_many() => Verify.VerifyAsync("""
        class C
        {
            void M(int n) { for (int i = 0; i < n; i++) {|#0:{|#1:new Thread(Work)|}.Start()|}; }
            void Work() { }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("the threads that this loop starts, one for each round"));

    /// <summary>Work on a captured parameter is not taken for a result.</summary>
    [Fact]
    public Task KnownMiss_a_captured_parameter() => Verify.VerifyAsync(Program("new Thread(() => Array.Sort(numbers)).Start(); return numbers[0];"));

    /// <summary>A field is taken for a sign that somebody keeps the thread in mind.</summary>
    [Fact]
    public Task KnownMiss_a_field_that_nobody_reads() => Verify.VerifyAsync(Program("_thread = new Thread(Work); _thread.Start();"));

    [Theory]
    [InlineData("_bins[0]++;", "", true)]
    [InlineData("Interlocked.Increment(ref _bins[0]);", "", true)]
    [InlineData("_bins[0]++;", "t.Join();", false)]
    [InlineData("Console.WriteLine(_bins[0]);", "", false)]
    public Task Knows_arrays_that_are_filled(string work, string after, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly int[] _bins = new int[9];
            int[] M() { var t = new Thread(() => { {{work}} }); {{(isReported ? "[|t.Start()|]" : "t.Start()")}}; {{after}} return _bins; }
        }
        """);

    [Theory]
    [InlineData("foreach (var n in numbers) Spawn(() => Fill(numbers)); return numbers[0];", "static void Spawn(ThreadStart body) { var thread = new Thread(body); [|thread.Start()|]; }")]
    [InlineData("Spawn(() => Fill(numbers)); return numbers[0];", "static Thread Spawn(ThreadStart body) { var thread = new Thread(body); thread.Start(); return thread; }")]
    [InlineData("Spawn(() => Fill(numbers)).Join(); return numbers[0];", "static Thread Spawn(ThreadStart body) { var thread = new Thread(body); thread.Start(); return thread; }")]
    [InlineData("Spawn(() => Fill(numbers)); return numbers[0];", "static void Spawn(ThreadStart body) { var thread = new Thread(body); thread.Start(); thread.Join(); }")]
    [InlineData("Spawn(() => Fill(numbers)); return 1;", "static void Spawn(ThreadStart body) { var thread = new Thread(body); thread.Start(); }")]
    [InlineData("Spawn(() => { Fill(numbers); _done.Set(); }); _done.WaitOne(); return numbers[0];", "static void Spawn(ThreadStart body) { var thread = new Thread(body); thread.Start(); }")]
    public Task Knows_threads_that_a_method_starts(string code, string spawn) => Verify.VerifyAsync(Program(code + " } " + spawn + " int Last() { return 1;"));
}
