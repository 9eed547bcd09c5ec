using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Tests.Flow;

/// <summary>What the method M takes, directly and through others, and what it holds then: <c>held &gt; taken</c>.</summary>
public class CriticalPairsTests
{
    [Theory]
    [InlineData("void M() { lock (_a) { } }", "> _a")]
    [InlineData("void M() { lock (_a) lock (_b) { } }", "> _a | _a > _b")]
    [InlineData("void M() { lock (_a) Inner(); } void Inner() { lock (_b) { } }", "> _a | _a > _b")]
    [InlineData("void M() { Inner(); } void Inner() { lock (_a) Deep(); } void Deep() { lock (_b) { } }", "> _a | _a > _b")]
    [InlineData("void M() { lock (_a) { } Inner(); } void Inner() { lock (_b) { } }", "> _a | > _b")]
    [InlineData("void M(C other) { lock (_a) other.Inner(); } void Inner() { lock (_a) { } }", "> _a | _a > other._a")]
    [InlineData("void M(C other) { Both(other._a, _b); } void Both(object one, object two) { lock (one) lock (two) { } }", "> other._a | other._a > _b")]
    [InlineData("void M() { lock (_a) Make().Inner(); } C Make() => new(); void Inner() { lock (_a) { } }", "> _a | _a > _a")]
    [InlineData("void M() { lock (_a) M(); }", "> _a | _a > _a")]
    [InlineData("void M() { Ping(3); } void Ping(int n) { lock (_a) Pong(n); } void Pong(int n) { lock (_b) Ping(n - 1); }", "> _a | _a > _b | _a _b > _a | _a _b > _b")]
    [InlineData("void M() { lock (_a) System.Threading.Tasks.Task.Run(Inner); } void Inner() { lock (_b) { } }", "> _a")]
    public void Pairs_of_M(string members, string expected)
    {
        var scan = new Scan($"class C {{ readonly object _a = new(), _b = new(); {members} }}");
        var summary = new TypeSummary(scan.Scans, () => scan.Scans, scan.Model, default);
        var pairs = summary.CriticalPairs.Of(scan.Bodies.First(body => body.Symbol.Name == "M"))
            .Where(pair => pair.Event.Kind == CriticalKind.Acquire)
            .Select(pair => $"{string.Join(" ", pair.Held.Select(held => held.Key.Path))} > {pair.Lock!.Path}".Trim());
        Assert.Equal(expected.Split(" | ").Order(StringComparer.Ordinal), pairs.Distinct().Order(StringComparer.Ordinal));
    }
}
