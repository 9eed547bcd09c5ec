using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Tests.Flow;

/// <summary>The lock flow of a body is the costly part: whoever asks, rules about bodies or about types, gets the one that was computed first.</summary>
public class LockFlowSharingTests
{
    private static readonly DiagnosticDescriptor s_none = new("TEST0001", "Probe", "Probe", "Test", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

    [Fact]
    public async Task All_rules_get_one_flow_of_a_body()
    {
        var bodies = new BodyProbe();
        var types = new TypeProbe();
        var project = Snippet.Project("/0/Probe.cs", """
            using System.Threading;
            class C
            {
                readonly object _a = new(), _b = new();
                int _n;
                void M() { lock (_a) lock (_b) _n++; }
                void N() { Monitor.Enter(_b); try { M(); } finally { Monitor.Exit(_b); } }
            }
            """);
        await AnalyzerRun.DiagnosticsAsync(project, [new Host([bodies, .. RuleCatalog.All, types])]);
        Assert.Equal(2, bodies.Flows.Count);
        Assert.True(bodies.Flows.ToHashSet().SetEquals(types.Flows));
    }

    private sealed class Host(ImmutableArray<Rule> rules) : HostAnalyzer(rules);

    private sealed class BodyProbe() : BodyRule(s_none)
    {
        internal ConcurrentBag<LockFlow> Flows { get; } = [];

        internal override void Analyze(BodyContext body)
        {
            if (body.Body.LockFlow(body.Model, body.Cancellation) is { } flow)
                Flows.Add(flow);
        }
    }

    private sealed class TypeProbe() : TypeRule(s_none)
    {
        internal ConcurrentBag<LockFlow> Flows { get; } = [];

        internal override Evidence Needs => Evidence.Locks;

        internal override void Analyze(TypeContext type)
        {
            foreach (var body in type.Summary.Bodies)
            {
                if (body.LockFlow(type.Model, type.Cancellation) is { } flow)
                    Flows.Add(flow);
            }
        }
    }
}
