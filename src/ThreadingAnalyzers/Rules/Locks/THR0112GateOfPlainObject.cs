using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A private object that is only ever locked could be a System.Threading.Lock, where language and framework have it.</summary>
internal sealed class THR0112GateOfPlainObject() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0112",
        title: "Use System.Threading.Lock for a lock object",
        messageFormat: "'{0}' is only locked, in {1} places, and can be a System.Threading.Lock",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A Lock says by its type what it is for, cannot be locked by mistake in another way, and is cheaper than the monitor of an object.",
        cwe: [667]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        if (!type.Model.Locks.HasLockType)
            return;
        foreach (IFieldSymbol field in StructLocks.MembersOf(type.Type).OfType<IFieldSymbol>().Where(static field => field is { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private, Type.SpecialType: SpecialType.System_Object }))
        {
            if (field.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax(type.Cancellation) is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax } declarator
                && LockModel.LanguageLocks(reference.SyntaxTree) && type.Model.Options.IsOn(OptionKeys.ModernizeLocks, reference.SyntaxTree))
            {
                Analyze(field, declarator, type);
            }
        }
    }

    private static void Analyze(IFieldSymbol field, VariableDeclaratorSyntax declarator, TypeContext type)
    {
        List<IFieldReferenceOperation> uses = type.Summary.OwnBodies.SelectMany(static body => body.Sites).OfType<IFieldReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Field.OriginalDefinition, field)).ToList();
        if (uses.Count > 0 && uses.TrueForAll(IsPlainLock))
        {
            type.Report(
                Descriptor, declarator.Identifier.GetLocation(), uses.Select(static use => use.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty,
                field.Name, uses.Count.ToString(CultureInfo.InvariantCulture));
        }
    }

    // An iterator cannot leave and come back while it holds the scope of a Lock.
    private static bool IsPlainLock(IFieldReferenceOperation use) => Operand.ParentOf(use) is ILockOperation { Body.Syntax: var region } && !region.DescendantNodes().Any(static node => node is YieldStatementSyntax);
}
