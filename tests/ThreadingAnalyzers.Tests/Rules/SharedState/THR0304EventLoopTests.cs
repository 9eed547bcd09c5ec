using Microsoft.CodeAnalysis;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Objects whose one thread calls those who are registered with it, and actors.</summary>
public class THR0304EventLoopTests
{
    private static string Poller(string type, string call = "handler.Ready();") => $$"""
        public interface IHandler { void Ready(); }
        {{type}} class Poller
        {
            readonly List<IHandler> _handlers = new();
            readonly List<IHandler> _added = new();
            volatile bool _stopping;
            public void Add(IHandler handler) { {|#0:_added.Add(handler)|}; }
            public void Start() { var thread = {|#2:new Thread(Loop)|}; thread.Start(); }
            public void Stop() => _stopping = true;
            void Loop()
            {
                while (!_stopping)
                {
                    _handlers.AddRange({|#3:_added|}); {|#1:_added.Clear()|};
                    foreach (var handler in _handlers) { {{call}} }
                }
            }
        }
        """;

    [Theory]
    [InlineData("internal", "handler.Ready();", true)]
    [InlineData("public", "handler.Ready();", false)]
    [InlineData("internal", "GC.KeepAlive(handler);", false)]
    public async Task Says_less_where_a_handler_may_be_the_caller(string type, string call, bool isLess)
    {
        DiagnosticSeverity severity = isLess ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        await Verify.VerifyAsync(Poller(type, call), Verify.Finding().WithSeverity(severity).WithLocation(0).WithLocation(3).WithLocation(1).WithLocation(2), Verify.Finding().WithSeverity(severity).WithLocation(1).WithLocation(0).WithLocation(3).WithLocation(2));
    }

    /// <summary>The calls of one actor, or of one grain, take turns, before and after each await.</summary>
    [Theory]
    [InlineData("SystemTarget")]
    [InlineData("ActorBase")]
    public Task Accepts_what_takes_turns(string scheduled) => Verify.VerifyAsync(FanOut(scheduled, "_seen.Add(i)"));

    [Fact]
    public Task Reports_what_runs_on_any_thread() => Verify.VerifyAsync(FanOut("Plain", "[|_seen.Add(i)|]"));

    private static string FanOut(string of, string add) => $$"""
        public abstract class {{of}} { }
        public class C : {{of}}
        {
            readonly List<int> _seen = new();
            public async Task All(int[] items) { await Task.WhenAll(items.Select(async i => { await Task.Delay(1); {{add}}; })); }
        }
        """;
}
