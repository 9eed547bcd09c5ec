using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Flow;

/// <summary>Comments by which authors say that a lock is held by the caller, or is left out on purpose.</summary>
internal static class StatedIntent
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // "must be called with the lock held", "assumes the lock is taken", "caller holds _gate".
    private static readonly Regex CallerHolds = new(
        @"\b(call(er|ed|ing)|must|should|assum\w*|requires?|expects?|only|already|always)\b[^.;]{0,60}\b(lock(s|ed)?|mutex|monitor|semaphore|_?sync\w*|gate)\b|\b(lock|mutex|monitor|semaphore)\b[^.;]{0,30}\b(is|be|being|been|already|must)\b[^.;]{0,20}\b(held|taken|owned|acquired)\b", Options);

    // "no lock needed here", "benign race", "it's fine if this is stale".
    private static readonly Regex OnPurpose = new(
        @"\b(no|not|n't|without|needn't|don't|doesn't|avoid\w*|skip\w*)\b[^.;]{0,25}\b(lock(s|ed|ing)?|synchroni\w+)\b[^.;]{0,40}\b(need\w*|requir\w*|necessar\w*|because|since|as|here as|safe|ok|okay|fine)\b"
        + @"|\b(need|require)\b[^.;]{0,20}\bno\b[^.;]{0,10}\block|\b(don't|do not|doesn't|does not|no) need\b[^.;]{0,25}\b(lock|synchroni)|\bwithout\b[^.;]{0,25}\b(interlocked|atomic)\b|\bbenign\b|\bracy\b[^.;]{0,30}\b(ok|fine|but)|\bintentional|\bon purpose\b|\bdeliberate|\bstale\b|\bsingle.?threaded\b|\bonly\b[^.;]{0,40}\bthread\b", Options);

    // "This class is not thread-safe."
    private static readonly Regex NotForThreads = new(@"(\b(not|non|never)\b|n't)[^.;,]{0,25}\bthread.?safe|\bnot safe\b[^.;]{0,30}\bthreads?\b|\bsingle.?threaded\b", Options);

    /// <summary>Whether a comment at the member or at the statement says so.</summary>
    internal static bool Excuses(SyntaxNode place)
    {
        MemberDeclarationSyntax? member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (member is not null and not BaseTypeDeclarationSyntax && Says(member.GetLeadingTrivia(), CallerHolds))
            return true;
        foreach (SyntaxNode node in place.AncestorsAndSelf().TakeWhile(node => node != member))
        {
            if (node is StatementSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax && (Says(node.GetLeadingTrivia(), OnPurpose) || Says(node.GetTrailingTrivia(), OnPurpose)))
                return true;
            if (node is BlockSyntax block && (Says(block.OpenBraceToken.TrailingTrivia, CallerHolds) || (block.Statements.FirstOrDefault() is { } first && Says(first.GetLeadingTrivia(), CallerHolds))))
                return true;
        }

        return member is not null and not BaseTypeDeclarationSyntax && Says(member.GetLeadingTrivia(), OnPurpose);
    }

    /// <summary>Whether the comment at a type says that its objects are not for several threads.</summary>
    internal static bool IsForOneThread(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(static part => Says(part.GetSyntax().GetLeadingTrivia(), NotForThreads));

    /// <summary>Whether a place is part of an assertion, which programs that are shipped do not contain: <c>Debug.Assert(_x == null || _x.Count == 0)</c>.</summary>
    internal static bool IsAssertion(SyntaxNode place) => place.Ancestors().TakeWhile(static node => node is not (StatementSyntax or AnonymousFunctionExpressionSyntax))
        .Any(static node => node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Assert", Expression: var owner } } && owner.ToString() is "Debug" or "System.Diagnostics.Debug" or "Contract");

    private static bool Says(SyntaxTriviaList trivia, Regex phrase)
    {
        string comment = string.Concat(trivia.Where(static part => part.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.SingleLineCommentTrivia) || part.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.MultiLineCommentTrivia)
            || part.HasStructure).Select(static part => part.ToFullString().Replace("///", " ").Replace("//", " "))).Replace('\n', ' ').Replace('\r', ' ');
        return comment.Length > 0 && phrase.IsMatch(comment);
    }
}
