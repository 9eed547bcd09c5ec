using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0508ThreadBoundAcrossAwait>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0508ThreadBoundAcrossAwaitTests
{
    private static string Program(string code) => $$"""
        class C
        {
            [ThreadStatic] static string t_id; [ThreadStatic] static int t_depth; static string s_plain;
            static readonly ThreadLocal<string> s_local = new(); static readonly ThreadLocal<Stack<string>> s_names = new(() => new()); static readonly AsyncLocal<string> s_flow = new();
            static string Id => t_id; bool b;
            void Use(object o) { } void Sync() { t_id = "x"; Use(t_id); }
            async Task M(Func<Task> other) { {{code}} }
        }
        """;

    [Theory]
    [InlineData("t_id = \"a\"; await Task.Yield(); Use([|t_id|]);")]
    [InlineData("t_id = \"a\"; await other().ConfigureAwait(false); Use([|C.t_id|].Length);")]
    [InlineData("t_id = \"a\"; if (b) await other(); Use([|t_id|]);")]
    [InlineData("t_id = \"a\"; try { await other(); } finally { [|t_id|] = null; }")]
    [InlineData("var old = t_id; t_id = \"a\"; await other(); [|t_id|] = old;")]
    [InlineData("var before = new Exception(t_id); t_id = \"a\"; try { await other(); } finally { [|t_id|] = before.Message; }")]
    [InlineData("t_id = \"a\"; await other(); Use([|Id|]);")]
    [InlineData("t_depth = 1; await other(); [|t_depth|]--;")]
    [InlineData("t_id = \"a\"; for (int i = 0; i < 3; i++) { Use([|t_id|]); await other(); }")]
    [InlineData("s_local.Value = \"a\"; await other(); Use([|s_local.Value|]);")]
    [InlineData("t_depth++; try { await other(); } finally { [|t_depth|]--; }")]
    [InlineData("s_local.Value += \"a\"; await other(); Use([|s_local.Value|]);")]
    [InlineData("s_names.Value.Push(\"a\"); try { await other(); } finally { [|s_names.Value|].Pop(); }")]
    [InlineData("t_id = \"a\"; await Task.Run(() => Use([|t_id|]));")]
    [InlineData("s_local.Value = \"a\"; new Thread(() => { Use(\"says \" + [|s_local.Value|]); }).Start(); await other();")]
    [InlineData("t_depth = 3; Parallel.For(0, 9, i => Use([|t_depth|] + i)); await other();")]
    [InlineData("Thread.CurrentThread.Priority = ThreadPriority.Lowest; await other(); [|Thread.CurrentThread.Priority|] = ThreadPriority.Normal;")]
    [InlineData("var thread = Thread.CurrentThread; thread.Priority = ThreadPriority.Lowest; await other(); [|thread|].Priority = ThreadPriority.Normal;")]
    [InlineData("Func<Task> f = async () => { t_id = \"a\"; await other(); Use([|t_id|]); }; await f();")]
    public Task Reports_values_of_another_thread(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("t_id = \"a\"; Use(t_id); await other();")]
    [InlineData("await other(); t_id = \"a\"; Use(t_id);")]
    [InlineData("t_id = \"a\"; await other(); t_id = \"b\" + s_plain; Use(t_id);")]
    [InlineData("t_id = \"a\"; var id = t_id; await other(); Use(id);")]
    [InlineData("s_flow.Value = \"a\"; await other(); Use(s_flow.Value);")]
    [InlineData("s_plain = \"a\"; await other(); Use(s_plain);")]
    [InlineData("Use(t_id); await other(); Use(t_id);")]
    [InlineData("t_id = \"a\"; await other(); if (t_id == null) Use(1);")]
    [InlineData("Use(Environment.CurrentManagedThreadId); await other(); Use(Environment.CurrentManagedThreadId);")]
    [InlineData("var thread = Thread.CurrentThread; Use(thread.ManagedThreadId); await other(); Use(Thread.CurrentThread.Name);")]
    [InlineData("t_id = \"a\"; if (b) { Use(t_id); return; } await other();")]
    [InlineData("s_flow.Value = \"a\"; await Task.Run(() => Use(s_flow.Value));")]
    [InlineData("t_id = \"a\"; await Task.Run(() => { t_id = \"b\"; Use(t_id); });")]
    [InlineData("s_names.Value.Push(\"a\"); s_names.Value.Pop(); await other(); s_names.Value.Clear(); s_names.Value.Push(\"b\");")]
    [InlineData("t_id = null; await Task.Run(() => Use(t_id));")]
    [InlineData("var id = t_id; if (id != null) t_id = null; else id = \"a\"; await other(); t_id = id;")]
    [InlineData("t_id = \"a\"; await Task.Run(() => { if (t_id == null) Use(1); });")]
    [InlineData("await Task.Run(() => Use(t_id)); t_id = \"a\";")]
    public Task Accepts_values_of_one_thread_or_flow(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Reports_a_scope_around_an_await() => Verify.VerifyAsync("""
        class C
        {
            [ThreadStatic] private static C t_current;
            public string Name { get; init; }
            public static C Current => t_current;
            public static async Task RunAsync(string name, Func<string, Task> body)
            {
                t_current = new C { Name = name };
                try { await body(Current.Name); Console.WriteLine("done " + [|Current|].Name); }
                finally { [|t_current|] = null; }
            }
        }
        """);

    [Fact]
    public Task Reports_an_AsyncLocal_for_the_caller() => Verify.VerifyAsync("""
        class C
        {
            static readonly AsyncLocal<string> s_user = new();
            static string Name => s_user.Value ?? "?";
            static async Task SignInAsync() { await Task.Yield(); [|s_user.Value = "x"|]; }
            static async Task GreetAsync() { await SignInAsync(); Console.WriteLine(Name); }
            static async Task HailAsync() { await SignInAsync(); Console.WriteLine(s_user.Value); }
        }
        """);

    [Fact]
    public Task Accepts_an_AsyncLocal_for_callees() => Verify.VerifyAsync("""
        class C
        {
            static readonly AsyncLocal<string> s_user = new();
            static void SignIn() => s_user.Value = "x";
            static async Task OutAsync() { await Task.Yield(); s_user.Value = null; }
            static async Task InnerAsync() { s_user.Value = "y"; await OutAsync(); }
            static async Task GreetAsync() { SignIn(); Console.WriteLine(s_user.Value); await OutAsync(); Console.WriteLine(s_user.Value); }
            static async Task OwnAsync() { s_user.Value = "z"; await InnerAsync(); Console.WriteLine(s_user.Value); }
            static async Task NobodyAsync() { await InnerAsync(); Console.WriteLine(); }
        }
        """);

    [Fact]
    public Task Says_what_belongs_to_the_thread() => Verify.VerifyAsync("""
        class C
        {
            [ThreadStatic] static string t_id;
            async Task M() { t_id = "a"; await Task.Yield(); Console.WriteLine({|#0:t_id|}); }
        }
        """, Verify.Finding().WithLocation(0).WithArguments("'t_id' is a value of the current thread, and after the await this may be another thread than the one on which it was set"));

    [Fact]
    public Task Reports_a_value_that_a_method_sets() => Verify.VerifyAsync(Program("Sync(); await other(); Use([|t_id|]);"));

    [Fact]
    public Task Reports_a_value_that_is_set_two_calls_away() => Verify.VerifyAsync(Program("Both(); await other(); Use([|t_id|]); void Both() => Sync();"));

    /// <summary>Further away, nobody is followed.</summary>
    [Fact]
    public Task KnownMiss_a_value_that_is_set_three_calls_away() => Verify.VerifyAsync(Program("Both(); await other(); Use(t_id); void Both() => One(); void One() => Sync();"));

    /// <summary>An owner that is known by the id of a thread which it has left.</summary>
    [Theory]
    [InlineData("int me = Environment.CurrentManagedThreadId; await other(); s_owner = [|me|];")]
    [InlineData("var me = Thread.CurrentThread.ManagedThreadId; await other().ConfigureAwait(false); Volatile.Write(ref s_owner, [|me|]);")]
    [InlineData("int me = Environment.CurrentManagedThreadId; if (s_owner != me) { await other(); Interlocked.Exchange(ref s_owner, [|me|]); }")]
    public Task Reports_ids_that_are_stored_later(string code) => Verify.VerifyAsync(Program(code).Replace("bool b;", "bool b; static int s_owner;"));

    [Theory]
    [InlineData("int me = Environment.CurrentManagedThreadId; s_owner = me; await other();")]
    [InlineData("int me = Environment.CurrentManagedThreadId; await other(); Use(me);")]
    [InlineData("int me = Environment.CurrentManagedThreadId; await other(); Use(me == Environment.CurrentManagedThreadId);")]
    [InlineData("await other(); int me = Environment.CurrentManagedThreadId; s_owner = me;")]
    public Task Accepts_ids_that_are_only_told(string code) => Verify.VerifyAsync(Program(code).Replace("bool b;", "bool b; static int s_owner;"));

    [Theory]
    [InlineData("var names = s_names.Value; names.Push(\"a\"); await other(); Use([|names|].Pop());")]
    [InlineData("var text = t_text ??= new(); text.Clear(); await other(); [|text|].Append('a');")]
    [InlineData("var names = s_names.Value; for (int i = 0; i < 3; i++) { [|names|].Push(\"a\"); await other(); }")]
    public Task Reports_a_buffer_that_is_kept(string code) => Verify.VerifyAsync(Program(code).Replace("bool b;", "bool b; [ThreadStatic] static System.Text.StringBuilder t_text;"));

    [Theory]
    [InlineData("var names = s_names.Value; names.Push(\"a\"); names.Pop(); await other();")]
    [InlineData("var text = t_text; t_text = null; text.Append('a'); await other(); text.Append('b');")]
    [InlineData("await other(); var names = s_names.Value; names.Push(\"a\");")]
    [InlineData("for (int i = 0; i < 3; i++) { var names = s_names.Value; names.Push(\"a\"); await other(); }")]
    [InlineData("var names = s_names.Value; names = new Stack<string>(); await other(); names.Push(\"a\");")]
    public Task Accepts_a_buffer_that_is_used_at_once(string code) => Verify.VerifyAsync(Program(code).Replace("bool b;", "bool b; [ThreadStatic] static System.Text.StringBuilder t_text;"));

    [Theory]
    [InlineData("while (await from.ReadAsync([|b|], 0, 9) > 0) await to.WriteAsync(b, 0, 9);", true)]
    [InlineData("await from.ReadAsync(b, 0, 9); return b.Length;", false)]
    public Task Knows_arrays_of_a_thread(string use, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            [ThreadStatic] static byte[] t_buffer;
            static async Task<int> M(Stream from, Stream to) { var b = t_buffer ??= new byte[9]; {{(isReported ? use + " return 1;" : use)}} }
        }
        """);

    [Fact]
    public Task Accepts_what_is_taken_out_and_put_back() => Verify.VerifyAsync("""
        class C
        {
            [ThreadStatic] static byte[] t_cached;
            static async Task M(Stream from) { var b = t_cached ?? new byte[9]; t_cached = null; await from.ReadAsync(b, 0, 9); t_cached = b; }
        }
        """);

    /// <summary>Whatever an async method sets last, nobody sees: not the method, which is done, and not its caller, who gets back what was there before.</summary>
    [Theory]
    [InlineData("public async Task Enter(string name) { await Task.Yield(); [|s_user.Value = name|]; }")]
    [InlineData("public async Task Enter(string name) { if (name == null) return; var known = await Find(name); [|s_user.Value = known ?? name|]; }")]
    [InlineData("static string Current { get => s_user.Value; set => s_user.Value = value; } public async Task Enter(string name) { await Task.Yield(); [|Current = name|]; }")]
    [InlineData("public async Task Enter(string name) { await Load(); async Task Load() { await Task.Yield(); [|s_user.Value = name|]; } }")]
    public Task Reports_an_AsyncLocal_that_is_set_last(string members) => Verify.VerifyAsync(Flow(members));

    [Theory]
    [InlineData("public void Enter(string name) { s_user.Value = name; }")]
    [InlineData("public async Task Run(Func<Task> next, string name) { s_user.Value = name; await next(); }")]
    [InlineData("public async Task Run(Func<Task> next, string name) { var before = s_user.Value; s_user.Value = name; try { await next(); } finally { s_user.Value = before; } }")]
    [InlineData("public async Task Run(Func<Task> next) { await next(); s_user.Value = null; }")]
    [InlineData("public async Task Run(string name) { await Task.Yield(); s_user.Value = name; Console.WriteLine(User); }")]
    [InlineData("public async Task Run(string name) { while (name.Length > 0) { await Find(name); s_user.Value = name; } }")]
    [InlineData("public async Task Run(string name) { await Task.Yield(); s_told.Value = name; }")]
    public Task Accepts_an_AsyncLocal_that_somebody_sees(string members) => Verify.VerifyAsync(Flow(members));

    private static string Flow(string members) => $$"""
        class C
        {
            static readonly AsyncLocal<string> s_user = new(); static readonly AsyncLocal<string> s_told = new(change => Console.WriteLine(change.CurrentValue));
            public static string User => s_user.Value; Task<string> Find(string name) => Task.FromResult(name);
            {{members}}
        }
        """;

    [Theory]
    [InlineData("static readonly ThreadLocal<string> s_user = new(); public static string User { get => s_user.Value; set => s_user.Value = value; }")]
    [InlineData("static readonly ThreadLocal<string> s_user = new(); public static string User { get { return s_user.Value; } set { s_user.Value = value; } }")]
    [InlineData("[field: ThreadStatic] public static string User { get; set; }")]
    public Task Reports_values_behind_properties(string ambient) => Verify.VerifyAsync(WithAmbient(ambient, "[|Ambient.User|]"));

    [Theory]
    [InlineData("static readonly AsyncLocal<string> s_user = new(); public static string User { get => s_user.Value; set => s_user.Value = value; }")]
    [InlineData("static readonly Lazy<string> s_user = new(); public static string User { get => s_user.Value; set { } }")]
    [InlineData("public static string User { get; set; }")]
    public Task Accepts_properties_of_all_threads(string ambient) => Verify.VerifyAsync(WithAmbient(ambient, "Ambient.User"));

    private static string WithAmbient(string ambient, string read) => $$"""
        static class Ambient { {{ambient}} }
        class C
        {
            async Task<int> M(Func<Task> next, string user)
            {
                Ambient.User = user;
                await next();
                return {{read}}.Length;
            }
        }
        """;

    [Theory]
    [InlineData("_started[Slot] = 1; await next(); _started.TryRemove([|Slot|], out _);")]
    [InlineData("_started[Environment.CurrentManagedThreadId] = 1; try { await next(); } finally { _started.TryRemove([|Environment.CurrentManagedThreadId|], out _); }")]
    [InlineData("_started.TryAdd(Thread.CurrentThread.ManagedThreadId, 1); await next(); Console.WriteLine(_started[[|Thread.CurrentThread.ManagedThreadId|]]);")]
    [InlineData("await next(); _started[Slot] = 1; _started.TryRemove(Slot, out _);")]
    [InlineData("int id = Slot; _started[id] = 1; await next(); _started.TryRemove(id, out _);")]
    [InlineData("_started[Slot] = 1; await next(); _other.TryRemove(Slot, out _);")]
    public Task Judges_tables_by_the_id_of_the_thread(string code) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ConcurrentDictionary<int, long> _started = new(), _other = new();
            static int Slot => Environment.CurrentManagedThreadId;
            async Task M(Func<Task> next) { {{code}} }
        }
        """);

    [Theory]
    [InlineData("_actor.Value = user; Record(); await next(); [|Record()|];")]
    [InlineData("SetActor(user); await next(); Console.WriteLine([|Actor|]);")]
    [InlineData("_actor.Value = user; await next(); Tell();")]
    [InlineData("_actor.Value = user; await next(); _actor.Value = user; Record();")]
    [InlineData("SetActor(user); await next(); SetActor(user); Record();")]
    [InlineData("await next(); Record();")]
    [InlineData("_actor.Value = user; await RecordAsync(next);")]
    public Task Follows_calls(string code) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ThreadLocal<string> _actor = new(() => "system");
            string Actor => _actor.Value;
            async Task M(string user, Func<Task> next) { {{code}} }
            void Record() => Console.WriteLine($"{Actor} was here");
            void SetActor(string name) => _actor.Value = name;
            void Tell() { if (Actor != null) Console.WriteLine(Actor); }
            async Task RecordAsync(Func<Task> next) { await next(); Console.WriteLine("x"); }
        }
        """);

    [Theory]
    [InlineData("log.Begin(); log.Note(\"a\"); await next(); [|log.Note(\"b\")|];")]
    [InlineData("log.Begin(); await next(); log.Begin();")]
    [InlineData("await next(); log.Note(\"b\");")]
    public Task Follows_calls_into_other_types(string code) => Verify.VerifyAsync($$"""
        sealed class Log
        {
            readonly ThreadLocal<List<string>> _entries = new(() => new());
            public void Begin() => _entries.Value.Clear();
            public void Note(string text) => _entries.Value.Add(text);
        }
        class C { async Task M(Log log, Func<Task> next) { {{code}} } }
        """);

    [Theory]
    [InlineData("while (more()) { _done.Value++; await next(); }")]
    [InlineData("while (more()) { _done.Value += 2; await next(); }")]
    [InlineData("_done.Value++; await next(); [|_done.Value|]--;")]
    [InlineData("_done.Value++; await next(); Console.WriteLine([|_done.Value|]);")]
    public Task Knows_tallies(string code) => Verify.VerifyAsync($$"""
        class C { readonly ThreadLocal<int> _done = new(trackAllValues: true); async Task M(Func<bool> more, Func<Task> next) { {{code}} } }
        """);

    [Theory]
    [InlineData("[|_accessor.Current = name|];", "await Resolve(name); Console.WriteLine(_accessor.Current);")]
    [InlineData("_accessor.Current = name; await Task.Yield();", "await Resolve(name);")]
    [InlineData("await Task.Yield(); _other.Current = name;", "await Resolve(name); Console.WriteLine(_other.Current);")]
    public Task Follows_AsyncLocals_into_other_types(string set, string use) => Verify.VerifyAsync($$"""
        sealed class Accessor { readonly AsyncLocal<string> _name = new(); public string Current { get => _name.Value; set => _name.Value = value; } }
        sealed class Plain { public string Current { get; set; } }
        class C
        {
            readonly Accessor _accessor = new(); readonly Plain _other = new();
            public async Task Handle(string name) { {{use}} }
            private async Task Resolve(string name) { await Task.Yield(); {{set}} }
        }
        """);

    [Theory]
    [InlineData("Scope.Current = name; await next(); [|Tell()|];")]
    [InlineData("Scope.Current = name; await next(); Scope.Current = name; Tell();")]
    [InlineData("Scope.Current = name; Tell(); await next();")]
    public Task Follows_two_calls(string code) => Verify.VerifyAsync($$"""
        static class Scope
        {
            static readonly ThreadLocal<string> s_name = new();
            public static string Current { get => s_name.Value ?? throw new InvalidOperationException(); set => s_name.Value = value; }
        }
        class C
        {
            async Task M(string name, Func<Task> next) { {{code}} }
            static void Tell() => Console.WriteLine(Scope.Current + "!");
        }
        """);

    [Theory]
    [InlineData("t_name = name; await next(); return [|t_name|] == \"de\";")]
    [InlineData("t_name = name; await next(); return t_name == null;")]
    public Task Knows_what_asks_for_the_value_itself(string code) => Verify.VerifyAsync($$"""
        class C { [ThreadStatic] static string t_name; async Task<bool> M(string name, Func<Task> next) { {{code}} } }
        """);

    [Theory]
    [InlineData("_owner = Environment.CurrentManagedThreadId; await next(); if ([|_owner|] != Environment.CurrentManagedThreadId) throw null;")]
    [InlineData("_owner = Environment.CurrentManagedThreadId; await next(); _owner = Environment.CurrentManagedThreadId; if (_owner != Environment.CurrentManagedThreadId) throw null;")]
    [InlineData("_owner = Environment.CurrentManagedThreadId; if (_owner != Environment.CurrentManagedThreadId) throw null; await next();")]
    [InlineData("await next(); if (_owner != Environment.CurrentManagedThreadId) throw null;")]
    public Task Knows_owners_that_are_compared(string code) => Verify.VerifyAsync($$"""
        class C { int _owner; async Task M(Func<Task> next) { {{code}} } }
        """);
}
