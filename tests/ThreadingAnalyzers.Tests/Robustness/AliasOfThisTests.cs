using ThreadingAnalyzers.Tests.Engine;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>A local, parameter or field that stands for the object itself has no member that it ends in.</summary>
public class AliasOfThisTests
{
    private static readonly Endurance s_endurance = new(Product.Analyzers, Product.Fixers);

    [Theory]
    [InlineData("var me = this; Task.Run(() => { Use(me); me._n++; lock (me) { me._n--; } }); Use(me); me._n = 3;")]
    [InlineData("C me = this; new Thread(() => me._n++).Start(); me = null; Use(me);")]
    [InlineData("var me = this; Parallel.For(0, 9, i => { Interlocked.Increment(ref me._n); Use(me); });")]
    [InlineData("var me = this; Monitor.Enter(me); me._list.Add(1); Monitor.Exit(me); _timer = new Timer(_ => me._list.Add(2));")]
    [InlineData("var me = this; var you = me; Func<Task> later = async () => { await Task.Yield(); you._n += 2; Use(you); }; later().Wait();")]
    [InlineData("var me = this; _other = me; lock (_other) { _other._n++; } Task.Run(() => _other._n++);")]
    [InlineData("ref C me = ref _other; me = this; Task.Run(() => _other._n++); me._n--;")]
    [InlineData("using (var me = this) { Task.Run(() => Use(me)); }")]
    public Task Names_for_the_object_itself_are_endured(string body) => s_endurance.VerifyAsync("alias", $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        public class C : IDisposable
        {
            private readonly List<int> _list = new List<int>();
            private int _n;
            private C _other;
            private Timer _timer;
            static void Use(C c) { }
            public void Dispose() { }
            public void M() { {{body}} }
        }
        """);
}
