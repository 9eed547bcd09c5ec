using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0302MissingGuardCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules;

/// <summary>Repairs look like the file that they stand in.</summary>
public class LayoutTests
{
    private const string Inbox = """
        using System.Collections.Generic;

        class Inbox
        {
            private readonly object _gate = new object();
            private readonly Queue<string> _mails = new Queue<string>();

            public void Put(string mail)
            {
                lock (_gate)
                {
                    _mails.Enqueue(mail);
                }
            }

            public string Take()
            {
                lock (_gate)
                    return _mails.Count > 0 ? _mails.Dequeue() : null;
            }

            public void Clear()
            {
        BODY
            }
        }

        """;

    [Theory]
    [InlineData("\t", "\n")]
    [InlineData("\t", "\r\n")]
    [InlineData("    ", "\r\n")]
    public Task Fixes_with_the_tabs_and_line_ends_of_the_file(string indentation, string lineEnd) => Fix.FixesAsync(
        Like("        [|_mails.Clear()|];", indentation, lineEnd),
        Like("        lock (_gate)\n        {\n            _mails.Clear();\n        }", indentation, lineEnd));

    private static string Like(string body, string indentation, string lineEnd) =>
        Inbox.Replace("BODY", body).Replace("    ", indentation).Replace("\r\n", "\n").Replace("\n", lineEnd);
}
