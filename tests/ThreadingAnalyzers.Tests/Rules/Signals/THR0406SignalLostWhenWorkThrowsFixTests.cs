using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Signals.THR0406SignalLostWhenWorkThrows,
    ThreadingAnalyzers.CodeFixes.Signals.THR0406SignalLostWhenWorkThrowsCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0406SignalLostWhenWorkThrowsFixTests
{
    private static string Program(string body) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly ManualResetEventSlim _done = new();
            void Later(Action action) { }
            void Wait() => _done.Wait();
            Task M(Action work, Func<int> compute, BlockingCollection<int> sink)
            {
        {{body}}
            }
        }
        """;

    [Fact]
    public Task Fixes_by_adding_a_finally_to_the_try() => Fix.FixesAsync(
        Program("""
                    Task.Run(() =>
                    {
                        try
                        {
                            work(); // hard
                            [|_done.Set()|]; // over
                        }
                        catch (Exception e)
                        {
                            Console.WriteLine(e);
                        }
                    });
                    return null;
            """),
        Program("""
                    Task.Run(() =>
                    {
                        try
                        {
                            work(); // hard
                        }
                        catch (Exception e)
                        {
                            Console.WriteLine(e);
                        }
                        finally
                        {
                            _done.Set(); // over
                        }
                    });
                    return null;
            """));

    [Fact]
    public Task Fixes_by_try_finally() => Fix.FixesAsync(
        Program("""
                    Task.Run(() =>
                    {
                        Console.WriteLine();
                        work(); // hard

                        // over
                        [|_done.Set()|];
                    });
                    int n = compute();
                    sink.Add(n);
                    [|sink.CompleteAdding()|]; // all
                    return null;
            """),
        Program("""
                    Task.Run(() =>
                    {
                        Console.WriteLine();
                        try
                        {
                            work(); // hard
                        }
                        finally
                        {
                            // over
                            _done.Set();
                        }
                    });
                    try
                    {
                        int n = compute();
                        sink.Add(n);
                    }
                    finally
                    {
                        sink.CompleteAdding(); // all
                    }
                    return null;
            """));

    [Fact]
    public Task Fixes_by_handing_over_the_exception() => Fix.FixesAsync(
        Program("""
                    var source = new TaskCompletionSource<int>();
                    Later(() =>
                    {
                        var n = [|compute()|]; // hard
                        source.SetResult(n);
                        Console.WriteLine();
                    });
                    return source.Task;
            """),
        Program("""
                    var source = new TaskCompletionSource<int>();
                    Later(() =>
                    {
                        try
                        {
                            var n = compute(); // hard
                            source.SetResult(n);
                        }
                        catch (Exception exception)
                        {
                            source.TrySetException(exception);
                        }
                        Console.WriteLine();
                    });
                    return source.Task;
            """));

    [Theory]
    [InlineData("        int n = compute(); sink.Add(n); [|sink.CompleteAdding()|]; Console.WriteLine(n); return null;")]
    [InlineData("        var s = new TaskCompletionSource<int>(); Later(() => s.SetResult([|compute()|])); return s.Task;")]
    public Task Offers_nothing_where_statements_cannot_move(string body) => Fix.OffersNothingAsync(Program(body));

    [Fact]
    public Task Fixes_by_counting_in_a_finally() => Fix.FixesAsync(
        Program("""
                    int left = 3;
                    for (int i = 0; i < 3; i++)
                    {
                        Task.Run(() =>
                        {
                            work();
                            if (Interlocked.Decrement(ref left) == 0)
                                [|_done.Set()|];
                        });
                    }

                    return null;
            """),
        Program("""
                    int left = 3;
                    for (int i = 0; i < 3; i++)
                    {
                        Task.Run(() =>
                        {
                            try
                            {
                                work();
                            }
                            finally
                            {
                                if (Interlocked.Decrement(ref left) == 0)
                                    _done.Set();
                            }
                        });
                    }

                    return null;
            """));

    [Fact]
    public Task Fixes_a_count() => Fix.FixesAsync(
        Counting("""
                    await work(); // hard
                    [|Interlocked.Decrement(ref _running)|]; // over
            """),
        Counting("""
                    try
                    {
                        await work(); // hard
                    }
                    finally
                    {
                        Interlocked.Decrement(ref _running); // over
                    }
            """));

    private static string Counting(string body) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            int _running;
            bool Idle => _running == 0;
            async Task Run(Func<Task> work)
            {
                Interlocked.Increment(ref _running);
        {{body}}
            }
        }
        """;

    [Fact]
    public Task Fixes_a_handler_that_forgets_the_answer() => Fix.FixesAsync(
        Desk("""
                        [|job.Reply.SetResult(device(job.Text))|]; // done
                    }
                    catch (Exception e)
                    {
        """),
        Desk("""
                        job.Reply.SetResult(device(job.Text)); // done
                    }
                    catch (Exception e)
                    {
                        job.Reply.TrySetException(e);
        """));

    private static string Desk(string answer) => $$"""
        using System;
        using System.Collections.Concurrent;
        using System.Threading.Tasks;

        class Desk
        {
            sealed record Job(string Text, TaskCompletionSource<int> Reply);
            private readonly BlockingCollection<Job> _jobs = new();

            public Task<int> Ask(string text)
            {
                var reply = new TaskCompletionSource<int>();
                _jobs.Add(new Job(text, reply));
                return reply.Task;
            }

            public void Serve(Func<string, int> device)
            {
                foreach (var job in _jobs.GetConsumingEnumerable())
                {
                    try
                    {
        {{answer}}
                        // only a note
                        Console.WriteLine(e);
                    }
                }
            }
        }
        """;
}
