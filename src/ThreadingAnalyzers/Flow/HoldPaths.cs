using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>What becomes, in its body, of a lock or permit that is taken at one place.</summary>
internal sealed class HoldPaths
{
    private readonly List<HeldAtExit> _held;

    internal HoldPaths(LockFlow flow, Acquisition acquisition)
    {
        Acquisition = acquisition;
        _held = flow.HeldAtExits.Where(exit => exit.Lock == acquisition.Lock && IsFrom(exit.Acquisitions)).ToList();
        ReleasesHere = flow.Releases.Where(release => release.Lock == acquisition.Lock).Select(static release => release.Operation)
            .OrderBy(static release => release.Syntax.SpanStart).ToList();
        IsReleasedHere = flow.Releases.Any(release => release.Lock == acquisition.Lock && IsFrom(release.Before.Acquisitions));
        IsCertain = flow.IsCertain(acquisition);

        bool IsFrom(ulong bits) => flow.AcquisitionsOf(bits).Contains(acquisition);
    }

    internal Acquisition Acquisition { get; }

    /// <summary>The calls in this body that give the lock or a permit back.</summary>
    internal IReadOnlyList<IOperation> ReleasesHere { get; }

    /// <summary>Whether some path gives back what was taken here.</summary>
    internal bool IsReleasedHere { get; }

    /// <summary>Whether the call takes it for certain, and not only if it is free.</summary>
    internal bool IsCertain { get; }

    /// <summary>The first way out on which an exception of awaited work, or one that the body throws itself, keeps it for certain.</summary>
    internal HeldAtExit? LeakOfFailure => _held
        .Where(static exit => exit is { Kind: ExitKind.Exceptional, IsCertain: true, Cause: { } cause } && (cause is IAwaitOperation || IsThrown(cause.Syntax)))
        .OrderBy(static exit => exit.Cause!.Syntax.SpanStart)
        .FirstOrDefault();

    private static bool IsThrown(SyntaxNode cause) => cause.AncestorsAndSelf().TakeWhile(static node => node is not MemberDeclarationSyntax).Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    /// <summary>The way out on which it is kept: a return rather than an exception, one of the work rather than one of cleaning up, and the first in source.</summary>
    internal HeldAtExit? Leak => _held
        .OrderBy(static exit => exit.Kind)
        .ThenBy(IsOfCleaning)
        .ThenBy(static exit => exit.Cause?.Syntax.SpanStart ?? int.MaxValue)
        .FirstOrDefault();

    /// <summary>Whether it is kept only where a call throws that stands before the release in the same finally: nobody expects it to.</summary>
    internal bool IsOfCleaning(HeldAtExit leak) => leak is { Kind: ExitKind.Exceptional, Cause: { } cause and not IAwaitOperation } && !IsThrown(cause.Syntax)
        && cause.Syntax.Ancestors().OfType<FinallyClauseSyntax>().FirstOrDefault() is { } last && ReleasesHere.Any(release => last.Span.Contains(release.Syntax.Span) && release.Syntax.SpanStart > cause.Syntax.SpanStart);
}
