using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Tests.Model;

/// <summary>A row for each API that the model knows, and for those that look like one.</summary>
public class ModelTests
{
    [Theory]
    [InlineData("Monitor.Enter(gate);", "Acquire Monitor Exclusive gate")]
    [InlineData("bool t = false; Monitor.Enter(gate, ref t);", "Acquire Monitor Exclusive gate flag")]
    [InlineData("Monitor.TryEnter(gate);", "TryAcquire Monitor Exclusive gate")]
    [InlineData("bool t = false; Monitor.TryEnter(gate, 5, ref t);", "TryAcquire Monitor Exclusive gate flag")]
    [InlineData("Monitor.Exit(gate);", "Release Monitor Exclusive gate")]
    [InlineData("lck.Enter();", "Acquire Lock Exclusive lck")]
    [InlineData("lck.TryEnter(5);", "TryAcquire Lock Exclusive lck")]
    [InlineData("lck.EnterScope();", "OpenScope Lock Exclusive lck")]
    [InlineData("lck.Exit();", "Release Lock Exclusive lck")]
    [InlineData("slim.Wait();", "Acquire SemaphoreSlim Counting slim")]
    [InlineData("slim.Wait(token);", "Acquire SemaphoreSlim Counting slim")]
    [InlineData("slim.Wait(5);", "TryAcquire SemaphoreSlim Counting slim")]
    [InlineData("slim.Wait(TimeSpan.Zero);", "TryAcquire SemaphoreSlim Counting slim")]
    [InlineData("slim.WaitAsync();", "Acquire SemaphoreSlim Counting slim async")]
    [InlineData("slim.WaitAsync(5, token);", "TryAcquire SemaphoreSlim Counting slim async")]
    [InlineData("slim.Release();", "Release SemaphoreSlim Counting slim")]
    [InlineData("old.WaitOne();", "Acquire Semaphore Counting old")]
    [InlineData("old.WaitOne(5);", "TryAcquire Semaphore Counting old")]
    [InlineData("old.Release(1);", "Release Semaphore Counting old")]
    [InlineData("mutex.WaitOne();", "Acquire Mutex Exclusive mutex")]
    [InlineData("mutex.ReleaseMutex();", "Release Mutex Exclusive mutex")]
    [InlineData("bool t = false; spin.Enter(ref t);", "Acquire SpinLock Exclusive spin flag")]
    [InlineData("spin.Exit();", "Release SpinLock Exclusive spin")]
    [InlineData("rw.EnterReadLock();", "Acquire ReaderWriterLock Shared rw")]
    [InlineData("rw.TryEnterWriteLock(1);", "TryAcquire ReaderWriterLock Exclusive rw")]
    [InlineData("rw.EnterUpgradeableReadLock();", "Acquire ReaderWriterLock Upgradeable rw")]
    [InlineData("rw.ExitReadLock();", "Release ReaderWriterLock Shared rw")]
    [InlineData("new ReaderWriterLock().AcquireReaderLock(1);", "Acquire ReaderWriterLock Shared ")]
    [InlineData("new ReaderWriterLock().ReleaseWriterLock();", "Release ReaderWriterLock Exclusive ")]
    [InlineData("ev.WaitOne();", "")]
    [InlineData("Monitor.Pulse(gate);", "")]
    [InlineData("Work();", "")]
    public void Lock_effects(string statement, string expected)
    {
        var scan = Scan.OfBody(statement);
        var effect = scan.Model.Locks.EffectOf(Last(scan));
        Assert.Equal(expected, effect is null ? "" : $"{effect.Action} {effect.Primitive} {effect.Mode} {AccessPath.Of(effect.Target)}"
            + (effect.TakenFlag is null ? "" : " flag") + (effect.IsAsync ? " async" : ""));
    }

    [Theory]
    [InlineData("Task.Run(Work);", ForkKind.Task)]
    [InlineData("Task.Factory.StartNew(Work);", ForkKind.Task)]
    [InlineData("Task<int>.Factory.StartNew(() => 1);", ForkKind.Task)]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { });", ForkKind.PoolItem)]
    [InlineData("ThreadPool.UnsafeQueueUserWorkItem(_ => { }, null);", ForkKind.PoolItem)]
    [InlineData("ThreadPool.RegisterWaitForSingleObject(ev, (s, t) => { }, null, 1, true);", ForkKind.PoolItem)]
    [InlineData("Parallel.For(0, 1, i => { });", ForkKind.Parallel)]
    [InlineData("Parallel.ForEach(items, i => { });", ForkKind.Parallel)]
    [InlineData("Parallel.ForAsync(0, 1, (i, t) => default);", ForkKind.Parallel)]
    [InlineData("Parallel.ForEachAsync(items, (i, t) => default);", ForkKind.Parallel)]
    [InlineData("Parallel.Invoke(Work);", ForkKind.ParallelInvoke)]
    [InlineData("items.AsParallel().ForAll(i => { });", ForkKind.Parallel)]
    [InlineData("items.Select(async i => { await Task.Yield(); });", ForkKind.AsyncFanOut)]
    [InlineData("items.Select(i => i);", null)]
    [InlineData("items.AsParallel().Count();", null)]
    [InlineData("Work();", null)]
    public void Forks(string statement, object? expected)
    {
        var scan = Scan.OfBody(statement);
        Assert.Equal(expected, scan.Model.Threads.ForkOf(Last(scan)));
    }

    [Theory]
    [InlineData("new Thread(Work)", ForkKind.Thread)]
    [InlineData("new Task(Work)", ForkKind.ColdTask)]
    [InlineData("new Task<int>(() => 1)", ForkKind.ColdTask)]
    [InlineData("new Timer(_ => { })", ForkKind.Timer)]
    [InlineData("new Lazy<int>(() => 1)", null)]
    public void Forks_by_construction(string creation, object? expected)
    {
        var scan = Scan.OfBody($"var x = {creation};");
        Assert.Equal(expected, scan.Model.Threads.ForkOf(scan.Bodies.SelectMany(body => body.Sites).OfType<IObjectCreationOperation>().Single()));
    }

    [Theory]
    [InlineData("new Thread(Work).Join();", JoinKind.Handles)]
    [InlineData("new Thread(Work).Start();", JoinKind.Start)]
    [InlineData("Task.CompletedTask.Wait();", JoinKind.Handles)]
    [InlineData("Task.WaitAll();", JoinKind.Handles)]
    [InlineData("Task.WaitAny();", JoinKind.Handles)]
    [InlineData("Task.WhenAll(Task.CompletedTask);", JoinKind.Combine)]
    [InlineData("Task.WhenAny(Task.CompletedTask);", JoinKind.Combine)]
    [InlineData("Task.CompletedTask.GetAwaiter().GetResult();", JoinKind.Handles)]
    [InlineData("new Task(Work).RunSynchronously();", JoinKind.Start)]
    [InlineData("ev.WaitOne();", JoinKind.Signal)]
    [InlineData("WaitHandle.WaitAll(new WaitHandle[] { ev });", JoinKind.Signal)]
    [InlineData("new CountdownEvent(1).Wait();", JoinKind.Signal)]
    [InlineData("new ManualResetEventSlim().Wait();", JoinKind.Signal)]
    [InlineData("new Barrier(1).SignalAndWait();", JoinKind.Signal)]
    [InlineData("Monitor.Wait(gate);", JoinKind.Signal)]
    [InlineData("slim.WaitAsync();", JoinKind.Signal)]
    [InlineData("new BlockingCollection<int>().Take();", JoinKind.Signal)]
    [InlineData("Work();", null)]
    public void Joins(string statement, object? expected)
    {
        var scan = Scan.OfBody(statement);
        Assert.Equal(expected, scan.Model.Joins.KindOf(Last(scan).TargetMethod));
    }

    [Theory]
    [InlineData("Task.CompletedTask.Wait();", "Await")]
    [InlineData("Task.CompletedTask.Wait(5);", "TimedWait")]
    [InlineData("Task.CompletedTask.GetAwaiter().GetResult();", "Await")]
    [InlineData("Task.WaitAll(Task.CompletedTask);", "WhenAll")]
    [InlineData("Task.WaitAny(Task.CompletedTask);", "WhenAny")]
    [InlineData("var i = Task.WaitAny(Task.CompletedTask);", "WhenAny")]
    [InlineData("Thread.Sleep(1);", "Delay")]
    [InlineData("new Thread(Work).Join();", "None")]
    [InlineData("slim.Wait();", "Twin WaitAsync")]
    [InlineData("slim.Wait(0);", "")]
    [InlineData("ev.WaitOne();", "None")]
    [InlineData("ev.WaitOne(TimeSpan.Zero);", "")]
    [InlineData("new CountdownEvent(1).Wait();", "None")]
    [InlineData("SpinWait.SpinUntil(() => true);", "None")]
    [InlineData("new BlockingCollection<int>().Take();", "None")]
    [InlineData("File.ReadAllText(\"a\");", "Twin ReadAllTextAsync")]
    [InlineData("new StreamReader(\"a\").ReadLine();", "Twin ReadLineAsync")]
    [InlineData("new MemoryStream().Flush();", "")]
    [InlineData("new StringReader(\"a\").ReadToEnd();", "")]
    [InlineData("new FileStream(\"a\", FileMode.Open).Flush();", "Twin FlushAsync")]
    [InlineData("new FileStream(\"a\", FileMode.Open).Dispose();", "")]
    [InlineData("Console.Out.Flush();", "")]
    [InlineData("Work();", "")]
    public void Blocking_calls(string statement, string expected)
    {
        var scan = Scan.OfBody(statement);
        var caller = scan.Bodies.Single(body => body.Symbol.Name == "M").Method!;
        var blocking = scan.Model.Blocking.Of(Last(scan), caller);
        Assert.Equal(expected, blocking is null ? "" : $"{blocking.Form} {blocking.Twin?.Name}".Trim());
    }

    [Theory]
    [InlineData("File.WriteAllText(\"a\", \"b\");", EffectTarget.Storage)]
    [InlineData("File.AppendAllLinesAsync(\"a\", new[] { \"b\" });", EffectTarget.Storage)]
    [InlineData("File.Copy(\"a\", \"b\");", EffectTarget.Storage)]
    [InlineData("new FileStream(\"a\", FileMode.Open).WriteByte(1);", EffectTarget.Storage)]
    [InlineData("new StreamWriter(\"a\").WriteLine();", EffectTarget.Storage)]
    [InlineData("new HttpClient().PostAsync(\"a\", null);", EffectTarget.Network)]
    [InlineData("new System.Net.Sockets.UdpClient().Send(new byte[1], 1);", EffectTarget.Connection)]
    [InlineData("Console.WriteLine();", EffectTarget.Console)]
    [InlineData("Console.Out.WriteLine();", EffectTarget.Console)]
    [InlineData("Console.Error.WriteLine();", null)]
    [InlineData("new MemoryStream().WriteByte(1);", null)]
    [InlineData("new StringWriter().WriteLine();", null)]
    [InlineData("File.ReadAllText(\"a\");", null)]
    [InlineData("File.Delete(\"a\");", null)]
    public void Finishing_work(string statement, object? expected)
    {
        var scan = Scan.OfBody(statement);
        Assert.Equal(expected, scan.Model.FinishingWork.EffectOf(Last(scan)));
    }

    [Theory]
    [InlineData("gate", "gate")]
    [InlineData("this.gate", "gate")]
    [InlineData("shared", "shared")]
    [InlineData("C.shared", "shared")]
    [InlineData("this", "this")]
    [InlineData("typeof(C)", "C")]
    [InlineData("items", "items")]
    [InlineData("(object)gate", "gate")]
    [InlineData("(gate)", "gate")]
    [InlineData("Slots", "Slots")]
    [InlineData("next.gate", "next.gate")]
    [InlineData("next.next.next.gate", null)]
    [InlineData("items[0]", null)]
    [InlineData("Next()", null)]
    [InlineData("new object()", null)]
    public void Access_paths(string expression, string? expected)
    {
        var scan = Scan.OfBody($"object.ReferenceEquals({expression}, null);", "C next; C Next() => this;");
        Assert.Equal(expected, AccessPath.Of(scan.CallIn("ReferenceEquals").Arguments[0].Value)?.ToString());
    }

    [Fact]
    public void Access_paths_are_equal_by_their_members()
    {
        var scan = Scan.OfBody("object.Equals(this.next.gate, next.gate); object.Equals(gate, next.gate);", "C next;");
        bool[] equal = [.. scan.Calls("Equals").Select(call => AccessPath.Of(call.Call.Arguments[0].Value)!.Equals(AccessPath.Of(call.Call.Arguments[1].Value)))];
        Assert.Equal([true, false], equal);
    }

    /// <summary>The outermost call of the last statement.</summary>
    private static IInvocationOperation Last(Scan scan) => scan.Bodies.Single(body => body.Symbol.Name == "M").Sites.OfType<IInvocationOperation>()
        .Where(call => call.TargetMethod.Name != "Yield")
        .OrderBy(call => call.Syntax.SpanStart).ThenByDescending(call => call.Syntax.Span.Length).First();
}
