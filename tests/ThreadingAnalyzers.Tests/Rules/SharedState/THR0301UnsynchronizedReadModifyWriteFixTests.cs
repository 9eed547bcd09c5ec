using Microsoft.CodeAnalysis.CSharp;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0301UnsynchronizedReadModifyWriteCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>The Interlocked repair of THR0301; the other one has a file of its own.</summary>
public class THR0301UnsynchronizedReadModifyWriteFixTests
{
    [Theory]
    [InlineData("int", "[|_n++|];", "Interlocked.Increment(ref _n);")]
    [InlineData("long", "[|--_n|];", "Interlocked.Decrement(ref _n);")]
    [InlineData("uint", "[|_n--|];", "Interlocked.Decrement(ref _n);")]
    [InlineData("ulong", "[|_n += 2|];", "Interlocked.Add(ref _n, 2);")]
    [InlineData("int", "[|_n += 1|];", "Interlocked.Increment(ref _n);")]
    [InlineData("int", "[|this._n += i * 2|];", "Interlocked.Add(ref this._n, i * 2);")]
    [InlineData("long", "[|_n -= i|];", "Interlocked.Add(ref _n, -(long)i);")]
    [InlineData("int", "[|_n -= i + 1|];", "Interlocked.Add(ref _n, -(i + 1));")]
    [InlineData("int", "[|_n = _n + i|];", "Interlocked.Add(ref _n, i);")]
    [InlineData("int", "[|_n = i + _n|];", "Interlocked.Add(ref _n, i);")]
    [InlineData("int", "[|_n = _n - i|];", "Interlocked.Add(ref _n, -i);")]
    [InlineData("int", "[|_n |= i|];", "Interlocked.Or(ref _n, i);")]
    [InlineData("int", "[|_n &= i|];", "Interlocked.And(ref _n, i);")]
    [InlineData("int", "[|_n /* a */ += /* b */ i|]; // c", "/* a */ /* b */\n            Interlocked.Add(ref _n, i); // c")]
    [InlineData("int", "var now = [|++_n|]; Use(now);", "var now = Interlocked.Increment(ref _n); Use(now);")]
    [InlineData("int", "var id = [|_n++|]; Use(id);", "var id = Interlocked.Increment(ref _n) - 1; Use(id);")]
    [InlineData("int", "Use(3 - [|_n++|]);", "Use(3 - (Interlocked.Increment(ref _n) - 1));")]
    [InlineData("int", "Use([|_n -= i|]);", "Use(Interlocked.Add(ref _n, -i));")]
    [InlineData("int", "for (var k = 0; k < 3; k++, [|_n++|]) { }", "for (var k = 0; k < 3; k++, Interlocked.Increment(ref _n)) { }")]
    public Task Fixes_by_Interlocked(string type, string change, string atomic) => Fix.FixesAsync(Program(type, change), Program(type, atomic));

    /// <summary>What follows means the value that this change left there.</summary>
    [Theory]
    [InlineData("[|_n++|]; Use(_n);", "var value = Interlocked.Increment(ref _n); Use(value);")]
    [InlineData("[|++this._n|]; if (this._n == 3) Use(this._n);", "var value = Interlocked.Increment(ref this._n); if (value == 3) Use(value);")]
    [InlineData("[|_n += i|]; int value = 3; if (_n > value) Use(1);", "var value2 = Interlocked.Add(ref _n, i); int value = 3; if (value2 > value) Use(1);")]
    [InlineData("[|_n++|]; System.Console.WriteLine(_n); if (_n % 2 == 0) System.Console.WriteLine(i);", "var value = Interlocked.Increment(ref _n); System.Console.WriteLine(value); if (value % 2 == 0) System.Console.WriteLine(i);")]
    [InlineData("[|_n++|]; try { Use(_n); } finally { i.ToString(); }", "var value = Interlocked.Increment(ref _n); try { Use(value); } finally { i.ToString(); }")]
    [InlineData("[|_n++|]; _n = 0; Use(_n);", "Interlocked.Increment(ref _n); _n = 0; Use(_n);")]
    [InlineData("[|_n++|]; Use(i); i += nameof(_n).Length;", "Interlocked.Increment(ref _n); Use(i); i += nameof(_n).Length;")]
    [InlineData("[|_n++|]; Task.Delay(9).Wait(); Use(_n);", "Interlocked.Increment(ref _n); Task.Delay(9).Wait(); Use(_n);")]
    public Task Fixes_reads_that_follow(string change, string atomic) => Fix.FixesAsync(Program("int", change), Program("int", atomic), kind: "Interlocked");

    /// <summary>What follows may mean what somebody else has made of it.</summary>
    [Theory]
    [InlineData("[|_n++|]; Use(i); Use(_n);")]
    [InlineData("[|_n++|]; lock (this) { Use(_n); }")]
    [InlineData("[|_n++|]; Thread.Sleep(9); if (_n > 3) Use(3);")]
    public Task Offers_no_Interlocked_before_a_second_look(string change) => Fix.OffersNothingAsync(Program("int", change), "Interlocked");

    [Theory]
    [InlineData("double", "[|_n += i|];")]
    [InlineData("short", "[|_n++|];")]
    [InlineData("int", "[|_n *= 2|];")]
    [InlineData("int", "[|_n += _n|];")]
    [InlineData("uint", "[|_n -= 2|];")]
    [InlineData("int", "Use([|_n |= i|]);")]
    [InlineData("int", "checked { [|_n++|]; }")]
    [InlineData("int", "[|_n = (int)(_n + 2.5)|];")]
    public Task Offers_no_Interlocked_of_another_meaning(string type, string change)
    {
        var source = Program(type, change);
        return Fix.OffersNothingAsync(source, "Interlocked");
    }

    [Fact]
    public Task Offers_no_Interlocked_for_a_property() => Fix.OffersNothingAsync(
        """
        using System.Threading.Tasks;
        class C
        {
            int N { get; set; }
            void M() => Parallel.For(0, 9, i => { [|N++|]; });
        }
        """,
        "Interlocked");

    [Fact]
    public Task Offers_no_Interlocked_beside_a_change_that_cannot_be_atomic() => Fix.OffersNothingAsync(
        """
        using System.Threading.Tasks;
        class C
        {
            int _n;
            void M() => Parallel.Invoke(() => { [|_n++|]; }, () => { [|_n *= 2|]; });
        }
        """,
        "Interlocked");

    [Fact]
    public Task Offers_no_older_overload_that_is_not_there() => Fix.FixesAsync(
        Program("long", "[|_n |= 1|];"),
        Program("long", "lock (_gate)\n            {\n                _n |= 1;\n            }", "    private readonly object _gate = new object();\n"),
        framework: ReferenceAssemblies.NetStandard20,
        csharp: LanguageVersion.CSharp7_3);

    [Fact]
    public Task Fixes_changes_beside_each_other_together() => Fix.FixesAsync(
        """
        using System.Threading;
        class C
        {
            static int s_n;
            static void M()
            {
                var t = new Thread(() => { [|s_n++|]; });
                t.Start();
                [|s_n += 2|];
                t.Join();
            }
        }
        """,
        """
        using System.Threading;
        class C
        {
            static int s_n;
            static void M()
            {
                var t = new Thread(() => { Interlocked.Increment(ref s_n); });
                t.Start();
                Interlocked.Add(ref s_n, 2);
                t.Join();
            }
        }
        """);

    [Fact]
    public Task Fixes_expressions_that_are_bodies() => Fix.FixesAsync(
        """
        using System.Threading.Tasks;
        class C
        {
            int _n;
            int Next() => [|_n++|];
            void M() => Parallel.For(0, 9, i => Next());
            void N()
            {
                var sum = 0;
                Parallel.For(0, 9, i => [|sum += i|]);
            }
        }
        """,
        """
        using System.Threading;
        using System.Threading.Tasks;
        class C
        {
            int _n;
            int Next() => Interlocked.Increment(ref _n) - 1;
            void M() => Parallel.For(0, 9, i => Next());
            void N()
            {
                var sum = 0;
                Parallel.For(0, 9, i => Interlocked.Add(ref sum, i));
            }
        }
        """);

    [Fact]
    public Task Keeps_the_line_ends_of_the_document() => Fix.FixesAsync(
        Program("int", "[|_n++|]; // one").Replace("\n", "\r\n").Replace("using System.Threading;\r\n", ""),
        Program("int", "Interlocked.Increment(ref _n); // one").Replace("\n", "\r\n"));

    private static string Program(string type, string change, string gate = "") =>
        $$"""
        using System.Threading;
        using System.Threading.Tasks;
        class C
        {
        {{gate}}    {{type}} _n;
            void M()
            {
                Parallel.For(0, 9, i =>
                {
                    {{change}}
                });
            }
            void Use(int n) { }
        }
        """;
}
