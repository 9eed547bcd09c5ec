using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Tells functions that owe their callers a task from those for which null says something, such as "completed synchronously" or "none is running".
/// </summary>
internal static class NullableTasks
{
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal) { "MaybeNullAttribute", "CanBeNullAttribute" };

    /// <summary>Whether the callers of a function rely on getting a task: by a contract, by its name, or because they await it at once.</summary>
    /// <param name="function">A function that returns a task class.</param>
    /// <param name="body">The function's own operations.</param>
    /// <param name="cancellation">Ends the search in the declaring type.</param>
    internal static bool Forbids(IMethodSymbol function, IOperation body, CancellationToken cancellation)
    {
        if (SaysNull(function) || IsDocumented(function.AssociatedSymbol ?? function, cancellation))
            return false;
        if (function.MethodKind == MethodKind.AnonymousFunction)
            return !IsValueFactory(body);
        ISymbol member = function.AssociatedSymbol ?? function;
        TaskUses uses = TaskUses.Of(member, cancellation);
        return !uses.IsTested && (uses.IsAwaited || (uses.IsDereferenced && IsHidden(member)) || (uses.IsReturned && function.MethodKind == MethodKind.LocalFunction) || IsContract(member) || (!uses.IsUsed && IsHidden(member)));
    }

    /// <summary>Whether a property never has a task, and nothing says that this is what it is for.</summary>
    internal static bool IsNeverATask(IMethodSymbol function, IOperation body, CancellationToken cancellation) =>
        function.AssociatedSymbol is IPropertySymbol { IsVirtual: false } property
        && body.DescendantsAndSelf().OfType<IReturnOperation>().All(static returned => returned.ReturnedValue is { } value && ValueBranches.IsNull(Operand.Unwrap(value)))
        && !SaysNull(function) && !IsDocumented(property, cancellation) && !TaskUses.Of(property, cancellation).IsTested;

    // Nobody else can ask it for null, and nobody does.
    private static bool IsHidden(ISymbol member) => member is IMethodSymbol { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable };

    private static bool IsContract(ISymbol member) =>
        member.IsOverride
        || InterfaceMembers.AreImplementedBy(member)
        || member.Name.EndsWith("Async", StringComparison.Ordinal)
        || member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal };

    private static bool SaysNull(IMethodSymbol function) =>
        function.ReturnType.NullableAnnotation == NullableAnnotation.Annotated
        // int done; return TryAtOnce(out done) ?? …
        || function.Parameters.Any(static parameter => parameter.RefKind == RefKind.Out)
        || function.GetReturnTypeAttributes().Concat(function.GetAttributes()).Any(static attribute => Attributes.Contains(attribute.AttributeClass?.Name ?? ""))
        || function.Name.StartsWith("Try", StringComparison.Ordinal)
        || Originals(function).Any(static original => original.ReturnType.NullableAnnotation == NullableAnnotation.Annotated);

    private static IEnumerable<IMethodSymbol> Originals(IMethodSymbol function)
    {
        foreach (IMethodSymbol original in function.ExplicitInterfaceImplementations)
            yield return original;
        for (IMethodSymbol? original = function.OverriddenMethod; original is not null; original = original.OverriddenMethod)
            yield return original;
    }

    private static bool IsDocumented(ISymbol member, CancellationToken cancellation) => member.DeclaringSyntaxReferences
        .SelectMany(reference => reference.GetSyntax(cancellation).GetLeadingTrivia())
        .Any(static trivia => trivia.GetStructure() is DocumentationCommentTriviaSyntax documentation ? PromisesNull(documentation) : IsComment(trivia) && trivia.ToString().Contains("null"));

    private static bool PromisesNull(DocumentationCommentTriviaSyntax documentation) => documentation.ChildNodes().OfType<XmlElementSyntax>()
        .Any(static element => element.StartTag.Name.LocalName.ValueText is "returns" or "value" && element.ToString().Contains("null"));

    private static bool IsComment(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    // new Lazy<Task>(() => …): what the value means, those who read it know.
    private static bool IsValueFactory(IOperation lambda) =>
        lambda.Parent is not IDelegateCreationOperation creation || Operand.ParentOf(creation) is IInvalidOperation or IArgumentOperation { Parent: IObjectCreationOperation };
}
