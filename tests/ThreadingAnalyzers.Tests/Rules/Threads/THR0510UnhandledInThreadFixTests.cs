using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0510UnhandledInThread,
    ThreadingAnalyzers.CodeFixes.Threads.THR0510UnhandledInThreadCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0510UnhandledInThreadFixTests
{
    private static string Program(string code) => $$"""
        using System;
        using System.Diagnostics;
        using System.Threading;

        class C
        {
            void M(int[] numbers, System.Collections.Concurrent.BlockingCollection<int> queue, Action<int> act, System.Net.Sockets.TcpListener server)
            {
        {{code}}
            }
        }
        """;

    [Fact]
    public Task Fixes_work_that_gives_a_signal_at_its_end() => Fix.FixesAsync(
        Program("""
                var done = new ManualResetEvent(false);
                [|ThreadPool.QueueUserWorkItem(_ =>
                {
                    act(1);
                    done.Set();
                })|];
                done.WaitOne();
        """),
        Program("""
                var done = new ManualResetEvent(false);
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    try
                    {
                        act(1);
                    }
                    catch (Exception exception)
                    {
                        Trace.TraceError(exception.ToString());
                    }
                    finally
                    {
                        done.Set();
                    }
                });
                done.WaitOne();
        """));

    [Fact]
    public Task Fixes_each_item() => Fix.FixesAsync(
        Program("""
                var t = [|new Thread(() =>
                {
                    foreach (int n in queue.GetConsumingEnumerable())
                    {
                        // why
                        act(n);
                    }
                })|];
                t.Start();
        """),
        Program("""
                var t = new Thread(() =>
                {
                    foreach (int n in queue.GetConsumingEnumerable())
                    {
                        try
                        {
                            // why
                            act(n);
                        }
                        catch (Exception exception)
                        {
                            Trace.TraceError(exception.ToString());
                        }
                    }
                });
                t.Start();
        """));

    [Fact]
    public Task Fixes_the_whole_work_of_other_loops() => Fix.FixesAsync(
        Program("""
                var t = [|new Thread(() =>
                {
                    while (numbers[0] > 0)
                        server.AcceptSocket();
                })|];
                t.Start();
        """),
        Program("""
                var t = new Thread(() =>
                {
                    try
                    {
                        while (numbers[0] > 0)
                            server.AcceptSocket();
                    }
                    catch (Exception exception)
                    {
                        Trace.TraceError(exception.ToString());
                    }
                });
                t.Start();
        """));
}
