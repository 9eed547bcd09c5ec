using System.Globalization;
using System.Text;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>A program made to measure: of ten types six know nothing of threads, two are asynchronous, one locks, one starts threads. The same size gives the same text.</summary>
internal static class GeneratedProgram
{
    private const int MethodsOfType = 8;

    internal static SourceSet Of(int types) => new(
        $"generated, {types} types",
        [.. Enumerable.Range(0, types).Select(static i => SourceSet.Tree(Type(i, MethodsOfType), $"/generated/Type{i}.cs"))]);

    /// <summary>One type of at least so many lines that locks in each method.</summary>
    internal static string LongType(int lines)
    {
        int methods = lines / Count(Locking(0));
        return Wrap("LongType", string.Concat(Enumerable.Range(0, methods).Select(static i => Locking(i))));
    }

    private static string Type(int index, int methods)
    {
        Func<int, string> member = (index % 10) switch
        {
            < 6 => Plain,
            < 8 => Asynchronous,
            8 => Locking,
            _ => Starting,
        };
        return Wrap($"Type{index.ToString(CultureInfo.InvariantCulture)}", string.Concat(Enumerable.Range(0, methods).Select(member)));
    }

    private static int Count(string text) => text.Count(static character => character == '\n');

    private static string Wrap(string name, string members) => new StringBuilder()
        .AppendLine("using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;")
        .AppendLine("namespace Generated;")
        .AppendLine($"public sealed class {name}")
        .AppendLine("{")
        .AppendLine("    private readonly object _gate = new();")
        .AppendLine("    private readonly List<int> _items = new();")
        .AppendLine("    private int _count;")
        .Append(members)
        .AppendLine("}")
        .ToString();

    private static string Plain(int i) => $$"""
            public int Sum{{i}}(IEnumerable<int> numbers, string text)
            {
                int sum = text.Length;
                foreach (int number in numbers.Where(n => n > {{i}}).Select(n => n * 2))
                {
                    if (number % 3 == 0)
                        sum += number;
                    else
                        _items.Add(number);
                }

                return sum + _items.Count;
            }


        """;

    private static string Asynchronous(int i) => $$"""
            public async Task<string> ReadAsync{{i}}(string path, CancellationToken cancellation)
            {
                using var reader = new StreamReader(path);
                string text = await reader.ReadToEndAsync(cancellation).ConfigureAwait(false);
                await Task.Delay({{i}}, cancellation).ConfigureAwait(false);
                return text.Trim();
            }


        """;

    private static string Locking(int i) => $$"""
            public void Add{{i}}(int item)
            {
                lock (_gate)
                {
                    if (_items.Contains(item))
                        return;
                    _items.Add(item);
                    _count++;
                }
            }


        """;

    private static string Starting(int i) => $$"""
            public long Start{{i}}(int[] numbers)
            {
                long sum = 0;
                var worker = new Thread(() =>
                {
                    foreach (int number in numbers)
                        Interlocked.Add(ref sum, number);
                });
                worker.Start();
                worker.Join();
                Parallel.ForEach(numbers, number => Interlocked.Increment(ref _count));
                return Interlocked.Read(ref sum);
            }


        """;
}
