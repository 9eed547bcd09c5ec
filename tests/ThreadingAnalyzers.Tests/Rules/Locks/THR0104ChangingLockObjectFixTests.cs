using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0104ChangingLockObject,
    ThreadingAnalyzers.CodeFixes.Locks.THR0104ChangingLockObjectCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0104ChangingLockObjectFixTests
{
    [CSharpFact(13)]
    public Task Fixes_all_new_objects_with_one_gate() => Fix.FixesAsync(
        """
        using System.Threading;

        class C
        {
            private static int s_count;

            public static void M()
            {
                lock ([|new object()|]) // count
                    s_count++;
            }

            public void N()
            {
                lock ([|new object()|]) s_count--;
            }
        }
        """,
        """
        using System.Threading;

        class C
        {
            private static readonly Lock s_gate = new();
            private static int s_count;

            public static void M()
            {
                lock (s_gate) // count
                    s_count++;
            }

            public void N()
            {
                lock (s_gate) s_count--;
            }
        }
        """);

    [CSharpFact(13)]
    public Task Fixes_a_collection_that_is_replaced() => Fix.FixesAsync(
        """
        using System.Collections.Generic;
        using System.Threading;

        class C
        {
            private readonly int _size = 9;
            private List<int> _list = new();

            public void Add(int i)
            {
                lock (_list)
                    _list.Add(i);
            }

            public void Clear()
            {
                lock (this._list)
                    [|_list = new(_size)|];
            }
        }
        """,
        """
        using System.Collections.Generic;
        using System.Threading;

        class C
        {
            private readonly int _size = 9;
            private readonly Lock _gate = new();
            private List<int> _list = new();

            public void Add(int i)
            {
                lock (_gate)
                    _list.Add(i);
            }

            public void Clear()
            {
                lock (_gate)
                    _list = new(_size);
            }
        }
        """);

    [Fact]
    public Task Fixes_a_property_that_makes_objects() => Fix.FixesAsync(
        """
        class C
        {
            // The gate.
            private object Gate => new object(); // new

            public void M()
            {
                lock ([|Gate|]) { }
            }
        }
        """,
        """
        class C
        {
            // The gate.
            private object Gate { get; } = new object(); // new

            public void M()
            {
                lock (Gate) { }
            }
        }
        """);

    [Theory]
    [InlineData("class C { object _gate = new(); void M() { lock (_gate) { } } void N() { [|_gate = new()|]; } }")]
    [InlineData("using System.Collections.Generic; class C { List<int> _list = new(); void M() { lock (_list) System.Threading.Monitor.Wait(_list); } void N() { [|_list = new()|]; } }")]
    [InlineData("using System.Collections.Generic; class C { public List<int> List = new(); void M() { lock (List) { } } void N() { [|List = new()|]; } }")]
    [InlineData("using System.Collections.Generic; class C { List<int> _list = new(); void M(List<int> l) { lock (_list) { } lock (l) { } } void N() { [|_list = new()|]; } }")]
    [InlineData("class C { object Gate() => new(); void M() { lock ([|Gate()|]) { } } }")]
    [InlineData("class C { void M() { var gate = new object(); lock ([|gate|]) { } } }")]
    [InlineData("struct C { void M() { lock ([|new object()|]) { } } }")]
    [InlineData("class C { void M() { System.Threading.Monitor.Enter([|new object()|]); } }")]
    [InlineData("class C { int _i; System.Collections.Generic.List<int> Gate => new(_i); void M() { lock ([|Gate|]) { } } }")]
    public Task Offers_nothing_where_the_cure_is_another(string source) => Fix.OffersNothingAsync(source);
}
