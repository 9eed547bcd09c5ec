using Collections = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;
using LooksAtomic = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0306ChangeOnlyLooksAtomic>;
using Torn = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0309TornValue>;
using Updates = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>A host runs a background service beside whoever calls the service's other members.</summary>
public sealed class HostedServiceTests
{
    private const string Base = """
        namespace Microsoft.Extensions.Hosting
        {
            public abstract class BackgroundService
            {
                public virtual Task StartAsync(CancellationToken token) => Task.CompletedTask;
                public virtual Task StopAsync(CancellationToken token) => Task.CompletedTask;
                protected abstract Task ExecuteAsync(CancellationToken stoppingToken);
            }
        }
        """;

    private static string Service(string execute, string members, string ancestor = "Microsoft.Extensions.Hosting.BackgroundService") => $$"""
        namespace App
        {
            struct Fix { public double X, Y, Z; }
            abstract class Other { protected abstract Task ExecuteAsync(CancellationToken stoppingToken); }
            class Service : {{ancestor}}
            {
                readonly Dictionary<string, int> _table = new(); readonly object _gate = new(); int _n; volatile int _sent; Fix _fix;
                protected override async Task ExecuteAsync(CancellationToken stoppingToken) { await Task.Yield(); {{execute}} }
                {{members}}
            }
        }
        """ + Base;

    [Theory]
    [InlineData("[|_table[\"a\"] = 1|];", "public bool Has(string key) => _table.ContainsKey(key);")]
    [InlineData("Fill();", "void Fill() => [|_table.Clear()|]; internal int Count(string key) => _table[key];")]
    public Task Reports_a_table_that_callers_read_meanwhile(string execute, string members) => Collections.VerifyAsync(Service(execute, members));

    [Theory]
    [InlineData("lock (_gate) _table[\"a\"] = 1;", "public bool Has(string key) { lock (_gate) return _table.ContainsKey(key); }")]
    [InlineData("_table[\"a\"] = 1;", "public override Task StartAsync(CancellationToken token) { _table.Clear(); return base.StartAsync(token); }")]
    [InlineData("_table[\"a\"] = 1;", "public override async Task StopAsync(CancellationToken token) { await base.StopAsync(token); Console.WriteLine(_table[\"a\"]); }")]
    [InlineData("_table[\"a\"] = 1; Print();", "void Print() => Console.WriteLine(_table[\"a\"]);")]
    public Task Accepts_a_table_that_only_the_service_has(string execute, string members) => Collections.VerifyAsync(Service(execute, members));

    [Fact]
    public Task Accepts_a_base_class_of_ones_own() => Collections.VerifyAsync(Service("_table[\"a\"] = 1;", "public bool Has(string key) => _table.ContainsKey(key);", "Other"));

    [Fact]
    public Task Reports_updates_on_both_sides() => Updates.VerifyAsync(Service("[|_n--|];", "public void Add() => [|_n++|];"));

    [Fact]
    public Task Reports_a_value_of_several_words() => Torn.VerifyAsync(Service("_fix = new Fix { X = 1 };", "public Fix Last => [|_fix|];"));

    [Theory]
    [InlineData("_sent = _sent + 1;", "public int Sent => _sent;")]
    [InlineData("[|_sent = _sent + 1|];", "public void Reset() => _sent = 0;")]
    public Task Knows_the_only_writer_of_a_volatile_field(string execute, string members) => LooksAtomic.VerifyAsync(Service(execute, members));
}
