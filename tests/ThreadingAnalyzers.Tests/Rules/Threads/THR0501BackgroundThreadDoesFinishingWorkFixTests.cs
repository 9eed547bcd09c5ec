using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Threads.THR0501BackgroundThreadDoesFinishingWork,
    ThreadingAnalyzers.CodeFixes.Threads.THR0501BackgroundThreadDoesFinishingWorkCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0501BackgroundThreadDoesFinishingWorkFixTests
{
    private const string Source =
        """
        using System.IO;
        using System.Threading;

        class C
        {
            void M(string file)
            {
                var writer = new Thread(() => File.WriteAllText(file, "x")) { [|IsBackground = /* why? */ true|], Name = "w" };
                writer.Start();
            }

            int N(string file)
            {
                var writer = new Thread(() => File.WriteAllText(file, "x"));
                [|writer.IsBackground = true|]; // why?
                writer.Start();

                return 1;
            }
        }
        """;

    [Fact]
    public Task Fixes_by_a_foreground_thread() => Fix.FixesAsync(Source, Source
        .Replace("[|IsBackground = /* why? */ true|]", "IsBackground = /* why? */ false")
        .Replace("[|writer.IsBackground = true|]", "writer.IsBackground = false"));

    [Fact]
    public Task Fixes_by_a_join() => Fix.FixesAsync(
        Source,
        Source.Replace("[|", "").Replace("|]", "").Replace("writer.Start();\n", "writer.Start();\n        writer.Join();\n"),
        "Join");

    [Fact]
    public Task Offers_no_join_of_a_thread_that_is_given_away() => Fix.OffersNothingAsync(
        """
        using System.IO;
        using System.Threading;

        class C
        {
            private Thread _writer;

            void M(string file)
            {
                _writer = new Thread(() => File.WriteAllText(file, "x")) { [|IsBackground = true|] };
                _writer.Start();
            }
        }
        """,
        "Join");
}
