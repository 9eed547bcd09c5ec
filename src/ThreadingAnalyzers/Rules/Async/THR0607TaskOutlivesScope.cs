using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A task leaves the using or try that it needs, before it has ended.</summary>
internal sealed class THR0607TaskOutlivesScope() : OperationRule(Descriptor)
{
    /// <summary>The property that is there where a sequence is returned, and no task.</summary>
    internal const string IsSequence = "sequence";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0607",
        title: "Await the task inside the using or try that it needs",
        messageFormat: "'{0}' gives {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A method that returns a task without awaiting it ends before the task does, and with it end its using, catch and finally.",
        cwe: [416, 755]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Return or OperationKind.VariableDeclarator or OperationKind.Invocation or OperationKind.SimpleAssignment or OperationKind.Using;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        switch (operation)
        {
            case IReturnOperation { ReturnedValue: { } value } returning when body.Body.Method is { IsAsync: false } method && body.Model.Types.IsTask(method.ReturnType):
                AnalyzeReturn(returning, value, body);
                break;
            case IReturnOperation { ReturnedValue: { } value } returning when body.Body.Method is { IsAsync: false } method && Awaitables.IsSequence(method.ReturnType) && Operand.Unwrap(value) is var sequence && (sequence is IInvocationOperation || (UnboundCalls.IsOne(sequence) && !IsReadAtOnce(sequence))):
                if (TaskScope.OfSequence(returning, sequence, body.Body) is { } source)
                    body.Report(Descriptor, value.Syntax.GetLocation(), [source.Place.GetLocation()], ImmutableDictionary<string, string?>.Empty.Add(IsSequence, ""), Excerpt.Of(sequence.Syntax), $"a sequence that is read only after {source.Ending}; read it here, in an async iterator");
                break;
            case IVariableDeclaratorOperation { Symbol.Type: var type } declarator when body.Model.Types.IsTask(type) && IsResource(declarator) && !IsMeantAsTask(declarator.Symbol, body) && declarator.GetVariableInitializer() is { Value: var opened }:
                ReportDisposed(opened, body);
                break;
            case IInvocationOperation { Parent: IUsingOperation region } call when region.Resources == call && body.Model.Types.IsTask(call.Type):
                ReportDisposed(call, body);
                break;
            case IUsingOperation { Resources: ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation } region when region.Resources.Type is INamedTypeSymbol { TypeArguments: [var result] } && body.Model.Types.IsTask(region.Resources.Type) && IsDisposable(result):
                ReportDisposed(region.Resources, body);
                break;
            case ISimpleAssignmentOperation { Parent: IExpressionStatementOperation, Target: var target, Value: var value } assignment when body.Model.Types.IsTask(target.Type) && TaskScope.KeeperIn(target) is { } kept:
                AnalyzeKept(assignment, kept, value, body);
                break;
            case IInvocationOperation { TargetMethod.Name: "Add", Instance: { } list, Arguments: [{ Value: var added }] } addition when body.Model.Awaitables.ElementOf(list.Type) is not null && TaskScope.KeeperIn(list) is { } keeper:
                AnalyzeKept(addition, keeper, added, body);
                break;
        }
    }

    // tasks.Add(file.WriteAsync(…)); in a loop that opens a file each time: by the time that all are awaited, the files are closed.
    private static void AnalyzeKept(IOperation keeping, ISymbol keeper, IOperation value, BodyContext body)
    {
        foreach (IInvocationOperation task in body.Model.FreshTasks.In(value))
        {
            if (TaskScope.OfKept(keeping, keeper, task, body.Body) is { } scope)
                body.Report(Descriptor, scope.IsGuess ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity, task.Syntax.GetLocation(), [scope.Place.GetLocation()], Excerpt.Of(task.Syntax), RunningWhen(scope.Ending));
        }
    }

    private static void AnalyzeReturn(IReturnOperation returning, IOperation value, BodyContext body)
    {
        foreach (IOperation task in StartedBy(value, body))
        {
            if (TaskScope.Of(returning, task, body.Body, body.Model) is not { } scope)
                continue;
            body.Report(
                Descriptor, scope.IsGuess ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity, returning.ReturnedValue!.Syntax.GetLocation(), [scope.Place.GetLocation()], Excerpt.Of(task.Syntax), RunningWhen(scope.Ending));
            return;
        }
    }

    // return task; where task = reader.ReadAsync() is the same.
    private static IEnumerable<IOperation> StartedBy(IOperation value, BodyContext body)
    {
        IOperation started = Operand.Unwrap(value) is ILocalReferenceOperation local && body.Body.Locals.Of(local.Local) is { } known ? known : value;
        return UnboundCall.Of(Operand.Unwrap(started)) is { } call && (call.IsNamedAsync || UnboundCall.IsOfParameter(Operand.Unwrap(started))) ? [Operand.Unwrap(started)] : body.Model.FreshTasks.In(started);
    }

    private static bool IsReadAtOnce(IOperation unbound) => unbound.Syntax.ToString() is var text && (text.Contains(".ToList()") || text.Contains(".ToArray()"));

    private static string RunningWhen(string ending) => $"a task that is still running when {ending}; await it here";

    // To dispose of a task as such is needless, but no mistake.
    private static bool IsDisposable(ITypeSymbol result) =>
        result is { Name: "IDisposable" or "IAsyncDisposable" } || result.AllInterfaces.Any(static contract => contract.Name is "IDisposable" or "IAsyncDisposable");

    private static bool IsResource(IVariableDeclaratorOperation declarator) =>
        declarator.Parent is IVariableDeclarationOperation { Parent: IVariableDeclarationGroupOperation { Parent: IUsingOperation or IUsingDeclarationOperation } };

    // using Task<Stream> connecting = …; await Task.WhenAny(connecting, other): meant as the task that it is.
    private static bool IsMeantAsTask(ILocalSymbol resource, BodyContext body) => body.Body.Sites
        .SelectMany(site => site is IInvocationOperation call && body.Model.Joins.KindOf(call.TargetMethod) == JoinKind.Combine ? call.Arguments.Select(static argument => argument.Value) : [])
        .SelectMany(static given => given.DescendantsAndSelf())
        .Concat(HasDisposableResult(resource) ? [] : body.Body.Sites.Select(site => WaitedFor(site, body)).Where(static waited => waited is not null))
        .Any(part => part is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, resource));

    private static bool HasDisposableResult(ILocalSymbol resource) => resource.Type is INamedTypeSymbol { TypeArguments: [var result] } && IsDisposable(result);

    // using Task stopping = StopAsync(); stopping.Wait();
    private static IOperation? WaitedFor(IOperation site, BodyContext body) =>
        (site is IAwaitOperation awaited ? awaited.Operation : body.Body.Method is { } method ? body.Model.Blocking.Of(site, method)?.Waited : null) is { } task ? Operand.UnwrapWaiting(task).Operation : null;

    private static void ReportDisposed(IOperation opened, BodyContext body) =>
        body.Report(Descriptor, opened.Syntax.GetLocation(), Excerpt.Of(opened.Syntax), RunningWhen("the using disposes it, and not its result"));
}
