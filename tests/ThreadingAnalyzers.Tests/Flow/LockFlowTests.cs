using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Tests.Flow;

/// <summary>Bodies with probes: which locks are held at each call of <c>Probe()</c>. A lock that is held on some paths only has a question mark.</summary>
public class LockFlowTests
{
    [Theory]
    // (1) lock and its taken flag
    [InlineData("lock (gate) Probe(); Probe();", "gate | ")]
    [InlineData("lock (gate) { if (b) return; Probe(); } Probe();", "gate | ")]
    [InlineData("lock (gate) { lock (other) Probe(); Probe(); }", "gate other | gate")]
    [InlineData("lock (gate) { Work(); } Probe();", "")]
    [InlineData("foreach (var i in items) lock (gate) { if (i == 0) continue; if (i == 1) break; Probe(); } Probe();", "gate | ")]
    [InlineData("lock (this) Probe();", "this")]
    [InlineData("lock (typeof(C)) Probe();", "C")]
    [InlineData("lock (shared) Probe();", "shared")]
    [InlineData("var g = gate; lock (g) Probe();", "gate")]
    [InlineData("lock (gate) { gate.ToString(); lock (gate) Probe(); Probe(); } Probe();", "gate | gate | ")]
    // (2) System.Threading.Lock
    [InlineData("lock (lck) Probe(); Probe();", "lck | ")]
    [InlineData("using (lck.EnterScope()) Probe(); Probe();", "lck | ")]
    [InlineData("lck.Enter(); try { Probe(); } finally { lck.Exit(); } Probe();", "lck | ")]
    [InlineData("if (lck.TryEnter()) { Probe(); lck.Exit(); } Probe();", "lck | ")]
    // (4) finally regions, per leaving branch
    [InlineData("Monitor.Enter(gate); try { if (b) return; Probe(); } finally { Probe(); Monitor.Exit(gate); } Probe();", "gate | gate | ")]
    [InlineData("try { Monitor.Enter(gate); } finally { Monitor.Enter(other); } Probe();", "gate other")]
    [InlineData("Monitor.Enter(gate); try { try { Work(); } finally { Monitor.Enter(other); } } finally { Monitor.Exit(gate); Probe(); } Probe();", "other | other")]
    [InlineData("Monitor.Enter(gate); try { goto end; } finally { Monitor.Exit(gate); } end: Probe();", "")]
    [InlineData("while (b) { Monitor.Enter(gate); try { if (Ask()) break; if (Ask()) continue; Probe(); } finally { Monitor.Exit(gate); } } Probe();", "gate | ")]
    // exceptional edges
    [InlineData("try { Monitor.Enter(gate); Work(); } catch { Probe(); }", "gate")]
    [InlineData("try { Work(); Monitor.Enter(gate); Work(); } catch { Probe(); }", "gate?")]
    [InlineData("try { Work(); Monitor.Enter(gate); } catch { Probe(); }", "")]
    [InlineData("Monitor.Enter(gate); try { Work(); Monitor.Exit(gate); } catch (IOException) { Probe(); } Probe();", "gate | gate?")]
    [InlineData("Monitor.Enter(gate); try { Work(); } catch (Exception) when (Test()) { Probe(); Monitor.Exit(gate); } catch { Probe(); }", "gate | gate")]
    [InlineData("Monitor.Enter(gate); try { Work(); } catch { Monitor.Exit(gate); throw; } Probe();", "gate")]
    // conditional acquisition
    [InlineData("if (!Monitor.TryEnter(gate)) return; Probe();", "gate")]
    [InlineData("if (Monitor.TryEnter(gate)) Probe(); else Probe();", "gate | ")]
    [InlineData("if (Monitor.TryEnter(gate, 10) == false) { Probe(); return; } Probe();", " | gate")]
    [InlineData("bool t = false; try { Monitor.Enter(gate, ref t); Probe(); } finally { if (t) Monitor.Exit(gate); } Probe();", "gate | ")]
    [InlineData("bool t = false; Monitor.TryEnter(gate, ref t); if (t) { Probe(); Monitor.Exit(gate); } Probe();", "gate | ")]
    [InlineData("var t = Monitor.TryEnter(gate); var u = !t; if (u) return; Probe();", "gate")]
    [InlineData("if (Monitor.TryEnter(gate) is true) Probe();", "gate")]
    [InlineData("if (b && Monitor.TryEnter(gate)) Probe(); else Probe();", "gate | ")]
    [InlineData("if (!b || !Monitor.TryEnter(gate)) return; Probe();", "gate")]
    [InlineData("var t = b ? Monitor.TryEnter(gate) : false; if (t) Probe(); else Probe();", "gate | ")]
    [InlineData("if (b) Monitor.Enter(gate); Probe(); if (b) Monitor.Exit(gate); Probe();", "gate? | ")]
    [InlineData("if (b) Monitor.Enter(gate); if (b) Probe();", "gate")]
    [InlineData("Monitor.Enter(gate); if (b) Monitor.Exit(gate); Probe();", "gate?")]
    // semaphores
    [InlineData("if (!await slim.WaitAsync(5)) return; Probe(); slim.Release(); Probe();", "slim | ")]
    [InlineData("await slim.WaitAsync().ConfigureAwait(false); Probe();", "slim")]
    [InlineData("slim.WaitAsync(); Probe();", "")]
    [InlineData("var t = slim.WaitAsync(); Probe(); await t; Probe();", " | slim")]
    [InlineData("slim.WaitAsync().Wait(); Probe();", "slim")]
    [InlineData("slim.WaitAsync().GetAwaiter().GetResult(); Probe();", "slim")]
    [InlineData("slim?.Wait(); Probe(); slim?.Release(); Probe();", "slim? | ")]
    [InlineData("Slots.Wait(); Probe();", "Slots")]
    [InlineData("old.WaitOne(); Probe(); old.Release(); Probe();", "old | ")]
    [InlineData("mutex.WaitOne(); Probe(); mutex.ReleaseMutex(); Probe();", "mutex | ")]
    [InlineData("ev.WaitOne(); Probe();", "")]
    [InlineData("slim.Wait(); slim.Wait(); slim.Release(); Probe(); slim.Release(); Probe();", "slim | ")]
    // reader–writer and spin locks
    [InlineData("rw.EnterReadLock(); Probe(); rw.ExitReadLock(); Probe();", "rw | ")]
    [InlineData("rw.EnterUpgradeableReadLock(); rw.EnterWriteLock(); Probe(); rw.ExitWriteLock(); Probe();", "rw rw | rw")]
    [InlineData("rw.EnterReadLock(); rw.ExitWriteLock(); Probe();", "rw")]
    [InlineData("bool t = false; spin.Enter(ref t); Probe(); spin.Exit(); Probe();", "spin | ")]
    // loops
    [InlineData("for (int i = 0; i < 3; i++) { Probe(); Monitor.Enter(gate); } Probe();", "gate? | gate?")]
    [InlineData("do { Monitor.Enter(gate); Probe(); } while (Ask()); Probe();", "gate | gate")]
    [InlineData("while (!Monitor.TryEnter(gate)) Work(); Probe();", "gate")]
    [InlineData("switch (n) { case 0: Monitor.Enter(gate); break; default: return; } Probe();", "gate")]
    [InlineData("var x = n switch { 0 => Ask(), _ => Monitor.TryEnter(gate) }; Probe();", "gate?")]
    public void Holds(string body, string expected) => Assert.Equal(expected, HeldAtProbes(Scan.OfBody(body)));

    // Older versions have no scopes of a lock in asynchronous code.
    [CSharpFact(13)]
    public void Holds_to_the_end_of_a_using_declaration() => Holds("{ using var s = lck.EnterScope(); Probe(); } Probe();", "lck | ");

    [Theory]
    // (5) lambdas and local functions start without locks, (3) and end at their own root
    [InlineData("lock (gate) { Action a = () => { Probe(); lock (other) Probe(); }; }", " | other")]
    [InlineData("lock (gate) { void L() { Monitor.Enter(other); Probe(); } L(); Probe(); }", "other | gate")]
    [InlineData("try { Action a = () => { Monitor.Enter(gate); Work(); Probe(); }; a(); } catch { Probe(); } finally { Probe(); }", "gate |  | ")]
    [InlineData("Func<Task> f = async () => { await slim.WaitAsync(); try { Probe(); } finally { slim.Release(); } Probe(); };", "slim | ")]
    [InlineData("lock (gate) { Action a = () => { Action c = () => { lock (other) Probe(); }; Probe(); }; }", "other | ")]
    public void Nested_bodies_have_a_state_of_their_own(string body, string expected) => Assert.Equal(expected, HeldAtProbes(Scan.OfBody(body)));

    [Theory]
    [InlineData("Monitor.Enter(gate); Work(); Monitor.Exit(gate);", "Exceptional Work()")]
    [InlineData("Monitor.Enter(gate); if (b) return; Monitor.Exit(gate);", "Normal")]
    [InlineData("Monitor.Enter(gate); try { Work(); } finally { Monitor.Exit(gate); }", "")]
    [InlineData("Monitor.Enter(gate); try { Work(); } catch (IOException) { } Monitor.Exit(gate);", "Exceptional Work()")]
    [InlineData("lock (gate) { Work(); if (b) return; }", "")]
    [InlineData("using (lck.EnterScope()) { Work(); }", "")]
    [InlineData("Monitor.Enter(gate); n++; Monitor.Exit(gate);", "")]
    public void Leaves_with_locks(string body, string expected)
    {
        var scan = Scan.OfBody(body);
        var flow = FlowOf(scan, scan.Bodies.First(part => part.Symbol.Name == "M"))!;
        Assert.Equal(expected, string.Join(" | ", flow.HeldAtExits.Select(exit => $"{exit.Kind} {exit.Cause?.Syntax}".Trim())));
    }

    [Fact]
    public void Is_computed_once_for_all_who_ask()
    {
        var body = Scan.OfBody("lock (gate) Probe();") is var scan ? scan.Bodies.First(part => part.Symbol.Name == "M") : null;
        var first = FlowOf(scan, body!);
        Assert.Same(first, FlowOf(scan, body!));
        Assert.Equal(1, Enumerable.Range(0, 16).AsParallel().Select(_ => FlowOf(scan, body!)).Distinct().Count());
    }

    [Fact]
    public void Families_share_the_scan_of_a_member()
    {
        var scan = Scan.OfBody("lock (gate) Probe();").Scans[0];
        Assert.Same(scan, BodyScan.Of(scan.Body.Root, scan.Body.Symbol, null!, default));
    }

    [Fact]
    public void Bodies_without_locks_have_no_flow()
    {
        var scan = Scan.OfBody("Probe();");
        Assert.All(scan.Bodies, body => Assert.Null(FlowOf(scan, body)));
    }

    private static LockFlow? FlowOf(Scan scan, Body body) => body.LockFlow(scan.Model, default);

    private static string HeldAtProbes(Scan scan) => string.Join(" | ", scan.Calls("Probe").Select(probe => Held(FlowOf(scan, probe.Body), probe.Call.Syntax)));

    private static string Held(LockFlow? flow, SyntaxNode probe) => flow?.StateAt(probe) is not { } state ? "" : string.Join(" ",
        from gate in Enumerable.Range(0, state.LockCount)
        where state[gate].Maximum > 0
        select flow.Locks[gate].Path + (state[gate].Minimum > 0 ? "" : "?"));
}
