using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0324TestedAndReadAgain>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0324TestedAndReadAgainTests
{
    [Theory]
    [InlineData("if (_current != null) [|_current|].Flush();")]
    [InlineData("if (_current != null) { Console.WriteLine(); [|_current|].Flush(); _current.Flush(); }")]
    [InlineData("if (null != _current && b) [|_current|].Flush();")]
    [InlineData("if (_current is not null) [|_current|].Flush();")]
    [InlineData("if (!(_current == null)) [|_current|].Flush();")]
    [InlineData("if (_current == null) return; [|_current|].Flush();")]
    [InlineData("if (_current is null || [|_current|].CanRead) return;")]
    [InlineData("if (_current != null && [|_current|].CanRead) return;")]
    [InlineData("var n = _current != null ? [|_current|].Length : 0;")]
    [InlineData("if (_current == null) { return; } else { [|_current|].Flush(); }")]
    [InlineData("while (_current != null) [|_current|].Flush();")]
    [InlineData("if (_current != null) lock (_gate) { [|_current|].Flush(); }")]
    [InlineData("if (_current == null) { lock (_gate) _current = Stream.Null; } else { [|_current|].Flush(); }")]
    [InlineData("for (; _current != null && b; ) { [|_current|].Flush(); }")]
    [InlineData("if (_current is { CanRead: true }) [|_current|].Flush();")]
    [InlineData("if (_current is FileStream) [|_current|].Flush();")]
    [InlineData("if (_current is not { } seen) return; [|_current|].Flush();")]
    [InlineData("var seen = _current; if (seen != null) [|_current|].Flush();")]
    [InlineData("var seen = _current; if (seen == null) return; [|_current|].Flush();")]
    public Task Reports_a_second_read(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            Stream _current;
            public void Open(Stream s) { lock (_gate) _current = s; }
            public void Close() { lock (_gate) { _current.Dispose(); _current = null; } }
            public void M(bool b) { {{body}} }
        }
        """);

    [Theory]
    [InlineData("var current = _current; if (current != null) current.Flush();")]
    [InlineData("System.Diagnostics.Debug.Assert(_current == null || _current.ToString() != null);")]
    [InlineData("_current?.Flush();")]
    [InlineData("lock (_gate) { if (_current != null) _current.Flush(); }")]
    [InlineData("if (_current != null) lock (_gate) { if (_current != null) _current.Flush(); }")]
    [InlineData("if (_current == null) _current = new MemoryStream(); _current.Flush();")]
    [InlineData("if (_current is { } current) current.Flush();")]
    [InlineData("if (_fixed != null) _fixed.Flush();")]
    [InlineData("if (_lazy != null) _lazy.Flush();")]
    [InlineData("if (_current != null) Console.WriteLine(_current);")]
    public Task Accepts_one_read_or_a_lock(string body) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            readonly Stream _fixed; Stream _current, _lazy;
            public void Open(Stream s) { lock (_gate) { _current = s; _lazy = s; } }
            public void Close() { lock (_gate) { _current.Dispose(); _current = null; } }
            public void M(bool b) { {{body}} }
        }
        """);

    [Fact]
    public Task Reports_a_volatile_field_and_a_property() => Verify.VerifyAsync("""
        class C
        {
            volatile Action _handler;
            Timer _timer;
            public void Reset() => _handler = null;
            public void Fire() { if (_handler != null) [|_handler|](); }
        }
        """);

    [Theory]
    [InlineData("Interlocked.Exchange(ref _current, null)?.Dispose();")]
    [InlineData("Volatile.Write(ref _current, null);")]
    [InlineData("var old = _current; Interlocked.CompareExchange(ref _current, null, old);")]
    public Task Reports_a_reference_that_is_cleared_atomically(string clear) => Verify.VerifyAsync($$"""
        class C
        {
            static Stream _current;
            static void Close() { {{clear}} }
            static long Length => _current != null ? [|_current|].Length : 0;
            static long LengthNow => _current?.Length ?? 0;
        }
        """);

    [Theory]
    [InlineData("public Stream M() { if (_current != null) return [|_current|]; return Stream.Null; }")]
    [InlineData("public Stream M() => _current != null ? _current : Stream.Null;")]
    [InlineData("public void M(byte[] b) { if (_current == null) return; lock (_gate) [|_current|].Write(b, 0, 1); }")]
    [InlineData("public void M(byte[] b) { lock (_gate) { if (_current == null) return; _current.Write(b, 0, 1); } }")]
    [InlineData("public Stream M() { lock (_gate) { if (_current != null) return _current; return Stream.Null; } }")]
    public Task Reports_what_is_handed_out_or_changed(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); Stream _current;
            public void Open(Stream s) { lock (_gate) _current = s; }
            public void Close() { lock (_gate) { _current.Dispose(); _current = null; } }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("if (_c != null) [|_c|].Send(m);")]
    [InlineData("if (_c == null) throw new UnknownException(); return [|_c|].Open();")]
    [InlineData("var c = _c; if (c != null) c.Send(m);")]
    public Task Reports_members_of_unknown_types(string body) => Verify.VerifyAloneAsync($$"""
        class C : Unknown { volatile IConnection _c; public object M(object m) { {{body}} } void Closed() { _c = null; } }
        """);

    [Theory]
    [InlineData("Interlocked.Exchange(ref _c, null)?.Dispose();")]
    [InlineData("if (Interlocked.CompareExchange(ref _c, null, c) == c) c.Dispose();")]
    public Task Reports_an_exchange_that_does_not_bind(string body) => Verify.VerifyAloneAsync($$"""
        class C : Unknown { IConnection _c; public void M(object m) { if (_c != null) [|_c|].Send(m); } void Closed(IConnection c) { {{body}} } }
        """);

    [Theory]
    [InlineData("class C", "lock (_gate) { _s = File.OpenRead(path); if (!_s.CanRead) _s = null; }")]
    [InlineData("class Form { } class C : Form", "lock (_gate) { _s = null; }")]
    [InlineData("class SettingsWindow", "lock (_gate) { _s = null; }")]
    public Task Accepts_what_clears_its_own_value_and_what_is_on_one_thread(string type, string body) => Verify.VerifyAsync($$"""
        {{type}}
        {
            readonly object _gate = new(); Stream _s;
            public void M() { if (_s != null) _s.Flush(); }
            public void N(string path) { {{body}} }
        }
        """);

    [Fact]
    public Task Reports_a_window_whose_own_thread_clears() => Verify.VerifyAsync("""
        class SettingsWindow
        {
            volatile Thread _worker;
            public void Begin() { _worker = new Thread(() => { try { Thread.Sleep(1); } finally { _worker = null; } }); _worker.Start(); }
            public void Abort() { if (_worker != null) [|_worker|].Join(); }
        }
        """);

    /// <summary>Who unsubscribes may take the last handler away.</summary>
    [Theory]
    [InlineData("if (_changed != null) [|_changed|](this, EventArgs.Empty);")]
    [InlineData("if (_changed == null) return; [|_changed|].Invoke(this, EventArgs.Empty);")]
    [InlineData("if (_changed != null) [|_changed|](this, new Unknown(3));")]
    [InlineData("_changed?.Invoke(this, EventArgs.Empty);")]
    [InlineData("var changed = _changed; if (changed != null) changed(this, EventArgs.Empty);")]
    [InlineData("lock (_gate) { if (_changed != null) _changed(this, EventArgs.Empty); }")]
    public Task Reports_handlers_that_are_taken_away(string raise) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly object _gate = new();
            EventHandler _changed;
            public event EventHandler Changed { add { lock (_gate) _changed += value; } remove { lock (_gate) _changed -= value; } }
            public void Touch() { {{raise}} }
        }
        """);

    /// <summary>Given to a call that takes it for an object.</summary>
    [Theory]
    [InlineData("if (_frame != null) Show([|_frame|]);")]
    [InlineData("if (_frame == null) return; Show([|_frame|]);")]
    [InlineData("if (_frame == null) return; Unknown.Encode([|_frame|]);")]
    [InlineData("if (_frame != null) _log.Debug(_frame);")]
    [InlineData("if (_frame != null) Console.WriteLine(_frame);")]
    [InlineData("if (_frame != null) Maybe(_frame);")]
    public Task Reports_what_is_passed_on(string code) => Verify.VerifyAloneAsync($$"""
        #nullable enable
        class Frame { }
        class C
        {
            readonly object _gate = new(); Frame? _frame; readonly ILogger _log;
            void Show(Frame frame) { }
            public void Clear() { lock (_gate) _frame = null; }
            public void Use() { {{code}} }
            void Maybe(Frame? frame) { }
        }
        """);
}
