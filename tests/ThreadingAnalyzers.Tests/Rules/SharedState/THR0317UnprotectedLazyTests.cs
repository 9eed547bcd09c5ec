using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.SharedState.THR0317UnprotectedLazy,
    ThreadingAnalyzers.CodeFixes.SharedState.THR0317UnprotectedLazyCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0317UnprotectedLazy>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0317UnprotectedLazyTests
{
    private const string Services = """
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection { }
            public static class Registrations
            {
                public static IServiceCollection AddSingleton<T>(this IServiceCollection services) => services;
                public static IServiceCollection AddSingleton<T, TMade>(this IServiceCollection services) => services;
                public static IServiceCollection AddSingleton<T>(this IServiceCollection services, Func<object, T> make) => services;
                public static IServiceCollection AddSingleton(this IServiceCollection services, Type type) => services;
                public static IServiceCollection AddScoped<T>(this IServiceCollection services) => services;
            }
        }

        """;

    private static string InType(string members) => $$"""
        class C
        {
            static string Load() => "";
            {{members}}
        }
        """;

    [Theory]
    [InlineData("static readonly Lazy<string> s_text = new Lazy<string>(Load, [|LazyThreadSafetyMode.None|]);")]
    [InlineData("static readonly Lazy<string> s_text = new Lazy<string>(Load, [|false|]);")]
    [InlineData("static readonly Lazy<string> s_text = new(() => Load(), [|isThreadSafe: false|]);")]
    [InlineData("static readonly Lazy<C> s_text = new([|false|]);")]
    [InlineData("static readonly Lazy<string> s_text = new([|mode: LazyThreadSafetyMode.None|], valueFactory: Load);")]
    [InlineData("const LazyThreadSafetyMode Mode = LazyThreadSafetyMode.None; static Lazy<string> Text { get; } = new(Load, [|Mode|]);")]
    [InlineData("const bool Safe = false; static readonly Lazy<string> s_text = new(Load, [|Safe|]);")]
    [InlineData("static readonly Lazy<string> s_text; static C() => s_text = new(Load, [|false|]);")]
    [InlineData("static Lazy<string> s_text; static string M() => (s_text ??= new(Load, [|false|])).Value;")]
    [InlineData("static Lazy<string> s_text; void M() { var made = new Lazy<string>(Load, [|false|]); s_text = made; }")]
    [InlineData("readonly ConcurrentDictionary<int, Lazy<string>> _all = new(); string M(int i) => _all.GetOrAdd(i, _ => new Lazy<string>(Load, [|false|])).Value;")]
    [InlineData("readonly ConcurrentDictionary<int, Lazy<string>> _all = new(); string M(int i) => _all.GetOrAdd(i, static j => { return new(Load, [|false|]); }).Value;")]
    [InlineData("readonly ConcurrentDictionary<int, Lazy<string>> _all = new(); void M(int i) => _all[i] = new(Load, [|false|]);")]
    [InlineData("readonly ConcurrentDictionary<int, Lazy<string>> _all = new(); bool M(int i) => _all.TryAdd(i, new(Load, [|false|]));")]
    [InlineData("void M() { var text = new Lazy<string>(Load, [|false|]); Parallel.For(0, 9, i => Console.WriteLine(text.Value)); }")]
    [InlineData("readonly Lazy<string> _text = new(Load, [|false|]); void M() => Parallel.For(0, 9, i => Console.WriteLine(_text.Value));")]
    public Task Reports_a_lazy_object_that_threads_share(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("static readonly Lazy<string> s_text = new Lazy<string>(Load);")]
    [InlineData("static readonly Lazy<string> s_text = new Lazy<string>(Load, true);")]
    [InlineData("static readonly Lazy<string> s_text = new(Load, LazyThreadSafetyMode.PublicationOnly);")]
    [InlineData("static readonly Lazy<string> s_text = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);")]
    [InlineData("readonly Lazy<string> _text = new(Load, false); string M() => _text.Value;")]
    [InlineData("[ThreadStatic] static Lazy<string> t_text; void M() => t_text = new(Load, false);")]
    [InlineData("static bool Safe => false; static readonly Lazy<string> s_text = new(Load, Safe);")]
    [InlineData("string M() { var text = new Lazy<string>(Load, false); return text.Value; }")]
    [InlineData("static Lazy<string> Make() => new(Load, false);")]
    [InlineData("static readonly object s_gate = new(); static readonly Lazy<string> s_text = new(Load, false); string M() { lock (s_gate) return s_text.Value; }")]
    [InlineData("static readonly Lazy<bool> s_flag = new(() => false);")]
    public Task Accepts_other_lazy_objects(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("services.AddSingleton<C>()", "[|false|]")]
    [InlineData("services.AddSingleton<IDisposable, C>()", "[|false|]")]
    [InlineData("services.AddSingleton(_ => new C())", "[|false|]")]
    [InlineData("services.AddSingleton<IDisposable>(_ => new C())", "[|false|]")]
    [InlineData("services.AddSingleton(typeof(C))", "[|false|]")]
    [InlineData("services.AddScoped<C>()", "false")]
    public Task Knows_types_of_which_one_object_serves_all(string registration, string mode) => Verify.VerifyFilesAsync(
        $$"""
        class C : IDisposable
        {
            readonly Lazy<string> _text;
            public C() => _text = new(() => "", {{mode}});
            public string Text => _text.Value;
            public void Dispose() { }
        }
        """,
        "using Microsoft.Extensions.DependencyInjection;\n" + Services + $$"""class Setup { void M(IServiceCollection services) => {{registration}}; }""");

    [Fact]
    public Task Fixes_by_taking_the_mode_away() => Fix.FixesAsync(
        """
        using System;
        using System.Threading;

        static class C
        {
            static readonly Lazy<string> s_a = new(() => "", [|LazyThreadSafetyMode.None|]); // a
            static readonly Lazy<string> s_b = new([|isThreadSafe: false|], valueFactory: () => "");
            static readonly Lazy<object> s_c = new Lazy<object>(/* none */ [|false|]);
        }
        """,
        """
        using System;
        using System.Threading;

        static class C
        {
            static readonly Lazy<string> s_a = new(() => ""); // a
            static readonly Lazy<string> s_b = new(valueFactory: () => "");
            static readonly Lazy<object> s_c = new Lazy<object>(/* none */ );
        }
        """);

    [Fact]
    public Task KnownMiss_a_lazy_object_that_another_type_shares() => Verify.VerifyAsync("""
        class Part { internal readonly Lazy<string> Text = new(() => "", false); }
        static class All { static readonly Part s_part = new(); static string Text => s_part.Text.Value; }
        """);
}
