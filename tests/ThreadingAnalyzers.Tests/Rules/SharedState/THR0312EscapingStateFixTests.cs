using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0312EscapingState,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0312EscapingStateCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0312EscapingStateFixTests
{
    private static string Program(string member) => $$"""
        using System.Collections.Generic;
        using System.Linq;

        public class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            readonly Dictionary<string, int> _map = new();
            public void Add(int i) { lock (_gate) { _items.Add(i); _map[""] = i; } }
            public void Remove(int i) { lock (_gate) { _items.Remove(i); _map.Remove(""); } }
            {{member}}
        }
        """;

    [Theory]
    [InlineData("public List<int> All() { lock (_gate) return [|_items|]; }", "public List<int> All() { lock (_gate) return new List<int>(_items); }")]
    [InlineData("public IEnumerable<int> All() { lock (_gate) return [|_items|]; }", "public IEnumerable<int> All() { lock (_gate) return new List<int>(_items); }")]
    [InlineData("public IEnumerable<int> All() { lock (_gate) return [|_items.Where(i => i > 1)|]; }", "public IEnumerable<int> All() { lock (_gate) return new List<int>(_items.Where(i => i > 1)); }")]
    [InlineData("public ICollection<string> All() { lock (_gate) return [|_map.Keys|]; }", "public ICollection<string> All() { lock (_gate) return new List<string>(_map.Keys); }")]
    [InlineData("public Dictionary<string, int> All() { lock (_gate) return [|_map|]; }", "public Dictionary<string, int> All() { lock (_gate) return new Dictionary<string, int>(_map, _map.Comparer); }")]
    [InlineData("public IReadOnlyDictionary<string, int> All() { lock (_gate) return [|_map|]; }", "public IReadOnlyDictionary<string, int> All() { lock (_gate) return new Dictionary<string, int>(_map, _map.Comparer); }")]
    public Task Fixes_by_a_copy(string member, string repaired) => Fix.FixesAsync(Program(member), Program(repaired));

    [Theory]
    [InlineData("public List<int> All => [|_items|];")]
    [InlineData("public Dictionary<string, int>.KeyCollection All() { lock (_gate) return [|_map.Keys|]; }")]
    public Task Offers_nothing_where_a_copy_is_not_enough(string member) => Fix.OffersNothingAsync(Program(member));
}
