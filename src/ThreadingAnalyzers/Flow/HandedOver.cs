using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a type gives to the members of an object that it makes for other threads: <c>new Job(picture, remaining)</c>, where <c>job.Remaining</c> is the same event.</summary>
internal sealed class HandedOver(TypeSummary summary)
{
    /// <summary>The variables whose values come to a member of a type that is made here, or to a parameter of its primary constructor.</summary>
    internal IEnumerable<ISymbol> To(ISymbol member)
    {
        if (!IsOfObject(member))
            yield break;
        foreach (IOperation site in summary.OwnBodies.SelectMany(static body => body.Sites))
        {
            foreach (IOperation value in ValuesAt(site, member))
            {
                if (SharedLocations.LocationOf(Operand.Unwrap(value)) is { } named && !SymbolEqualityComparer.Default.Equals(named, member))
                    yield return named;
            }
        }
    }

    private static bool IsOfObject(ISymbol member) => member switch
    {
        IFieldSymbol or IPropertySymbol => !member.IsStatic && !member.ContainingType.DeclaringSyntaxReferences.IsEmpty,
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
        _ => false,
    };

    private IEnumerable<IOperation> ValuesAt(IOperation site, ISymbol member) => site switch
    {
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var target }, Value: var value } when IsSame(target, member) && Operand.Unwrap(value) is not IParameterReferenceOperation => [value],
        IObjectCreationOperation { Arguments.IsEmpty: false, Constructor: { } constructor } creation when IsSame(constructor.ContainingType, member.ContainingType) =>
            creation.Arguments.Where(argument => argument.Parameter is { } parameter && ComesTo(parameter, member)).Select(static argument => argument.Value),
        _ => [],
    };

    // The parameter itself, the property that a record has for it, or what a constructor or initializer assigns it to.
    private bool ComesTo(IParameterSymbol parameter, ISymbol member) => IsSame(parameter, member)
        || (member is IPropertySymbol && member.Name == parameter.Name && IsPositional(member))
        || summary.References.To(parameter).Any(use => Operand.ParentOf(use) switch
        {
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var target } } => IsSame(target, member),
            IFieldInitializerOperation { InitializedFields: [var field] } => IsSame(field, member),
            IPropertyInitializerOperation { InitializedProperties: [var property] } => IsSame(property, member),
            _ => false,
        });

    private static bool IsPositional(ISymbol property) => property.DeclaringSyntaxReferences is [var declared] && declared.GetSyntax() is ParameterSyntax;

    private static bool IsSame(ISymbol left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left.OriginalDefinition, right.OriginalDefinition);
}
