using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Heirs that share what a base class guards, in files that say nothing of threads.</summary>
public class THR0302HeirTests
{
    private static string Base(string generic) => $$"""
        public abstract class Store{{generic}}
        {
            protected readonly object Sync = new object();
            protected readonly Dictionary<string, string> Items = new();
            public void Put(string key, string value) { lock (Sync) { Items[key] = value; OnPut(key); } }
            public bool TryGet(string key, out string value) { lock (Sync) return Items.TryGetValue(key, out value); }
            public bool Remove(string key) { lock (Sync) return Items.Remove(key); }
            protected virtual void OnPut(string key) { }
        }
        """;

    [Theory]
    [InlineData("", "", "public int Total() { int sum = 0; foreach (var item in [|Items|]) sum += item.Value.Length; return sum; }")]
    [InlineData("", "", "public void Forget() => [|this.Items.Clear()|];")]
    [InlineData("", "", "public string First(string key) { return [|base.Items[key]|]; }")]
    [InlineData("<T>", "<int>", "public void Forget() { [|Items.Clear()|]; }")]
    public Task Reports_heirs_without_the_lock(string generic, string argument, string member) => Verify.VerifyFilesAsync(Base(generic), $$"""
        public class Names : Store{{argument}}
        {
            {{member}}
        }
        """);

    [Theory]
    [InlineData("public int Total() { lock (Sync) { int sum = 0; foreach (var item in Items) sum += item.Value.Length; return sum; } }")]
    [InlineData("protected override void OnPut(string key) => Items.Remove(key + \"x\");")]
    [InlineData("public Names() => Items.Add(\"\", \"\");")]
    [InlineData("public string Describe() => nameof(Items);")]
    [InlineData("private readonly List<string> _own = new(); public void Add(string item) { _own.Add(item); }")]
    public Task Accepts_heirs_that_hold_it_or_are_called_with_it(string member) => Verify.VerifyFilesAsync(Base(""), $$"""
        public class Names : Store
        {
            {{member}}
        }
        """);
}
