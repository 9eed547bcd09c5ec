using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>Synchronization that says too little: by attribute, on an object that is not named, or around nothing.</summary>
internal sealed class THR0113DoubtfulSynchronization() : BodyRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0113",
        title: "Lock a named object around the code that it guards",
        messageFormat: "{0}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A synchronized method locks 'this' or the type object, which all code can lock. An empty lock statement guards nothing, and at most waits for somebody.",
        cwe: [412, 585]);

    internal override void Analyze(BodyContext body)
    {
        if (IsCode(body.Body.Root) && body.Body.Method is { } method && LockModel.IsSynchronized(method) && AttributeOf(method, body.Cancellation) is { } attribute)
            body.Report(Descriptor, IsReachable(method) ? Descriptor.DefaultSeverity : DiagnosticSeverity.Hidden, attribute.GetLocation(), $"'{NameOf(method)}' locks {(method.IsStatic ? "the type object" : "'this'")}, which other code can lock too");
        foreach (ILockOperation region in body.Body.Sites.OfType<ILockOperation>().Where(IsEmpty))
            body.Report(Descriptor, ((LockStatementSyntax)region.Syntax).LockKeyword.GetLocation(), $"Nothing is done while '{Excerpt.Of(region.LockedValue.Syntax)}' is locked");
    }

    // The values of attributes and of optional parameters are bodies of the method as well.
    private static bool IsCode(IOperation root) => root is IMethodBodyBaseOperation or IBlockOperation or IAnonymousFunctionOperation or ILocalFunctionOperation;

    // Of an instance that only this assembly sees, strangers cannot take the lock; a type object is there for all.
    private static bool IsReachable(IMethodSymbol method) =>
        method.IsStatic || method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction || Visibility.ReachesOutside(method.ContainingType);

    private static SyntaxNode? AttributeOf(IMethodSymbol method, CancellationToken cancellation) => method.GetAttributes()
        .FirstOrDefault(static attribute => attribute.AttributeClass is { Name: "MethodImplAttribute" })?.ApplicationSyntaxReference?.GetSyntax(cancellation);

    private static string NameOf(IMethodSymbol method) => method.AssociatedSymbol?.Name ?? (method.Name.Length == 0 ? "This lambda" : method.Name);

    // A comment in the braces tells what is waited for.
    private static bool IsEmpty(ILockOperation region) => region.Syntax is LockStatementSyntax { Statement: var statement }
        && statement.DescendantNodesAndSelf().All(static node => node is BlockSyntax or EmptyStatementSyntax)
        && !statement.DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective);
}
