using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// The types of which the program says that one object serves everybody: <c>services.AddSingleton&lt;Cache&gt;()</c>, <c>app.UseMiddleware&lt;Audit&gt;()</c>.
/// Only programs with a service collection are searched, only files that hold such a word are bound, and only when somebody asks.
/// </summary>
internal sealed class SingletonRegistrations(Compilation compilation)
{
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> Mentions = new();

    private static readonly ImmutableHashSet<string> Calls = ImmutableHashSet.Create(
        StringComparer.Ordinal, "AddSingleton", "TryAddSingleton", "AddKeyedSingleton", "TryAddKeyedSingleton", "AddHostedService", "UseMiddleware");

    private bool IsSearched { get; } = compilation.GetTypeByMetadataName("Microsoft.Extensions.DependencyInjection.IServiceCollection") is not null;

    private ImmutableHashSet<ISymbol>? _types;
    private ImmutableHashSet<string>? _names;

    /// <summary>Whether one object of the type is registered for all.</summary>
    internal bool Contains(INamedTypeSymbol? type, CancellationToken cancellation) => type is not null && Types(cancellation).Contains(type.OriginalDefinition);

    /// <summary>Whether a registered type has the name.</summary>
    internal bool MayName(string name, CancellationToken cancellation) => IsSearched && Names(cancellation).Contains(name);

    private ImmutableHashSet<string> Names(CancellationToken cancellation)
    {
        if (_names is null)
            Interlocked.CompareExchange(ref _names, Types(cancellation).Select(static type => type.Name).ToImmutableHashSet(StringComparer.Ordinal), null);
        return _names;
    }

    private ImmutableHashSet<ISymbol> Types(CancellationToken cancellation)
    {
        if (_types is null)
            Interlocked.CompareExchange(ref _types, Find(cancellation), null);
        return _types;
    }

    private ImmutableHashSet<ISymbol> Find(CancellationToken cancellation)
    {
        ImmutableHashSet<ISymbol>.Builder types = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        if (!IsSearched)
            return types.ToImmutable();
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(tree => IsMentionedIn(tree, cancellation)))
        {
#pragma warning disable RS1030 // A registration stands in another file than the type; few files have one, and the result is kept.
            SemanticModel model = compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
            foreach (InvocationExpressionSyntax call in tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsRegistration))
            {
                if (model.GetOperation(call, cancellation) is IInvocationOperation registration)
                    types.UnionWith(TypesIn(registration));
            }
        }

        return types.ToImmutable();
    }

    private static bool IsMentionedIn(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Mentions.TryGetValue(tree, out StrongBox<bool>? known))
            return known.Value;
        string text = tree.GetText(cancellation).ToString();
        return Mentions.GetValue(tree, _ => new StrongBox<bool>(Calls.Any(call => text.Contains(call)))).Value;
    }

    private static bool IsRegistration(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && Calls.Contains(name);

    // The type arguments, the operands of typeof, and what a factory makes.
    private static IEnumerable<ISymbol> TypesIn(IInvocationOperation registration) =>
        registration.TargetMethod.TypeArguments
            .Concat(registration.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).Select(MadeBy).OfType<ITypeSymbol>())
            .Where(static type => type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } && !Framework.Owns((INamedTypeSymbol)type))
            .Select(static type => type.OriginalDefinition);

    private static ITypeSymbol? MadeBy(IOperation operation) => operation switch
    {
        ITypeOfOperation type => type.TypeOperand,
        IReturnOperation { ReturnedValue: { } value } when Operand.Unwrap(value) is IObjectCreationOperation creation => creation.Type,
        _ => null,
    };
}
