using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>When a delegate runs, seen from the place that makes it.</summary>
internal enum DelegateUse
{
    /// <summary>Whoever gets it decides; perhaps at once, perhaps under locks of theirs.</summary>
    Unknown,

    /// <summary>On this thread, before the call that it is given to returns.</summary>
    AtOnce,

    /// <summary>Later or elsewhere, without the locks that are held here.</summary>
    Later,
}

/// <summary>Tells from its consumer when a lambda or method group runs.</summary>
internal static class DelegateUses
{
    private static readonly HashSet<string> Postponing = new(StringComparer.Ordinal)
    {
        "ContinueWith", "ContinueWhenAll", "ContinueWhenAny", "Register", "UnsafeRegister", "OnCompleted", "UnsafeOnCompleted", "RegisterWaitForSingleObject",
    };

    /// <summary>When the delegate that this lambda or method reference makes will run.</summary>
    internal static DelegateUse Of(IOperation function, ThreadingModel model)
    {
        IOperation? consumer = function.Parent;
        while (consumer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            consumer = consumer.Parent;
        return consumer switch
        {
            IEventAssignmentOperation => DelegateUse.Later,
            IArgumentOperation { Parameter.OriginalDefinition.Type.TypeKind: not TypeKind.TypeParameter, Parent: IInvocationOperation call } => OfCall(call, model),
            IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } when model.Threads.IsFork(constructor) => DelegateUse.Later,
            IReturnOperation => DelegateUse.Later,
            IArgumentOperation { Parent: IObjectCreationOperation creation } when IsGivenOut(creation) => DelegateUse.Later,
            _ => DelegateUse.Unknown,
        };
    }

    // return new Subscription(Disconnect): whoever gets the object runs it when this member has long ended.
    private static bool IsGivenOut(IObjectCreationOperation creation) => Operand.ParentOf(creation) is IReturnOperation && !Framework.Owns(creation.Constructor?.ContainingType);

    private static DelegateUse OfCall(IInvocationOperation call, ThreadingModel model)
    {
        if (RepeatedCallbacks.RunsAtOnce(call, model))
            return DelegateUse.AtOnce;
        // return Disposable.Create(Disconnect);
        if (call is { Instance: null, TargetMethod.Name: "Create" } && Operand.ParentOf(call) is IReturnOperation)
            return DelegateUse.Later;
        bool isLater = model.Threads.IsFork(call) || model.Threads.Own.IsCall(call) || (Framework.Owns(call.TargetMethod.ContainingType) && Postponing.Contains(call.TargetMethod.Name));
        return isLater ? DelegateUse.Later : DelegateUse.Unknown;
    }
}
