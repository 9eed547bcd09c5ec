using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Which calls run code on whatever scheduler is the current one, because they name none.</summary>
internal sealed class Schedulers(Compilation compilation)
{
    private readonly INamedTypeSymbol? _scheduler = compilation.GetTypeByMetadataName("System.Threading.Tasks.TaskScheduler");
    private readonly ApiTable<TaskMakerRow> _table = new(Rows());

    /// <summary>Whether a call leaves the scheduler to chance.</summary>
    internal bool IsLeftOpen(IInvocationOperation call) =>
        _scheduler is not null
        && _table.Find(call.TargetMethod) is { } row
        && !call.TargetMethod.Parameters.Any(parameter => KnownTypes.Is(parameter.Type, _scheduler))
        && (row.Maker == TaskMaker.Continuation && call.TargetMethod.ContainingType.Name == "Task" || IsSharedFactory(call.Instance) || IsMadeWithoutScheduler(call.Instance));

    /// <summary>Whether what a call runs has the default scheduler for its current one, whoever makes the call.</summary>
    internal static bool SetsDefault(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Run", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } or { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType: { Name: "ThreadPool", ContainingNamespace.Name: "Threading" } };

    /// <summary>
    /// Whether a call hands its delegate to a scheduler of which nothing is known: it may run it on this thread, or one at a time. The default one, and the
    /// current one where nobody has set another, run it on the pool.
    /// </summary>
    internal static bool MayStayOnThread(IInvocationOperation call) =>
        call.Arguments.Any(static argument => argument.Parameter?.Type.Name == "TaskScheduler" && Operand.Unwrap(argument.Value) is not IPropertyReferenceOperation { Property: { IsStatic: true, Name: "Default" or "Current" } })
        || (call.TargetMethod.ContainingType.Name == "TaskFactory" && !IsSharedFactory(call.Instance) && !IsMadeWithoutScheduler(call.Instance));

    private static bool IsMadeWithoutScheduler(IOperation? factory)
    {
        ISymbol? variable = factory switch
        {
            ILocalReferenceOperation local => local.Local,
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation property => property.Property,
            _ => null,
        };
        return (factory is IObjectCreationOperation { Constructor: { } constructor } && !constructor.Parameters.Any(static parameter => parameter.Type.Name == "TaskScheduler")) || Creations.Of(variable) is { ArgumentList: null or { Arguments.Count: 0 } };
    }

    // A factory of somebody's own may have a scheduler of its own.
    private static bool IsSharedFactory(IOperation? factory) => factory is IPropertyReferenceOperation { Property: { IsStatic: true, Name: "Factory", ContainingType.Name: "Task" } };

    private static IEnumerable<(string Type, string Member, TaskMakerRow Row)> Rows()
    {
        TaskMakerRow start = new(TaskMaker.Start), continuation = new(TaskMaker.Continuation);
        foreach (string type in new[] { "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1" })
            yield return (type, "ContinueWith", continuation);
        foreach (string type in new[] { "System.Threading.Tasks.TaskFactory", "System.Threading.Tasks.TaskFactory`1" })
        {
            yield return (type, "StartNew", start);
            yield return (type, "ContinueWhenAll", continuation);
            yield return (type, "ContinueWhenAny", continuation);
        }
    }
}
