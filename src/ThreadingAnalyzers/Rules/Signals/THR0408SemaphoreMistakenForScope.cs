using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A semaphore is used as if it were a lock: disposed in order to release it, or without the limit that makes it one.</summary>
internal sealed class THR0408SemaphoreMistakenForScope() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0408",
        title: "Make a semaphore behave like the lock that it stands for",
        messageFormat: "{0}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A semaphore knows neither scopes nor owners: disposing it releases nothing, and a release too many lets two in where one was meant, unless the maximum says so.",
        cwe: [667, 772]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach (IOperation site in body.Sites)
            {
                if (IsUsed(site) && IsTakenIn(body, site, type.Model))
                    Report(site, $"'using' disposes '{Excerpt.Of(site.Syntax)}', which others still need, and does not release it", type);
                else if (IsGivenAsScope(site) && IsTakenIn(body, site, type.Model))
                    Report(site, $"Whoever disposes of the scope that is returned here disposes '{Excerpt.Of(site.Syntax)}', which others still need, and does not release it", type);
                else if (site is IObjectCreationOperation creation && MutexMadeBy(creation) is { } semaphore && IsMutex(semaphore, type))
                    Report(creation, $"'{semaphore.Name}' is a mutex without a maximum: one release too many lets two threads in, and nobody notices", type);
            }
        }
    }

    // using (_semaphore), using var turn = _semaphore
    private static bool IsUsed(IOperation site) => site is IFieldReferenceOperation or IPropertyReferenceOperation && SemaphorePermits.IsSemaphore(site.Type) && Operand.ParentOf(site) switch
    {
        IUsingOperation => true,
        IVariableInitializerOperation { Parent.Parent.Parent: { } group } => group.Parent is IUsingOperation or IUsingDeclarationOperation,
        _ => false,
    };

    // IDisposable Enter() { _semaphore.Wait(); return _semaphore; }
    private static bool IsGivenAsScope(IOperation site) => site is IFieldReferenceOperation or IPropertyReferenceOperation && SemaphorePermits.IsSemaphore(site.Type)
        && site.Parent is IConversionOperation { Type.SpecialType: SpecialType.System_IDisposable } scope && Operand.ParentOf(scope) is IReturnOperation;

    private static bool IsTakenIn(Body body, IOperation used, ThreadingModel model) => body.Sites.OfType<IInvocationOperation>().Any(call =>
        model.Locks.EffectOf(call) is { Mode: LockMode.Counting, Action: not LockAction.Release } effect
        && AccessPath.Of(effect.Target, body.Locals.Resolve) is { } path && path.Equals(AccessPath.Of(used)));

    private static ISymbol? MutexMadeBy(IObjectCreationOperation creation)
    {
        if (creation is not { Type.Name: "SemaphoreSlim", Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 1 } }] } || !SemaphorePermits.IsSemaphore(creation.Type))
            return null;
        return Operand.ParentOf(creation) switch
        {
            IFieldInitializerOperation { InitializedFields: [var field] } => field,
            IPropertyInitializerOperation { InitializedProperties: [var property] } => property,
            ISimpleAssignmentOperation assignment => SharedLocations.LocationOf(assignment.Target),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
            _ => null,
        };
    }

    // One body takes a permit and gives it back: not a throttle that happens to begin with one, and not a signal.
    private static bool IsMutex(ISymbol semaphore, TypeContext type)
    {
        foreach (Body body in type.Summary.ConcernedBodies.Where(static body => body.TakesPermits))
        {
            List<LockEffect> effects = body.Sites.OfType<IInvocationOperation>().Select(call => type.Model.Locks.EffectOf(call))
                .Where(effect => effect is not null && SymbolEqualityComparer.Default.Equals(AccessPath.Of(effect.Target, body.Locals.Resolve)?.Last, semaphore)).ToList()!;
            if (effects.Exists(static effect => effect.Action == LockAction.Release) && effects.Exists(static effect => effect.Action != LockAction.Release))
                return true;
        }

        return false;
    }

    private static void Report(IOperation at, string message, TypeContext type) =>
        type.Report(Descriptor, at.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, message);
}
