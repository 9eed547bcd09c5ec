using Collections = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;
using Updates = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Objects that the work on several threads passes on to methods of the type, which change them.</summary>
public sealed class PassedObjectsTests
{
    private static string Program(string body, string methods) => $$"""
        class Tally { public int Count; public void Add() => Count++; }
        class C
        {
            readonly object _gate = new(); readonly List<int> _all = new(); readonly Tally _tally = new();
            public void Run(string[] parts)
            {
                var list = new List<int>(); var map = new Dictionary<string, int>(); var tally = new Tally(); var gate = new object();
                {{body}}
            }
            {{methods}}
        }
        """;

    [Theory]
    [InlineData("Parallel.For(0, 9, i => Fill(list, i));", "void Fill(List<int> target, int i) => [|target.Add(i)|];")]
    [InlineData("Parallel.For(0, 9, i => Fill(_all, i));", "static void Fill(List<int> target, int i) { Console.Write(i); [|target.Add(i)|]; }")]
    [InlineData("var tasks = parts.Select(part => Task.Run(() => Count(map, part))).ToArray(); Task.WaitAll(tasks);", "void Count(IDictionary<string, int> seen, string part) => [|seen[part] = 1|];")]
    [InlineData("Parallel.For(0, 9, i => Fill(list, i)); Console.WriteLine(list.Count); void Fill(List<int> target, int i) => [|target.Add(i)|];", "")]
    public Task Reports_a_collection_that_all_runs_pass_on(string body, string methods) => Collections.VerifyAsync(Program(body, methods));

    [Theory]
    [InlineData("Parallel.For(0, 9, i => Fill(list, i));", "void Fill(List<int> target, int i) { lock (_gate) target.Add(i); }")]
    [InlineData("Parallel.For(0, 9, i => { lock (gate) Fill(list, i); });", "void Fill(List<int> target, int i) => target.Add(i);")]
    [InlineData("Parallel.For(0, 9, i => { var own = new List<int>(); Fill(own, i); });", "void Fill(List<int> target, int i) => target.Add(i);")]
    [InlineData("Parallel.For(0, 9, i => { lock (gate) Fill(list, i); }); Parallel.For(0, 9, i => Fill(new List<int>(), i));", "void Fill(List<int> target, int i) => target.Add(i);")]
    [InlineData("Parallel.For(0, 9, i => Has(list, i));", "bool Has(List<int> source, int i) => source.Contains(i);")]
    [InlineData("new Thread(Drain).Start(); lock (_gate) _lines.Add(1);", "List<int> _lines = new(); void Drain() { List<int> full; lock (_gate) { full = _lines; _lines = new(); } Write(full); } void Write(List<int> lines) => lines.Clear();")]
    [InlineData("foreach (var part in parts) { var own = new List<int>(); Task.Run(() => Fill(own, part.Length)); }", "void Fill(List<int> target, int i) => target.Add(i);")]
    public Task Accepts_collections_of_one_run_or_under_a_lock(string body, string methods) => Collections.VerifyAsync(Program(body, methods));

    [Theory]
    [InlineData("Parallel.For(0, 9, i => Note(tally));", "static void Note(Tally t) => [|t.Count++|];")]
    [InlineData("Parallel.For(0, 9, i => Note(_tally));", "static void Note(Tally t) => [|t.Count++|];")]
    [InlineData("var a = new Thread(() => Note(tally)); var b = new Thread(() => Note(tally)); a.Start(); b.Start();", "void Note(Tally t) { for (int i = 0; i < 9; i++) [|t.Count += i|]; }")]
    public Task Reports_a_counter_in_an_object_that_all_runs_pass_on(string body, string methods) => Updates.VerifyAsync(Program(body, methods).Replace("public void Add() => Count++;", ""));

    [Fact]
    public Task Reports_a_counter_two_calls_away() => Updates.VerifyAsync(Program("Parallel.For(0, 9, i => Note(tally));", "void Note(Tally t) => t.Add();").Replace("=> Count++", "=> [|Count++|]"));

    [Theory]
    [InlineData("Parallel.For(0, 9, i => Note(tally));", "void Note(Tally t) { lock (_gate) t.Count++; }")]
    [InlineData("Parallel.For(0, 9, i => Note(tally));", "void Note(Tally t) { lock (_gate) { t.Add(); } Console.Write(t); }")]
    [InlineData("Parallel.For(0, 9, i => Note(tally));", "void Note(Tally t) => Interlocked.Increment(ref t.Count);")]
    [InlineData("Parallel.For(0, 9, i => { lock (gate) Note(tally); });", "void Note(Tally t) => t.Count++;")]
    [InlineData("var each = new ThreadLocal<Tally>(() => new Tally()); Parallel.For(0, 9, i => { var mine = each.Value; Note(mine); });", "void Note(Tally t) => t.Count++;")]
    [InlineData("var each = new ThreadLocal<Tally>(() => new Tally()); Parallel.For(0, 9, i => Note(each.Value));", "void Note(Tally t) => t.Count++;")]
    [InlineData("Parallel.For(0, 9, i => Note(new Tally()));", "void Note(Tally t) => t.Count++;")]
    [InlineData("var a = new Thread(() => Note(tally)); a.Start(); a.Join(); Note(tally);", "void Note(Tally t) => t.Count++;")]
    [InlineData("foreach (var part in parts) { var own = new Tally(); new Thread(() => Note(own)).Start(); }", "void Note(Tally t) => t.Add();")]
    public Task Accepts_counters_of_one_run_or_under_a_lock(string body, string methods) => Updates.VerifyAsync(Program(body, methods));
}
