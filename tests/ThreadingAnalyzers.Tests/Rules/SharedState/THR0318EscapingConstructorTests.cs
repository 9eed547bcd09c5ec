using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0318EscapingConstructor>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0318EscapingConstructorTests
{
    private static string InType(string members, string kind = "class") => $$"""
        {{kind}} C
        {
            static readonly ConcurrentBag<C> s_all = new(); static readonly List<C> s_list = new(); static C s_current;
            string _name; int _size = 3; Thread _thread; Task _task; System.Threading.Timer _timer; string Title { get; set; }
            void Use() => Console.WriteLine(_name + Title);
            void UseSize() => Console.WriteLine(_size);
            void UseTimer(object state) => Use();
            async Task UseLater() { await Task.Yield(); Use(); }
            public string Describe() => _name + Title + _size;
            {{members}}
        }
        """;

    [Theory]
    [InlineData("C() { _thread = new Thread(Use); [|_thread.Start()|]; _name = \"x\"; }")]
    [InlineData("C() { [|new Thread(Use).Start()|]; _name = \"x\"; }")]
    [InlineData("C() { _task = [|Task.Run(Use)|]; _name = \"x\"; }")]
    [InlineData("C(string name) { _task = [|Task.Run(() => Console.WriteLine(_name))|]; _name = name; }")]
    [InlineData("C() { _task = [|Task.Run(UseLater)|]; Title = \"x\"; }")]
    [InlineData("C() { _timer = [|new System.Threading.Timer(UseTimer, null, 0, 100)|]; _name = \"x\"; }")]
    [InlineData("C() { [|ThreadPool.QueueUserWorkItem(_ => Use())|]; this._name = \"x\"; }")]
    [InlineData("C() { [|Task.Factory.StartNew(Use)|]; _name = \"x\"; }")]
    [InlineData("C() { _task = new Task(Use); [|_task.Start()|]; _name = \"x\"; }")]
    [InlineData("C() { [|s_all.Add(this)|]; _name = \"x\"; }")]
    [InlineData("C() { [|s_list.Add(this)|]; Title = \"x\"; }")]
    [InlineData("static readonly ConcurrentDictionary<int, C> s_byId = new(); C(int id) { [|s_byId[id] = this|]; _name = \"x\"; }")]
    [InlineData("static void Register(C c) => s_all.Add(c); C() { [|Register(this)|]; _name = \"x\"; }")]
    [InlineData("C() { [|Registry.Add(this)|]; _name = \"x\"; } static class Registry { static object s_last; public static void Add(object c) { s_last = c; } }")]
    [InlineData("C() { [|s_current = this|]; _name = \"x\"; }")]
    [InlineData("C(FileSystemWatcher watcher) { [|watcher.Created += OnCreated|]; _name = \"x\"; } void OnCreated(object sender, FileSystemEventArgs e) => Use();")]
    [InlineData("C(FileSystemWatcher watcher) { [|watcher.Created += (s, e) => Use()|]; _name = \"x\"; }")]
    public Task Reports_an_object_that_others_use_too_early(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("C() { _name = \"x\"; _thread = new Thread(Use); _thread.Start(); }")]
    [InlineData("C() { _thread = new Thread(Use); _name = \"x\"; }")]
    [InlineData("C() { _thread = new Thread(Use); _name = \"x\"; Title = \"\"; _thread.Start(); }")]
    [InlineData("C() { _task = Task.Run(UseSize); _name = \"x\"; }")]
    [InlineData("C() { _timer = new System.Threading.Timer(UseTimer, null, Timeout.Infinite, 100); _name = \"x\"; }")]
    [InlineData("C() { _task = Task.Run(() => { lock (s_list) Use(); }); lock (s_list) { _name = \"x\"; } }")]
    [InlineData("C() { _name = \"x\"; _task = Task.Run(Use); _name = \"y\"; }")]
    [InlineData("C() { _task = Task.Run(Use); _name = null; }")]
    [InlineData("C() { _task = Task.Run(Use); }")]
    [InlineData("C() { _name = \"x\"; s_all.Add(this); }")]
    [InlineData("C() { var own = new List<C>(); own.Add(this); _name = \"x\"; }")]
    [InlineData("event Action Changed; C() { Changed += Use; _name = \"x\"; }")]
    [InlineData("class Button { public event Action Click; } C(Button button) { button.Click += Use; _name = \"x\"; }")]
    [InlineData("void M() { _task = Task.Run(Use); _name = \"x\"; }")]
    [InlineData("C() { UseSize(); _name = \"x\"; }")]
    [InlineData("static void Print(C c) => Console.WriteLine(c); C() { Print(this); _name = \"x\"; }")]
    [InlineData("static C() { s_current = new C(); Task.Run(s_current.Use); }")]
    public Task Accepts_an_object_that_is_complete(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("protected C() { _task = [|Task.Run(Run)|]; } protected abstract void Run2(); void Run() => Run2();")]
    [InlineData("protected C() { _thread = new Thread(() => Run()); [|_thread.Start()|]; } protected abstract void Run();")]
    [InlineData("protected C() { _task = Task.Run(Run); } protected virtual void Begin() { } void Run() => Begin();")]
    public Task Reports_members_of_heirs(string members) => Verify.VerifyAsync(InType(members, "abstract class"));

    [Theory]
    [InlineData("public string Current { get; protected set; } Task<string> Fetch() => Task.FromResult(\"\"); async Task RefreshAsync() { Current = await Fetch(); } C() { _ = [|RefreshAsync()|]; }")]
    [InlineData("async Task LoadAsync() { await Task.Delay(1); _name = \"x\"; } C() { _ = [|LoadAsync()|]; }")]
    [InlineData("async Task LoadAsync() { await Task.Delay(1); _name = \"x\"; } C() { _task = LoadAsync(); }")]
    [InlineData("async Task LoadAsync() { _name = \"x\"; await Task.Delay(1); } C() { _ = LoadAsync(); }")]
    [InlineData("async Task LoopAsync() { while (true) { await Task.Delay(1); _name = \"x\"; } } C() { _ = LoopAsync(); }")]
    [InlineData("async Task LoadAsync() { await Task.Delay(1); Console.WriteLine(_name); } C() { _ = LoadAsync(); }")]
    public Task Knows_what_is_filled_in_later(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("C() { _timer = new System.Threading.Timer(_ => _timer.Change(1, 1), null, 0, 100); }")]
    public Task KnownMiss_the_handle_itself(string members) => Verify.VerifyAsync(InType(members));

    [Theory]
    [InlineData("[|_current = new Item()|]; _current.Size = 3;")]
    [InlineData("[|_current = new Item()|]; _current.Parts.Add(1);")]
    [InlineData("var item = new Item(); [|_current = item|]; item.Size = 3;")]
    public Task Reports_an_object_that_is_completed_where_others_see_it(string body) => Verify.VerifyAsync(Stored(body));

    [Theory]
    [InlineData("var item = new Item(); item.Size = 3; _current = item;")]
    [InlineData("_current = new Item { Size = 3 };")]
    [InlineData("_current = new Item(); _current.Open();")]
    [InlineData("_plain = new Item(); _plain.Size = 3;")]
    [InlineData("_current = new Item(); _current = null;")]
    public Task Accepts_an_object_that_is_stored_complete(string body) => Verify.VerifyAsync(Stored(body));

    private static string Stored(string body) => $$"""
        class Item { public int Size; public List<int> Parts { get; } = new(); public void Open() { } }
        class C
        {
            volatile Item _current; Item _plain;
            public Item Current => _current;
            public int Size => _plain.Size;
            public void Renew() { {{body}} }
        }
        """;

    [Theory]
    [InlineData("[|_ready = true|]; _parts = new List<int>();")]
    [InlineData("[|_ready = true|]; _parts = Load(); _size = 3;")]
    [InlineData("Task.Run(() => { [|_ready = true|]; _parts = Load(); });")]
    [InlineData("[|Volatile.Write(ref _also, true)|]; _size = 3;")]
    public Task Reports_a_flag_that_is_set_before_what_it_says(string body) => Verify.VerifyAsync(Announced(body));

    [Theory]
    [InlineData("_parts = new List<int>(); _size = 3; _ready = true;")]
    [InlineData("_parts = new List<int>(); _ready = true; _parts = Load();")]
    [InlineData("_ready = true; _parts = null;")]
    [InlineData("_ready = true; _other = 3;")]
    [InlineData("_ready = true; _thread = new Thread(() => { });")]
    [InlineData("_ready = true; _parts = Load(); } public void Stop() { _ready = false;")]
    [InlineData("_plain = true; _size = 3;")]
    [InlineData("lock (this) { _ready = true; _behind = 3; }")]
    public Task Accepts_a_flag_that_is_set_last_or_says_something_else(string body) => Verify.VerifyAsync(Announced(body));

    private static string Announced(string body) => $$"""
        class C
        {
            volatile bool _ready; bool _also, _plain; List<int> _parts; int _size, _other, _behind; Thread _thread;
            static List<int> Load() => new();
            public int First() { if (!_ready) throw new InvalidOperationException(); _thread?.Join(); return _parts[0]; }
            public int Size() => Volatile.Read(ref _also) ? _size : 0;
            public int Plain() => _plain ? _size : _other;
            public int Behind() { lock (this) return _ready ? _behind : 0; }
            public void Renew() { {{body}} }
        }
        """;

    [Theory]
    [InlineData("while (await _mail.Reader.WaitToReadAsync()) while (_mail.Reader.TryRead(out var n)) Receive(n);")]
    [InlineData("await foreach (var n in _mail.Reader.ReadAllAsync()) Receive(n);")]
    public Task Accepts_a_loop_that_waits_for_what_others_send(string loop) => Verify.VerifyAsync($$"""
        abstract class Actor
        {
            readonly System.Threading.Channels.Channel<int> _mail = System.Threading.Channels.Channel.CreateUnbounded<int>();
            readonly Task _loop;
            protected Actor() => _loop = Task.Run(RunAsync);
            public void Tell(int n) => _mail.Writer.TryWrite(n);
            protected abstract void Receive(int n);
            async Task RunAsync() { {{loop}} }
        }
        """);

    [Theory]
    [InlineData("Thread _t; protected C() { _t = new Thread(Work) { Name = \"a\" }; [|_t.Start()|]; } protected abstract void Work();")]
    [InlineData("protected C() { [|Task.Run(Work)|]; } protected abstract void Work();")]
    [InlineData("Thread _t; protected C() { _t = new Thread(Work); } public void Begin() => _t.Start(); protected abstract void Work();")]
    [InlineData("Thread _t; protected C() { _t = new Thread(Work); _t.Start(); } private void Work() { }")]
    public Task Knows_work_that_heirs_write(string members) => Verify.VerifyAsync(InType(members, "abstract class"));
}
