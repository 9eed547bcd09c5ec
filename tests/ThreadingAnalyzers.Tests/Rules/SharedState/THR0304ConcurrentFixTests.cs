using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0304UnsafeObjectSharedCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>The second repair: another collection instead of a lock.</summary>
public class THR0304ConcurrentFixTests
{
    private static string Program(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        class C
        {
            {{members}}
        }
        """;

    private static string Concurrent(string members) => Program(members).Replace("using System.Collections.Generic;", "using System.Collections.Concurrent;\nusing System.Collections.Generic;");

    [Theory]
    [InlineData(
        "int M(int[] a) { var found = new List<int>(); Parallel.ForEach(a, i => [|found.Add(i)|]); return found.Count; }",
        "int M(int[] a) { var found = new ConcurrentQueue<int>(); Parallel.ForEach(a, i => found.Enqueue(i)); return found.Count; }")]
    [InlineData(
        "int[] M(int[] a) { List<int> found = new(); Parallel.ForEach(a, i => { [|found.Add(i)|]; }); return found.ToArray(); }",
        "int[] M(int[] a) { ConcurrentQueue<int> found = new(); Parallel.ForEach(a, i => { found.Enqueue(i); }); return found.ToArray(); }")]
    [InlineData(
        "private readonly List<int> _found = new List<int>(); public int Sum(int[] a) { Parallel.ForEach(a, i => { [|this._found.Add(i)|]; }); int n = 0; foreach (var i in _found) n += i; return n + _found.Max(); }",
        "private readonly ConcurrentQueue<int> _found = new ConcurrentQueue<int>(); public int Sum(int[] a) { Parallel.ForEach(a, i => { this._found.Enqueue(i); }); int n = 0; foreach (var i in _found) n += i; return n + _found.Max(); }")]
    [InlineData(
        "int M(int[] a) { var squares = new Dictionary<int, int>(); Parallel.ForEach(a, i => [|squares[i] = i * i|]); return squares[3] + squares.Count; }",
        "int M(int[] a) { var squares = new ConcurrentDictionary<int, int>(); Parallel.ForEach(a, i => squares[i] = i * i); return squares[3] + squares.Count; }")]
    public Task Fixes_with_a_concurrent_collection(string members, string repaired) => Fix.FixesAsync(Program(members), Concurrent(repaired), kind: "Concurrent");

    [Theory]
    [InlineData("int M(int[] a) { var found = new List<int>(); Parallel.ForEach(a, i => [|found.Add(i)|]); return found[0]; }")]
    [InlineData("List<int> M(int[] a) { var found = new List<int>(); Parallel.ForEach(a, i => [|found.Add(i)|]); return found; }")]
    [InlineData("int M(int[] a) { var found = new List<int> { 1 }; Parallel.ForEach(a, i => [|found.Add(i)|]); return found.Count; }")]
    [InlineData("int M(int[] a) { var found = new List<int>(); Parallel.ForEach(a, i => [|found.Add(i)|]); found.Sort(); return found.Count; }")]
    [InlineData("int M(int[] a) { var found = new Dictionary<int, int>(); Parallel.ForEach(a, i => [|found.Add(i, i)|]); return found.Count; }")]
    [InlineData("int M(int[] a) { var found = new Dictionary<int, int>(); Parallel.ForEach(a, i => { if (!found.ContainsKey(i)) [|found[i] = 1|]; }); return found.Count; }")]
    [InlineData("public readonly List<int> Found = new List<int>(); public void M(int[] a) { Parallel.ForEach(a, i => [|Found.Add(i)|]); }")]
    public Task Offers_none_where_a_use_means_something_else(string members) => Fix.OffersNothingAsync(Program(members), kind: "Concurrent");
}
