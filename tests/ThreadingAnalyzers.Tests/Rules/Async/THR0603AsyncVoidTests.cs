using Microsoft.CodeAnalysis;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Async.THR0603AsyncVoid>;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Async.THR0603AsyncVoid,
    ThreadingAnalyzers.CodeFixes.Async.THR0603AsyncVoidCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Async;

public class THR0603AsyncVoidTests
{
    private static string Program(string members) => $$"""
        interface IJob { void Run(); }
        class Base { protected virtual void OnStart() { } }
        class C : Base, IJob
        {
            event EventHandler Changed; readonly FileSystemWatcher _watcher = new();
            static async Task WorkAsync() => await Task.Delay(1, CancellationToken.None);
            void IJob.Run() { }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async void [|M|]() { await WorkAsync(); }")]
    [InlineData("public async void [|M|](int n) => await WorkAsync();")]
    [InlineData("public static async void [|M|]<T>(T n) { await WorkAsync(); }")]
    [InlineData("async void [|M|]() { try { await WorkAsync(); } finally { } }")]
    [InlineData("async void [|M|]() { try { await WorkAsync(); } catch (InvalidOperationException) { } }")]
    [InlineData("async void [|M|]() { try { await WorkAsync(); } catch (Exception) { throw; } }")]
    [InlineData("async void [|M|]() { await WorkAsync(); } void N() { M(); }")]
    [InlineData("void N() { Local(); async void [|Local|]() { await WorkAsync(); } }")]
    [InlineData("async void [|M|]() { await foreach (var x in Items()) { } } async IAsyncEnumerable<int> Items() { await Task.Yield(); yield return 1; }")]
    [InlineData("async void [|M|]() { await WorkAsync(); } void N() { M(); Action a = M; }")]
    [InlineData("protected internal virtual async void [|M|]() { await WorkAsync(); }")]
    public Task Reports_async_void(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("class B { public virtual void Start() { } } class C : B { public override async void {|#0:Start|}() { await Task.Yield(); Console.WriteLine(); } void M() => Start(); }")]
    [InlineData("interface I { void Start(); } class C : I { public async void {|#0:Start|}() { await Task.Delay(1); } }")]
    [InlineData("interface I { void Start(); } class C : I { async void I.{|#0:Start|}() => await Task.Delay(1); }")]
    public Task Hints_at_methods_whose_shape_others_have_laid_down(string program) => Verify.VerifyAsync(
        program, Verify.Finding().WithLocation(0).WithSeverity(DiagnosticSeverity.Info).WithArguments("Start", "it cannot give its callers a task, and an exception in it ends the process"));

    [Theory]
    [InlineData("readonly Dictionary<string, Action> _verbs; C() => _verbs = new() { [\"a\"] = M }; async void {|#0:M|}() { await WorkAsync(); }")]
    [InlineData("readonly Dictionary<string, Action> _verbs = new(); C() { _verbs[\"a\"] = this.M; } async void {|#0:M|}() { await WorkAsync(); }")]
    [InlineData("readonly List<Action> _steps = new(); C() { _steps.Add(M); } async void {|#0:M|}() => await WorkAsync();")]
    [InlineData("static readonly Action[] s_steps = { M }; static async void {|#0:M|}() => await WorkAsync();")]
    public Task Hints_at_methods_that_are_called_by_a_table(string members) => Verify.VerifyAsync(
        Program(members), Verify.Finding().WithLocation(0).WithSeverity(DiagnosticSeverity.Info).WithArguments("M", "whoever calls it by the delegate cannot wait for it, and an exception in it ends the process"));

    [Theory]
    [InlineData("readonly List<Action> _steps = new(); C() { _steps.Add(M); } async void M() { try { await WorkAsync(); } catch (Exception) { } }")]
    [InlineData("readonly Dictionary<string, EventHandler> _handlers = new(); C() { _handlers[\"a\"] = M; } async void M(object sender, EventArgs e) { try { await WorkAsync(); } catch (Exception) { } }")]
    public Task Accepts_methods_in_a_table_that_keep_their_exceptions(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("async Task M() { await WorkAsync(); }")]
    [InlineData("void M() { _ = WorkAsync(); }")]
    [InlineData("async void M(object sender, EventArgs e) { try { await WorkAsync(); } catch (Exception) { } }")]
    [InlineData("async void M() { await WorkAsync(); } void N() { Action a = M; a(); }")] // THR0604, by what it is passed to
    [InlineData("async void M() { try { await WorkAsync(); } catch (Exception) { } }")]
    [InlineData("public async void Execute(object parameter) { try { await WorkAsync(); } catch (Exception e) { Console.WriteLine(e); } finally { GC.Collect(); } }")]
    [InlineData("static async void Forget(Task task) { try { await task; } catch (Exception) { } } void N() => Forget(WorkAsync());")]
    [InlineData("protected override async void OnStart() { try { await WorkAsync(); } catch { } }")]
    public Task Accepts_what_has_to_be_void(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("async void {|#0:M|}(object sender, EventArgs e) { await WorkAsync(); }")]
    [InlineData("async void {|#0:M|}(object sender, FileSystemEventArgs e) { await WorkAsync(); } void N() => _watcher.Changed += M;")]
    [InlineData("async void {|#0:M|}(object a, EventArgs b) { await WorkAsync(); } void N() => Changed += new EventHandler(M);")]
    [InlineData("protected override async void {|#0:OnStart|}() { await WorkAsync(); }")]
    public Task Reports_handlers_that_can_throw_as_info(string members) =>
        Verify.VerifyAsync(Program(members), Verify.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0).WithArguments(
            members.Contains("OnStart") ? "OnStart" : "M", $"{(members.Contains("OnStart") ? "it cannot give its callers a task" : "it handles an event")}, and an exception in it ends the process"));

    private static string FixProgram(string members) => $$"""
        using System;
        using System.Threading.Tasks;

        class C
        {
            static async Task WorkAsync() => await Task.Delay(1);
            {{members}}
        }
        """;

    [Theory]
    [InlineData("async void [|M|]() { await WorkAsync(); }", "async Task M() { await WorkAsync(); }")]
    [InlineData("// why\n    public static async void [|M|](int n) => await WorkAsync();", "// why\n    public static async Task M(int n) => await WorkAsync();")]
    [InlineData("async void [|M|]() { if (true) return; await WorkAsync(); }", "async Task M() { if (true) return; await WorkAsync(); }")]
    [InlineData("async void [|M|]() { await WorkAsync(); }\n    async Task N() { M(); await WorkAsync(); }", "async Task M() { await WorkAsync(); }\n    async Task N() { await M(); await WorkAsync(); }")]
    [InlineData("async void [|M|]() { await WorkAsync(); }\n    void N() { M(); }", "async Task M() { await WorkAsync(); }\n    async Task N() { await M(); }")]
    [InlineData("async Task N() { Local(); async void [|Local|]() { await WorkAsync(); } await WorkAsync(); }", "async Task N() { await Local(); async Task Local() { await WorkAsync(); } await WorkAsync(); }")]
    public Task Fixes(string bad, string good) => Fix.FixesAsync(FixProgram(bad), FixProgram(good));

    [Theory]
    [InlineData("event EventHandler Changed;\n    C() => Changed += OnChanged;\n    async void [|OnChanged|](object sender, EventArgs e)\n    {\n        await Task.Run(GC.Collect);\n    }", "event EventHandler Changed;\n    C() => Changed += OnChanged;\n    async void OnChanged(object sender, EventArgs e)\n    {\n        try\n        {\n            await Task.Run(GC.Collect);\n        }\n        catch (Exception exception)\n        {\n            Trace.TraceError(exception.ToString());\n        }\n    }")]
    [InlineData("readonly Action[] _steps = new Action[1];\n    C() => _steps[0] = Step;\n    async void [|Step|]()\n    {\n        await Task.Run(GC.Collect);\n    }", "readonly Action[] _steps = new Action[1];\n    C() => _steps[0] = Step;\n    async void Step()\n    {\n        try\n        {\n            await Task.Run(GC.Collect);\n        }\n        catch (Exception exception)\n        {\n            Trace.TraceError(exception.ToString());\n        }\n    }")]
    public Task Fixes_handlers_by_catching(string bad, string good) => Fix.FixesAsync(FixProgram(bad), FixProgram(good).Replace("using System.Threading.Tasks;", "using System.Diagnostics;\nusing System.Threading.Tasks;"));

    [Theory]
    [InlineData("async void [|M|]() { await WorkAsync(); } C() { M(); }")]
    [InlineData("async void [|M|]() { await WorkAsync(); } int P { set { M(); } }")]
    [InlineData("protected virtual async void [|M|]() { await WorkAsync(); }")]
    public Task Offers_nothing_where_a_caller_cannot_await(string members) => Fix.OffersNothingAsync(FixProgram(members));
}
