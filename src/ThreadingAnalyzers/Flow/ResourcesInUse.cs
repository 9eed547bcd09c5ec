using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Files, archives and connections that a thread or timer of the type writes to while another member ends them.</summary>
internal sealed class ResourcesInUse(TypeSummary summary)
{
    /// <summary>Whether a type has a field that holds such a thing.</summary>
    internal static bool AreHeldBy(INamedTypeSymbol type, ThreadingModel model) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => model.FinishingWork.IsResource(field.Type)) || type.GetTypeMembers().Any(nested => AreHeldBy(nested, model));

    /// <summary>Where a thread of the type may still write to the field's object when a body disposes it; null where the body is that thread's, or both keep out of each other's way.</summary>
    internal IOperation? UseBeside(IFieldSymbol field, IInvocationOperation disposal, Body body)
    {
        if (Nesting.IsInLock(disposal) || summary.Contexts.ForksOf(body).Count > 0)
            return null;
        foreach (Fork fork in summary.Forks.Where(static fork => fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.Timer))
        {
            List<Body> run = summary.Bodies.Where(one => summary.Contexts.ForksOf(one).Contains(fork)).ToList();
            if (run.Contains(body) || run.Exists(CatchesEnd) || fork.Kind == ForkKind.Timer && run.Exists(one => AsksFor(FlagsOf(body), one)))
                continue;
            if (run.SelectMany(static one => one.Sites).FirstOrDefault(site => IsUse(site, field)) is { } use)
                return use;
        }

        return null;
    }

    private static bool IsUse(IOperation site, IFieldSymbol field) => site switch
    {
        IInvocationOperation { Instance: { } receiver, TargetMethod.Name: var name } => IsField(receiver, field) && Writes(name),
        _ => UnboundCalls.ReceiverOf(site) is { } receiver && IsField(receiver, field) && UnboundCalls.NameOf(site) is { } name && Writes(name),
    };

    private static bool IsField(IOperation receiver, IFieldSymbol field) => receiver is IFieldReferenceOperation { Field: var used } && SymbolEqualityComparer.Default.Equals(used, field);

    private static bool Writes(string name) => name is not ("Dispose" or "Close") && !name.StartsWith("Read", StringComparison.Ordinal);

    // Who expects the end of what it works with is stopped by it.
    private static bool CatchesEnd(Body body) => body.Root.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        .Any(static handler => handler.Declaration?.Type.ToString() is null or "Exception" or "System.Exception" or "ObjectDisposedException" or "System.ObjectDisposedException" or "InvalidOperationException" or "IOException");

    private static HashSet<ISymbol> FlagsOf(Body body) => new(body.Sites.OfType<IFieldReferenceOperation>().Where(static flag => flag.Field.Type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32).Select(static flag => flag.Field), SymbolEqualityComparer.Default);

    private static bool AsksFor(HashSet<ISymbol> flags, Body body) => body.Sites.Exists(site => site is IFieldReferenceOperation { Field: var flag } && flags.Contains(flag));
}
