using Microsoft.CodeAnalysis.CSharp;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0103WeakLockObject,
    ThreadingAnalyzers.CodeFixes.Locks.THR0103WeakLockObjectCodeFix>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0103WeakLockObjectFixTests
{
    [CSharpFact(13)]
    public Task Fixes_all_locks_on_the_instance_at_once() => Fix.FixesAsync(
        """
        using System;
        using System.Threading;

        public class Account
        {
            // In cents.
            private long _balance;

            public void Deposit(long amount)
            {
                lock ([|this|]) // the account
                {
                    _balance += amount;
                }
            }

            public Action Later(long amount) => () =>
            {
                lock (this) _balance += amount;
            };
        }
        """,
        """
        using System;
        using System.Threading;

        public class Account
        {
            private readonly Lock _gate = new();
            // In cents.
            private long _balance;

            public void Deposit(long amount)
            {
                lock (_gate) // the account
                {
                    _balance += amount;
                }
            }

            public Action Later(long amount) => () =>
            {
                lock (_gate) _balance += amount;
            };
        }
        """);

    [Fact]
    public Task Fixes_with_an_object_of_its_own_in_older_languages() => Fix.FixesAsync(
        """
        public class Account
        {
            private readonly object _other = new object();
            private long _balance;

            public void Deposit(long amount)
            {
                lock ([|this|])
                    lock (_other)
                        _balance += amount;
            }
        }
        """,
        """
        public class Account
        {
            private readonly object _gate = new object();
            private readonly object _other = new object();
            private long _balance;

            public void Deposit(long amount)
            {
                lock (_gate)
                    lock (_other)
                        _balance += amount;
            }
        }
        """,
        csharp: LanguageVersion.CSharp8);

    [CSharpFact(13)]
    public Task Fixes_the_type_object() => Fix.FixesAsync(
        """
        using System.Threading;

        public static class Names
        {
            private static int s_count;

            public static int Next()
            {
                lock ([|typeof(Names)|])
                    return ++s_count;
            }

            public static int Last()
            {
                lock (typeof(Names))
                    return s_count;
            }
        }
        """,
        """
        using System.Threading;

        public static class Names
        {
            private static readonly Lock s_gate = new();
            private static int s_count;

            public static int Next()
            {
                lock (s_gate)
                    return ++s_count;
            }

            public static int Last()
            {
                lock (s_gate)
                    return s_count;
            }
        }
        """);

    [Theory]
    [InlineData("public class C { public void M() { lock ([|this|]) System.Threading.Monitor.Wait(this); } }")]
    [InlineData("public class C { public void M() { lock ([|this|]) { } } } class D { void M(C c) { lock (c) { } } }")]
    [InlineData("public class C { public void M() { lock ([|this|]) { } } } class D : C { void N() { lock ([|this|]) { } } }")]
    [InlineData("public partial class C { public void M() { lock ([|this|]) { } } } public partial class C { }")]
    [InlineData("public class C : System.IO.MemoryStream { public void M() { lock ([|this|]) { } } }")]
    [InlineData("public class C { public void M() { System.Threading.Monitor.Enter([|this|]); System.Threading.Monitor.Exit(this); } }")]
    [InlineData("public class C { public void M() { lock ([|this|]) { } } [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)] void N() { } }")]
    [InlineData("public record C { public void M() { lock ([|this|]) { } } }")]
    [InlineData("public class C { public void M() { var self = this; lock ([|self|]) { } } }")]
    [InlineData("public class C { public void M() { lock ([|typeof(string)|]) { } } }")]
    [InlineData("public class C { public void M() { lock ([|typeof(C)|]) { } } public class D { void N() { lock ([|typeof(C)|]) { } } } }")]
    [InlineData("public class C { public void M() { lock ([|typeof(C)|]) { } lock ([|GetType()|]) { } } }")]
    [InlineData("public class C { public void M() { lock ([|\"gate\"|]) { } } }")]
    [InlineData("public class C { public readonly object Gate = new(); public void M() { lock ([|Gate|]) { } } }")]
    public Task Offers_nothing_where_others_may_use_the_same_monitor(string source) => Fix.OffersNothingAsync(source);
}
