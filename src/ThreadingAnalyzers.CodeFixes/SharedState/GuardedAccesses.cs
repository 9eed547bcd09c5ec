using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>The accesses to one location that belong under one lock, and the lock.</summary>
internal sealed class GuardedAccesses(FixSite site, ImmutableArray<SyntaxNode> accesses, AccessPath path)
{
    /// <summary>What is accessed.</summary>
    internal ISymbol Location { get; } = path.Last!;

    /// <summary>The accesses that a diagnostic names, or null where one cannot be found or they mean different variables.</summary>
    internal static GuardedAccesses? Of(FixSite site)
    {
        ImmutableArray<SyntaxNode?> others = site.Places(THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses);
        if (others.Contains(null) || PathOf(site.Node, site.Model) is not { Last: not null } path)
            return null;
        ImmutableArray<SyntaxNode> all = others.Insert(0, site.Node).OfType<SyntaxNode>().ToImmutableArray();
        return all.All(access => path.Equals(PathOf(access, site.Model))) ? new GuardedAccesses(site, all, path) : null;
    }

    /// <summary>The repair that locks all the accesses, or null where that is not possible.</summary>
    internal Repair? Locked()
    {
        if (GateOf() is not { } gate)
            return null;
        List<SyntaxNode> regions = [];
        foreach (SyntaxNode access in accesses.Where(access => !WrapInLock.Covers(access, gate.Expression)))
        {
            if (GuardedStatement.OrLoopOf(access, Location, site.Model) is not { } region)
                return null;
            if (!regions.Contains(region))
                regions.Add(region);
        }

        return regions.Count == 0 ? null : RepairOf(regions, gate);
    }

    private Repair RepairOf(List<SyntaxNode> regions, Gate gate)
    {
        return new("Lock", $"Change '{Location.Name}' under lock ({gate.Expression})", editor =>
        {
            // From the inside out, so that a region within another one is still there when its turn comes.
            foreach (SyntaxNode region in regions.OrderBy(static region => region.Span.Length))
                WrapInLock.Apply(editor, region, gate.Expression, site.Model);
            gate.Declare(editor);
        })
        { NeedsProof = true };
    }

    /// <summary>The variable that a change names, or whose content it changes.</summary>
    private static AccessPath? PathOf(SyntaxNode access, SemanticModel model) => AccessPath.Of(model.GetOperation(access) switch
    {
        IAssignmentOperation assignment => HolderOf(assignment.Target),
        IIncrementOrDecrementOperation step => HolderOf(step.Target),
        { } other => HolderOf(other),
        null => null,
    });

    private static IOperation HolderOf(IOperation access) => access switch
    {
        IPropertyReferenceOperation { Instance: { } instance } when SharedLocations.LocationOf(access) is null => instance,
        IInvocationOperation { Instance: { } instance } => instance,
        _ => access,
    };

    private Gate? GateOf()
    {
        if (site.Property(THR0301UnsynchronizedReadModifyWrite.Guard) is { } guard)
            return accesses.All(access => IsLockable(guard, access)) ? Gate.Existing(guard) : null;
        if (path.Root is ILocalSymbol or IParameterSymbol { ContainingSymbol: not IMethodSymbol { MethodKind: MethodKind.Constructor } })
            return AddLockLocal.For(site, path.Root);
        bool isStatic = path.Root is { IsStatic: true };
        TypeDeclarationSyntax? type = TypeOf(site.Node, isStatic);
        if (type is null || accesses.Any(access => TypeOf(access, isStatic) != type))
            return null;
        return AddLockField.For(site, type, path.Members.FirstOrDefault() ?? Location, isStatic);
    }

    /// <summary>Whether the guard means an object at the access, of a type that <c>lock</c> takes for itself and not for a wrapper of its own.</summary>
    private bool IsLockable(string guard, SyntaxNode access)
    {
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(guard);
        ITypeSymbol? type = site.Model.GetSpeculativeTypeInfo(access.SpanStart, expression, SpeculativeBindingOption.BindAsExpression).Type;
        return type is { IsReferenceType: true, TypeKind: not TypeKind.Error } && !IsOtherLock(type);
    }

    private static bool IsOtherLock(ITypeSymbol type) =>
        type.Name is "SemaphoreSlim" or "ReaderWriterLockSlim" or "ReaderWriterLock" || type.BaseType?.Name == "WaitHandle";

    /// <summary>The type that declares the state, or whose <c>this</c> it belongs to.</summary>
    private TypeDeclarationSyntax? TypeOf(SyntaxNode access, bool isStatic)
    {
        IEnumerable<TypeDeclarationSyntax> types = access.Ancestors().OfType<TypeDeclarationSyntax>();
        TypeDeclarationSyntax? owner = !isStatic ? null : types.FirstOrDefault(type =>
            SymbolEqualityComparer.Default.Equals(site.Model.GetDeclaredSymbol(type), path.Root!.ContainingType));
        return owner ?? types.FirstOrDefault();
    }
}
