using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What is waited for until somebody completes it.</summary>
internal enum StreamKind
{
    /// <summary>A TaskCompletionSource.</summary>
    Completion,

    /// <summary>A BlockingCollection.</summary>
    Collection,

    /// <summary>A channel.</summary>
    Channel,
}

/// <summary>One row of the table.</summary>
internal sealed record StreamRow(StreamKind Kind);

/// <summary>Which expressions make something that has to be completed, and which members wait for that.</summary>
internal sealed class StreamModel
{
    private readonly ApiTable<StreamRow> _made = new(Rows());

    /// <summary>What an expression makes; null for anything else.</summary>
    internal StreamKind? KindOf(IOperation creation) => creation switch
    {
        IObjectCreationOperation { Constructor: { } constructor } => _made.Find(constructor)?.Kind,
        IInvocationOperation { TargetMethod: { IsStatic: true } method } => _made.Find(method)?.Kind,
        _ => null,
    };

    /// <summary>Whether a property is one of the two ends of a channel, and stands for the channel.</summary>
    internal static bool IsEndOf(IPropertySymbol property) => property is { Name: "Reader" or "Writer", ContainingType: { Name: "Channel", ContainingNamespace.Name: "Channels" } };

    /// <summary>Whether a property is the end of a channel by which it is completed.</summary>
    internal static bool IsWriterOf(IPropertySymbol property) => property.Name == "Writer" && IsEndOf(property);

    /// <summary>Whether a member of a channel's writer puts something into it.</summary>
    internal static bool Writes(IOperation member) => member is IInvocationOperation { TargetMethod: { Name: "WriteAsync" or "TryWrite", ContainingType.ContainingNamespace.Name: "Channels" } } || UnboundCalls.NameOf(member) is "WriteAsync" or "TryWrite";

    /// <summary>Whether a member of such an object completes it, or may.</summary>
    internal static bool MayComplete(IOperation member) => ((member as IInvocationOperation)?.TargetMethod.Name ?? (member as IMethodReferenceOperation)?.Method.Name ?? UnboundCalls.NameOf(member)) switch
    {
        "CompleteAdding" or "Complete" or "TryComplete" or "Dispose" => true,
        { } name => name.StartsWith("Set", StringComparison.Ordinal) || name.StartsWith("TrySet", StringComparison.Ordinal) || (UnboundCalls.Is(member) && !Streaming.Contains(name)),
        null => false,
    };

    // What an extension that is not known does to it nobody can say.
    private static readonly HashSet<string> Streaming = new(StringComparer.Ordinal) { "Add", "TryAdd", "TryWrite", "WriteAsync", "WaitToWriteAsync", "TryRead", "ReadAsync", "ReadAllAsync", "WaitToReadAsync", "Take", "TryTake", "GetConsumingEnumerable" };

    /// <summary>Whether a member goes on until the object is completed.</summary>
    internal static bool WaitsForEnd(IOperation member, StreamKind kind) => kind switch
    {
        StreamKind.Completion => member is IPropertyReferenceOperation { Property.Name: "Task" },
        StreamKind.Collection => member is IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable", Arguments.IsEmpty: true } or IPropertyReferenceOperation { Property.Name: "IsCompleted" },
        _ => (Reads(member) && !TakesToken((IInvocationOperation)member)) || member is IPropertyReferenceOperation { Property.Name: "Completion" },
    };

    /// <summary>Whether a member goes on until the object is completed, or somebody cancels.</summary>
    internal static bool WaitsUntilCancelled(IOperation member, StreamKind kind) => kind switch
    {
        StreamKind.Collection => member is IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable", Arguments.IsEmpty: false },
        StreamKind.Channel => Reads(member) && TakesToken((IInvocationOperation)member),
        _ => false,
    };

    private static bool Reads(IOperation member) => member is IInvocationOperation { TargetMethod.Name: "ReadAllAsync" or "WaitToReadAsync" };

    // ReadAllAsync(token), ReadAllAsync().WithCancellation(token)
    private static bool TakesToken(IInvocationOperation read) => read.Arguments.Any(static argument => !argument.IsImplicit)
        || Operand.ParentOf(read) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WithCancellation" } };

    private static IEnumerable<(string Type, string Member, StreamRow Row)> Rows()
    {
        const string Threading = "System.Threading.";
        yield return (Threading + "Tasks.TaskCompletionSource", ".ctor", new(StreamKind.Completion));
        yield return (Threading + "Tasks.TaskCompletionSource`1", ".ctor", new(StreamKind.Completion));
        yield return ("System.Collections.Concurrent.BlockingCollection`1", ".ctor", new(StreamKind.Collection));
        foreach (string member in new[] { "CreateBounded", "CreateUnbounded", "CreateUnboundedPrioritized" })
            yield return (Threading + "Channels.Channel", member, new(StreamKind.Channel));
    }
}
