using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A SpinLock is a struct: who takes a copy of it excludes nobody.</summary>
internal sealed class THR0108CopiedSpinLock() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0108",
        title: "Do not copy a SpinLock",
        messageFormat: "'{0}' {1}; who takes a copy excludes nobody",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "SpinLock is a struct. A readonly field, a parameter, a property and an assignment all give copies of it, each of which is a lock of its own.",
        cwe: [667, 821]);

    // The readonly field may be all that there is to see.
    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (type.Model.Types.SpinLock is null)
            return;
        List<ISymbol> members = StructLocks.MembersOf(type.Type).Where(member => Concerns(member, type.Model.Types)).ToList();
        foreach (ISymbol member in members)
            AnalyzeMember(member, type);
        if (members.Count == 0)
            return;
        foreach (IOperation site in type.Summary.Bodies.SelectMany(static body => body.Sites))
        {
            if (CopiedBy(site, type.Model) is { } copied)
                Report(type, copied.Syntax.GetLocation(), Excerpt.Of(copied.Syntax), "is copied here");
        }
    }

    private static bool Concerns(ISymbol member, KnownTypes types) => !member.IsImplicitlyDeclared && member switch
    {
        IFieldSymbol field => KnownTypes.Is(ElementOf(field.Type), types.SpinLock) || StructLocks.Holds(field.Type, types),
        IPropertySymbol property => KnownTypes.Is(property.Type, types.SpinLock),
        IMethodSymbol method => method.Parameters.Any(parameter => KnownTypes.Is(parameter.Type, types.SpinLock)),
        _ => false,
    };

    private static ITypeSymbol ElementOf(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeArguments: [var element] } => element,
        IArrayTypeSymbol array => array.ElementType,
        _ => type,
    };

    private static void AnalyzeMember(ISymbol member, TypeContext type)
    {
        switch (member)
        {
            case IFieldSymbol { IsReadOnly: true, DeclaringSyntaxReferences: [var declaration] } field when IsLockedInPlace(field, type):
                Report(type, declaration.GetSyntax(type.Cancellation).GetLocation(), field.Name, "is readonly, so that each call on it works on a copy");
                break;
            case IPropertySymbol { RefKind: RefKind.None, IsOverride: false } property:
                Report(type, property.Locations[0], property.Name, "returns a copy of the lock");
                break;
            case IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor, IsOverride: false } method:
                foreach (IParameterSymbol parameter in method.Parameters.Where(parameter => KnownTypes.Is(parameter.Type, type.Model.Types.SpinLock)))
                    AnalyzeParameter(parameter, type);
                break;
        }
    }

    private static void AnalyzeParameter(IParameterSymbol parameter, TypeContext type)
    {
        if (parameter.RefKind == RefKind.None)
            Report(type, parameter.Locations[0], parameter.Name, "is a copy of the caller's lock");
        else if (parameter.RefKind == RefKind.In)
            Report(type, parameter.Locations[0], parameter.Name, "is readonly, so that each call on it works on a copy");
    }

    // A struct that has its lock inside is harmless as long as only its data are read.
    private static bool IsLockedInPlace(IFieldSymbol field, TypeContext type)
    {
        if (KnownTypes.Is(field.Type, type.Model.Types.SpinLock))
            return true;
        return StructLocks.Holds(field.Type, type.Model.Types) && type.Summary.Bodies
            .Where(static body => body.Symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor })
            .SelectMany(static body => body.Sites.OfType<IInvocationOperation>())
            .Any(call => call is { Instance: IFieldReferenceOperation target, TargetMethod.IsReadOnly: false }
                && SymbolEqualityComparer.Default.Equals(target.Field, field) && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, field.Type.OriginalDefinition));
    }

    private static IOperation? CopiedBy(IOperation site, ThreadingModel model) => site switch
    {
        IVariableDeclaratorOperation { Symbol.RefKind: RefKind.None } declarator when declarator.GetVariableInitializer() is { } initializer && IsPlace(initializer.Value, model) => initializer.Value,
        ISimpleAssignmentOperation { IsRef: false } assignment when IsPlace(assignment.Value, model) => assignment.Value,
        IInvocationOperation { Instance: { } element } call when model.Locks.EffectOf(call) is { Primitive: LockPrimitive.SpinLock } && IsElementByValue(element) => element,
        _ => null,
    };

    private static bool IsPlace(IOperation value, ThreadingModel model) =>
        KnownTypes.Is(value.Type, model.Types.SpinLock) && Operand.Unwrap(value) is IFieldReferenceOperation or ILocalReferenceOperation or IArrayElementReferenceOperation;

    // list[i].Enter(ref taken): a list returns its elements by value, an array does not.
    private static bool IsElementByValue(IOperation element) =>
        element is IPropertyReferenceOperation { Property: { IsIndexer: true, RefKind: RefKind.None, DeclaringSyntaxReferences.IsEmpty: true } };

    private static void Report(TypeContext type, Location location, params object[] arguments) =>
        type.Report(Descriptor, location, [], ImmutableDictionary<string, string?>.Empty, arguments);
}
