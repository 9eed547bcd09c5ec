using ThreadingAnalyzers.Tests.Engine;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>Locals whose values lead back to themselves send nobody round for ever: a stack that overflows ends the compiler.</summary>
public class CyclicLocalTests
{
    private static readonly Endurance s_endurance = new(Product.Analyzers, Product.Fixers);

    [Theory]
    [InlineData("if (o is Node n) { while (n.Next != null) n = n.Next; lock (n.Gate) { n.Value++; } }")]
    [InlineData("lock (_map) { if (_map.TryGetValue(1, out var n)) { n = n.Next; lock (n) { n.Value++; } } }")]
    [InlineData("switch (o) { case Node n: n = n.Next; lock (n) { n.Value++; } break; }")]
    [InlineData("Node a; Node b; a = b.Next; b = a.Next; lock (a) { a.Value++; }")]
    [InlineData("var c = c.Next; lock (c) { c.Value++; }")]
    [InlineData("Task t = t.ContinueWith(_ => t.Wait()); await t;")]
    public Task Cyclic_locals_are_endured(string body) => s_endurance.VerifyAsync("cyclic", $$"""
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        class Node { public Node Next; public int Value; public readonly object Gate = new object(); }
        class C
        {
            private readonly Dictionary<int, Node> _map = new Dictionary<int, Node>();
            async Task M(object o) { {{body}} }
        }
        """);
}
