using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which initializations without a lock two threads may do at once, and what comes of it.</summary>
internal sealed class RacyInitializations(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
{
    /// <summary>Why two threads may come here at once, and what that leads to, as a phrase; null where nothing speaks for it, or nothing comes of it.</summary>
    internal string? ReasonFor(LazyInitialization found)
    {
        if (ValueShape.TypeOf(found.Variable) is not { } type || !(type.IsReferenceType || type.TypeKind == TypeKind.Error || ValueShape.IsTearing(found.Variable)))
            return null;
        if (ForkBehind(found) is { } fork)
            return $"in work that is started at line {fork.Site.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1} and runs beside other such code: two threads can both find it empty, and each makes one";
        if (found.Variable is ILocalSymbol or IParameterSymbol)
            return null;
        if (new FilledAfter(found, summary, model).Fill is { } fill && IsShared(found))
            return $"and is completed only at line {fill.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {WhyShared(found)}, so that another thread can find it half done";
        if (Operand.Unwrap(found.Value) is IAwaitOperation && GuardElsewhere(found) is var (line, guard))
            return $"while line {line} holds '{guard}' for it: whoever calls during the await finds it empty as well, and its work is done twice";
        return IsShared(found) && HarmOf(found) is { } harm ? $"and {WhyShared(found)}: two threads can both find it empty, and {harm}" : null;
    }

    private Fork? ForkBehind(LazyInitialization found)
    {
        if (!summary.ConcernedBodies.Any(static body => body.HasForks) || !summary.Accesses.TryGetValue(found.Path, out List<Access>? accesses))
            return null;
        return accesses.Where(access => access.Changes && access.Operation.Syntax == found.Assignment.Syntax)
            .Select(access => summary.Parallelism.PartnerOf(access, accesses.FindAll(static other => other.Changes))?.Fork)
            .FirstOrDefault(static fork => fork is not null);
    }

    // Who takes a lock to change it expects others to come meanwhile.
    private (int Line, AccessPath Guard)? GuardElsewhere(LazyInitialization found) =>
        (from row in summary.AccessTable.Of(found.Path)
         where row is { IsExempt: false, Effect: AccessEffect.Write, Held: { IsEmpty: false } } && !ReferenceEquals(row.Access.Body, found.Body) && !MemberPhase.IsLifecycle(row.Member)
         from path in row.Held!
         where summary.Guards.CanGuard(path, found.Path)
         select ((int Line, AccessPath Guard)?)(row.Access.Operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1, path)).FirstOrDefault();

    // A user interface has one thread for nearly everything.
    private bool IsShared(LazyInitialization found) =>
        (found.Variable.IsStatic && !model.Types.HasUserInterfaceContext) || ValueShape.IsVolatile(found.Variable) || model.Singletons.Contains(found.Variable.ContainingType, cancellation);

    private static string WhyShared(LazyInitialization found) => found.Variable switch
    {
        { IsStatic: true } => "all threads share the static field",
        IFieldSymbol { IsVolatile: true } => "it is volatile, so that several threads are expected",
        _ => $"one '{found.Variable.ContainingType.Name}' is registered for all",
    };

    // Two equal values that nobody changes are as good as one.
    private string? HarmOf(LazyInitialization found)
    {
        if (new FreshTasks(model.Types).Started(found.Value) is not null)
            return "its work is started twice";
        IOperation value = Operand.Unwrap(found.Value);
        if (value is ILocalReferenceOperation { Local: var local } && found.Body.Locals.Of(local) is { } only)
            value = Operand.Unwrap(only);
        if (!Creations.IsOne(value) || value.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class } type)
            return null;
        if (type.AllInterfaces.Any(static implemented => implemented is { Name: nameof(IDisposable), ContainingNamespace.Name: nameof(System) }) && !IsCheapToLose(type))
            return "the one that loses is never disposed";
        return !type.DeclaringSyntaxReferences.IsEmpty && HasState(type) && !IsComparedByValue(type) ? "each goes on with an object of its own" : null;
    }

    private static bool IsCheapToLose(ITypeSymbol type) => type.Name is "MemoryStream" or "StringWriter" or "StringReader" or "Task" or "CancellationTokenSource" or "DataTable" or "DataSet";

    // The reference never changes, and what it leads to does.
    private bool HoldsState(ITypeSymbol type) =>
        model.UnsafeObjects.FamilyOf(type) is ObjectFamily.Collection or ObjectFamily.CollectionInterface or ObjectFamily.Text || model.ConcurrentCollections.IsOne(type);

    // Who compares two of them finds them equal.
    private static bool IsComparedByValue(INamedTypeSymbol type) => type.GetMembers(nameof(Equals)).Any(static member => member.IsOverride);

    private bool HasState(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is { DeclaringSyntaxReferences.IsEmpty: false }; current = current.BaseType)
        {
            if (current.GetMembers().OfType<IFieldSymbol>().Any(field => field is { IsStatic: false, IsConst: false } && (!field.IsReadOnly || HoldsState(field.Type))))
                return true;
        }

        return false;
    }
}
