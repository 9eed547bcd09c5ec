using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0507ThreadStaticWithoutEffect>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0507ThreadStaticWithoutEffectTests
{
    [Theory]
    [InlineData("[ThreadStatic] static Random [|s_random|] = new Random();")]
    [InlineData("[ThreadStatic] private static readonly List<int> [|s_list|] = new();")]
    [InlineData("[ThreadStatic, Obsolete] static int [|s_count|] = 5;")]
    [InlineData("[System.ThreadStaticAttribute] internal static string [|s_name|] = \"x\";")]
    [InlineData("[ThreadStatic] static char [|s_a|] = 'a', [|s_b|] = 'b';")]
    [InlineData("[ThreadStatic] static int s_a, [|s_b|] = 1;")]
    [InlineData("[ThreadStatic] static bool [|s_on|] = true;")]
    [InlineData("[ThreadStatic] int [|_count|];")]
    [InlineData("[ThreadStatic] private Random [|_random|] = new();")]
    [InlineData("[ThreadStatic] public readonly object [|Gate|];")]
    [InlineData("[field: ThreadStatic] static Random [|Random|] { get; set; } = new();")]
    [InlineData("[field: ThreadStatic] int [|Count|] { get; set; }")]
    [InlineData("[ThreadStatic] private static List<int> [|s_list|]; static C() { s_list = new List<int>(); } int N => s_list.Count;")]
    [InlineData("class Nested { [ThreadStatic] int [|_count|]; }")]
    public Task Reports_values_that_threads_do_not_get(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [Theory]
    [InlineData("[ThreadStatic] static Random s_random; static Random Get() => s_random ??= new Random();")]
    [InlineData("[ThreadStatic] private static Random s_random = new Random(); static Random Get() { if (s_random == null) s_random = new Random(); return s_random; }")]
    [InlineData("[ThreadStatic] private static Random s_random = new Random(); static Random Get() => s_random ?? (s_random = new Random());")]
    [InlineData("[ThreadStatic] private static Random s_random = new Random(); static Random Get() => s_random ??= new Random();")]
    [InlineData("[ThreadStatic] static int s_count = 0;")]
    [InlineData("[ThreadStatic] static string s_name = null;")]
    [InlineData("[ThreadStatic] static string s_name = default;")]
    [InlineData("[ThreadStatic] static bool s_on = false;")]
    [InlineData("[ThreadStatic] static Guid s_id = default(Guid);")]
    [InlineData("static Random s_random = new(); int _count = 1;")]
    [InlineData("static readonly ThreadLocal<Random> s_random = new(() => new Random());")]
    [InlineData("[ThreadStatic] private static List<int> s_list; static C() { s_list = new(); } static void Init() { s_list = new(); }")]
    [InlineData("[ThreadStatic] private static List<int> s_list; static C() { s_list = new(); } static List<int> L => s_list ??= new();")]
    [InlineData("[ThreadStatic] private static List<int> s_list; static C() { s_list = new(); } static List<int> L => LazyInitializer.EnsureInitialized(ref s_list);")]
    [InlineData("[Obsolete] static int s_count = 5;")]
    public Task Accepts_one_value_for_each_thread(string member) => Verify.VerifyAsync($"class C {{ {member} }}");

    [Fact]
    public Task Reports_structs_and_records_and_partial_types() => Verify.VerifyFilesAsync(
        "struct S { [ThreadStatic] static int [|s_count|] = 1; }",
        "record R { [ThreadStatic] int [|_count|]; }",
        "partial class P { static void M() { } }",
        "partial class P { [ThreadStatic] static int [|s_count|] = 1; }",
        "static class G<T> { [ThreadStatic] static List<T> [|t_items|] = new(); }");

    [CSharpFact(12)]
    public Task Accepts_an_attribute_of_that_name_on_other_things() => Verify.VerifyAsync("""
        class C { [Mine] static int s_count = 1; [ThreadStaticX] int _n; }
        class MineAttribute : Attribute; class ThreadStaticXAttribute : Attribute;
        """);

    [Fact]
    public Task Says_why() => Verify.VerifyAsync(
        "class C { [ThreadStatic] int {|#0:_n|}; }",
        Verify.Finding().WithLocation(0).WithArguments("_n", "it is an instance field: the attribute is ignored, and all threads share the value"));
}
