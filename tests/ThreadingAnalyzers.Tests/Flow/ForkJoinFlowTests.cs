using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Tests.Flow;

/// <summary>Bodies with probes: how many forks may be running at each call of <c>Probe()</c> in the body that starts them.</summary>
public class ForkJoinFlowTests
{
    [Theory]
    [InlineData("Probe(); var t = new Thread(Work); Probe(); t.Start(); Probe(); t.Join(); Probe();", "0 0 1 0")]
    [InlineData("var t = Task.Run(Work); Probe(); await t; Probe();", "1 0")]
    [InlineData("var t = Task.Run(Work); var u = Task.Run(Work); Probe(); await t; Probe(); u.Wait(); Probe();", "2 1 0")]
    [InlineData("var t = Task.Run(Work); if (b) await t; Probe(); await t;", "1")]
    [InlineData("var t = Task.Run(Work); try { Probe(); } finally { t.Wait(); } Probe();", "1 0")]
    [InlineData("var all = new List<Task>(); foreach (var i in items) { all.Add(Task.Run(Work)); Probe(); } Probe(); await Task.WhenAll(all); Probe();", "1 1 0")]
    [InlineData("await Task.Run(Work); Probe();", "0")]
    [InlineData("Task.Run(Work).GetAwaiter().GetResult(); Probe();", "0")]
    [InlineData("Parallel.For(0, 3, i => Work()); Probe();", "0")]
    [InlineData("Parallel.Invoke(Work, Work); Probe();", "0")]
    [InlineData("_ = Task.Run(Work); await Task.Yield(); Probe();", "1")]
    [InlineData("var t = new Task(Work); Probe(); t.Start(); Probe(); await t; Probe();", "0 1 0")]
    [InlineData("using var timer = new Timer(_ => Work()); Probe();", "1")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Work()); Probe(); ev.WaitOne(); Probe();", "1 0")]
    [InlineData("Go(); Probe();", "1")]
    [InlineData("Go(); GoOn(); Probe();", "1")]
    public void May_be_running(string body, string expected)
    {
        var scan = Scan.OfBody(body, "Task kept; void Go() => kept = Task.Run(Work); void GoOn() { }");
        var summary = new TypeSummary(scan.Scans, () => scan.Scans, scan.Model, default);
        var running = new RunningForks(summary, scan.Model, default);
        Assert.Equal(expected, string.Join(" ", scan.Calls("Probe").Select(probe => summary.Forks.Count(running.At(probe.Body, probe.Call.Syntax).Has))));
    }

    [Theory]
    [InlineData("Parallel.For(0, 3, i => n++);", true)]
    [InlineData("Parallel.Invoke(() => n++, Work);", false)]
    [InlineData("var t = Task.Run(() => n++); await t;", false)]
    [InlineData("for (int i = 0; i < 3; i++) { var t = Task.Run(() => n++); await t; }", false)]
    [InlineData("for (int i = 0; i < 3; i++) _ = Task.Run(() => n++);", true)]
    [InlineData("foreach (var t in new[] { new Thread(() => n++), new Thread(Work) }) t.Start();", false)]
    [InlineData("foreach (var t in items.Select(i => new Thread(() => n++)).ToList()) t.Start();", true)]
    [InlineData("var t = Task.Run(() => n++); n++; await t;", true)]
    [InlineData("n++; var t = Task.Run(() => n++); await t; n++;", false)]
    public void May_overlap(string body, bool expected)
    {
        var scan = Scan.OfBody(body);
        var summary = new TypeSummary(scan.Scans, () => scan.Scans, scan.Model, default);
        List<Access> changes = [.. summary.Accesses.Single(location => location.Key.ToString() == "n").Value.Where(access => access.Changes)];
        Assert.Equal(expected, changes.Exists(change => summary.Parallelism.PartnerOf(change, changes) is not null));
    }
}
