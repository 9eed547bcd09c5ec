using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Parallel.THR0702ParallelInNameOnly,
    ThreadingAnalyzers.CodeFixes.Parallel.THR0702ParallelInNameOnlyCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Parallel.THR0702ParallelInNameOnly>;

namespace ThreadingAnalyzers.Tests.Rules.Parallel;

public class THR0702ParallelInNameOnlyTests
{
    private static string InMethod(string statements) => $$"""
        class C
        {
            readonly BlockingCollection<string> _queue = new();
            void M(List<string> items, ParallelQuery<string> query, Action<string> use) { {{statements}} }
        }
        """;

    [Theory]
    [InlineData("foreach (var item in [|items.AsParallel()|]) use(item);")]
    [InlineData("foreach (var item in [|items.AsParallel().WithDegreeOfParallelism(4)|]) use(item);")]
    [InlineData("foreach (var item in [|items.Where(i => i != null).AsParallel().AsOrdered()|]) use(item);")]
    [InlineData("foreach (var item in [|items.AsParallel().ToList()|]) use(item);")]
    [InlineData("foreach (var item in [|items.AsParallel().AsEnumerable()|]) use(item);")]
    [InlineData("var all = items.AsParallel(); foreach (var item in [|all|]) use(item);")]
    [InlineData("foreach (var item in [|ParallelEnumerable.AsParallel(items)|]) use(item);")]
    [InlineData("Parallel.ForEach([|_queue.GetConsumingEnumerable()|], use);")]
    [InlineData("Parallel.ForEach([|_queue.GetConsumingEnumerable(default)|], new ParallelOptions(), use);")]
    [InlineData("Parallel.ForEach([|_queue.GetConsumingEnumerable()|].Where(i => i.Length > 3), use);")]
    [InlineData("var source = [|_queue.GetConsumingEnumerable()|]; Parallel.ForEach(source, use);")]
    [InlineData("[|_queue.GetConsumingEnumerable()|].AsParallel().ForAll(use);")]
    public Task Reports_what_is_parallel_in_name_only(string statements) => Verify.VerifyAsync(InMethod(statements));

    [Theory]
    [InlineData("foreach (var item in items.AsParallel().Select(i => i.Trim())) use(item);")]
    [InlineData("foreach (var item in items.AsParallel().Where(i => i != null).ToList()) use(item);")]
    [InlineData("foreach (var item in query) use(item);")]
    [InlineData("foreach (var item in items) use(item);")]
    [InlineData("items.AsParallel().ForAll(use);")]
    [InlineData("var all = items.AsParallel(); if (items.Count > 3) all = all.Where(i => i != null); foreach (var item in all) use(item);")]
    [InlineData("Parallel.ForEach(Partitioner.Create(_queue.GetConsumingEnumerable(), EnumerablePartitionerOptions.NoBuffering), use);")]
    [InlineData("foreach (var item in _queue.GetConsumingEnumerable()) use(item);")]
    [InlineData("Parallel.ForEach(_queue, use);")]
    [InlineData("Parallel.ForEachAsync(_queue.GetConsumingEnumerable(), (item, _) => default).Wait();")]
    public Task Accepts_what_is_parallel_and_what_is_not(string statements) => Verify.VerifyAsync(InMethod(statements));

    [Fact]
    public Task Fixes_a_loop_and_its_source() => Fix.FixesAsync(
        """
        using System;
        using System.Collections.Concurrent;
        using System.Linq;
        using System.Threading.Tasks;

        class C
        {
            void M(string[] items, BlockingCollection<string> queue, Action<string> use)
            {
                foreach (var item in [|items.AsParallel()|]) // each
                    use(item);
                Parallel.ForEach([|queue.GetConsumingEnumerable()|], use);
            }
        }
        """,
        """
        using System;
        using System.Collections.Concurrent;
        using System.Linq;
        using System.Threading.Tasks;

        class C
        {
            void M(string[] items, BlockingCollection<string> queue, Action<string> use)
            {
                foreach (var item in items) // each
                    use(item);
                Parallel.ForEach(Partitioner.Create(queue.GetConsumingEnumerable(), EnumerablePartitionerOptions.NoBuffering), use);
            }
        }
        """);

    [Fact]
    public Task KnownMiss_a_query_from_elsewhere() => Verify.VerifyAsync(InMethod("foreach (var item in query) use(item);"));
}
