using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0320RequestsShareState>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0320RequestsShareStateTests
{
    private const string Server = """
        namespace Microsoft.AspNetCore.Http { public class HttpContext { } public delegate Task RequestDelegate(HttpContext context); }
        namespace Microsoft.AspNetCore.Mvc { public abstract class ControllerBase { } public abstract class Controller : ControllerBase { } public sealed class ApiControllerAttribute : Attribute { } }
        namespace Microsoft.AspNetCore.Builder
        {
            public interface IApplication { }
            public static class Routes { public static void MapGet(this IApplication app, string path, Delegate handler) { } public static void Use(this IApplication app, Func<object, Task> handler) { } }
        }
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection { }
            public static class Registrations
            {
                public static IServiceCollection AddSingleton<T>(this IServiceCollection services) => services;
                public static IServiceCollection AddHostedService<T>(this IServiceCollection services) => services;
                public static IServiceCollection AddScoped<T>(this IServiceCollection services) => services;
            }
        }

        """;

    private static Task VerifyAsync(string source) => Verify.VerifyFilesAsync(Server, "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Mvc; using Microsoft.AspNetCore.Http; using Microsoft.Extensions.DependencyInjection;\n" + source);

    private static string InController(string members) => $$"""
        class HomeController : Controller
        {
            static int s_hits; static readonly List<string> s_names = new(); static readonly Dictionary<string, int> s_counts = new(); static readonly ConcurrentDictionary<string, int> s_safe = new();
            static readonly object s_gate = new(); int _own; readonly List<string> _list = new(); static string s_last; static object s_lazy;
            {{members}}
        }
        static class Stats { public static int Total; }
        """;

    [Theory]
    [InlineData("public int Get() => [|s_hits++|];")]
    [InlineData("public void Post(string name) { [|s_names.Add(name)|]; }")]
    [InlineData("public void Post(string name) { [|s_counts[name]|] = 1; }")]
    [InlineData("public void Post(string name) { [|s_counts[name]|]++; }")]
    [InlineData("public async Task<int> Get() { await Task.Yield(); return [|s_hits += 2|]; }")]
    [InlineData("public int Get() { Count(); return 1; } private void Count() { [|s_hits++|]; }")]
    [InlineData("public int Get() => [|Stats.Total++|];")]
    [InlineData("public void Post(string name) { if (!s_names.Contains(name)) [|s_names.Add(name)|]; s_names.Sort(); }")]
    public Task Reports_static_state_of_controllers(string members) => VerifyAsync(InController(members));

    [Theory]
    [InlineData("public int Get() => _own++;")]
    [InlineData("public void Post(string name) { _list.Add(name); }")]
    [InlineData("public void Post(string name) { s_safe[name] = 1; }")]
    [InlineData("public int Get() => Interlocked.Increment(ref s_hits);")]
    [InlineData("public int Get() { lock (s_gate) return s_hits++; }")]
    [InlineData("public int Get() { lock (s_gate) return Next(); } private int Next() => s_hits++;")]
    [InlineData("public void Post(string name) { s_last = name; }")]
    [InlineData("public bool Get(string name) => s_names.Contains(name);")]
    [InlineData("public object Get() => s_lazy ??= new object();")]
    [InlineData("public int Get() { int n = 0; n++; return n; }")]
    [InlineData("static HomeController() { s_hits++; s_names.Add(\"\"); }")]
    [InlineData("[ThreadStatic] static int t_n; public int Get() => t_n++;")]
    public Task Accepts_what_is_safe_or_not_shared(string members) => VerifyAsync(InController(members));

    [Theory]
    [InlineData("[ApiController] class Api { static int s_n; public int Get() => [|s_n++|]; int _own; public int Own() => _own++; }")]
    [InlineData("class Audit { readonly RequestDelegate next; public Audit(RequestDelegate next) => this.next = next; int _n; public Task InvokeAsync(HttpContext context) { [|_n++|]; return next(context); } }")]
    [InlineData("class Audit { readonly RequestDelegate _next; readonly List<string> _all = new(); public Audit(RequestDelegate next) => _next = next; public Task Invoke(HttpContext context) { [|_all.Add(\"\")|]; return _next(context); } }")]
    [InlineData("class Other { int _n; public int Get() => _n++; }")]
    public Task Knows_who_handles_requests(string source) => VerifyAsync(source);

    [Theory]
    [InlineData("AddSingleton", "int _n; public int Next() => [|++_n|];")]
    [InlineData("AddSingleton", "readonly List<int> _all = new(); public void Add(int n) => [|_all.Add(n)|]; private int _m;")]
    [InlineData("AddSingleton", "int N { get; set; } public void Add(int n) => [|N += n|];")]
    [InlineData("AddHostedService", "int _n; public int Next() => [|++_n|]; public Task StartAsync() { _n++; return Task.CompletedTask; }")]
    [InlineData("AddScoped", "int _n; public int Next() => ++_n;")]
    [InlineData("AddSingleton", "int _n; public int Next() => Interlocked.Increment(ref _n);")]
    [InlineData("AddSingleton", "int _n; public int Next() { lock (this) return ++_n; } public void Less() => _n--;")]
    [InlineData("AddSingleton", "int _n; public C() => _n++; private void Unused() => _n++;")]
    public Task Knows_singletons(string registration, string members) =>
        VerifyAsync($$"""class C { {{members}} } class Setup { void M(IServiceCollection services) => services.{{registration}}<C>(); }""");

    [Theory]
    [InlineData("int n = 0; app.MapGet(\"/\", () => [|++n|]);")]
    [InlineData("var names = new List<string>(); app.MapGet(\"/\", (string name) => { [|names.Add(name)|]; });")]
    [InlineData("var names = new List<string>(); app.MapGet(\"/\", Add); void Add(string name) => [|names.Add(name)|];")]
    [InlineData("int n = 0; app.Use(context => { [|n++|]; return Task.CompletedTask; });")]
    [InlineData("int n = 0; app.MapGet(\"/\", () => Interlocked.Increment(ref n));")]
    [InlineData("app.MapGet(\"/\", (int n) => { n++; var all = new List<int>(); all.Add(n); return all.Count; });")]
    [InlineData("int n = 0; Action count = () => n++; count();")]
    public Task Knows_lambdas_that_answer_requests(string statements) => VerifyAsync($$"""class Setup { void M(IApplication app) { {{statements}} } }""");

    [Fact]
    public Task KnownMiss_what_another_type_changes() =>
        VerifyAsync(InController("readonly Counter _counter = new(); public void Post() => _counter.Count();") + "class Counter { static int s_n; public void Count() => s_n++; }");

    /// <summary>What one request puts into the object that all pass through, and later takes for its own.</summary>
    [Theory]
    [InlineData("[|_path = context.Path|]; await _next(context); Console.WriteLine(_path);")]
    [InlineData("[|_watch = Stopwatch.StartNew()|]; await _next(context); Console.WriteLine(_watch.Elapsed);")]
    [InlineData("[|_path = context.Path|]; await _next(context); Show(); } void Show() { Console.WriteLine(_path);", true)]
    [InlineData("var path = context.Path; await _next(context); Console.WriteLine(path);")]
    [InlineData("if (_watch == null) _watch = Stopwatch.StartNew(); await _next(context); Console.WriteLine(_watch.Elapsed);")]
    [InlineData("_started = true; await _next(context); Console.WriteLine(_started);")]
    [InlineData("_path = context.Path; await _next(context);")]
    [InlineData("Console.WriteLine(_path); _path = context.Path; await _next(context);")]
    public Task Reports_what_middleware_keeps_for_a_request(string code, bool isMissed = false) => VerifyAloneAsync(isMissed ? code.Replace("[|", "").Replace("|]", "") : code);

    private static Task VerifyAloneAsync(string code) => Verify.VerifyAloneAsync($$"""
        public class Middleware
        {
            readonly RequestDelegate _next; string _path; Stopwatch _watch; bool _started;
            public Middleware(RequestDelegate next) { _next = next; }
            public async Task InvokeAsync(HttpContext context) { {{code}} }
        }
        """);

    /// <summary>Filters that are attributes are made once for their action.</summary>
    [Theory]
    [InlineData("public class TimedAttribute : ActionFilterAttribute", "public override", "[|_watch = Stopwatch.StartNew()|]")]
    [InlineData("public class TimedAttribute : Attribute, IActionFilter", "public", "[|_watch = Stopwatch.StartNew()|]")]
    [InlineData("public class Timed : IActionFilter", "public", "_watch = Stopwatch.StartNew()")]
    [InlineData("public class Timed : Attribute", "public", "_watch = Stopwatch.StartNew()")]
    public Task Reports_what_filters_keep_for_a_request(string type, string modifiers, string start) => Verify.VerifyAloneAsync($$"""
        {{type}}
        {
            Stopwatch _watch;
            {{modifiers}} void OnActionExecuting(ActionExecutingContext context) { {{start}}; }
            {{modifiers}} void OnActionExecuted(ActionExecutedContext context) { Console.WriteLine(_watch.Elapsed); }
        }
        """);
}
