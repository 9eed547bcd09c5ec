using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Objects that serve one caller at a time: streams, readers, sockets. Who awaits one of them knows that nobody else does, so a count that goes
/// with it has one writer.
/// </summary>
internal sealed class SequentialResources
{
    private readonly TypeTable<bool> _types = new(Names().Select(static name => (name, true)));

    /// <summary>Whether an awaited call works on such an object, or moves data through a buffer of the caller.</summary>
    internal bool IsServedBy(IAwaitOperation awaited) => Operand.UnwrapWaiting(awaited).Operation is IInvocationOperation call
        && (IsOne(call.Instance?.Type ?? call.TargetMethod.ContainingType) || call.Arguments.Any(argument => IsBuffer(argument.Value.Type) || IsOne(argument.Value.Type)));

    /// <summary>Whether a type is one of them, or derives from one.</summary>
    internal bool IsOne(ITypeSymbol? type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is INamedTypeSymbol named && _types.Contains(named))
                return true;
        }

        return false;
    }

    private static bool IsBuffer(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte or SpecialType.System_Char } => true,
        INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ReadOnlySequence", TypeArguments.Length: 1 } => true,
        _ => false,
    };

    private static IEnumerable<string> Names() =>
    [
        "System.IO.Stream",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.IO.Pipelines.PipeReader",
        "System.IO.Pipelines.PipeWriter",
        "System.Net.Sockets.Socket",
        "System.Net.Sockets.UdpClient",
        "System.Net.WebSockets.WebSocket",
        "System.Data.Common.DbDataReader",
        "System.Xml.XmlReader",
        "System.Xml.XmlWriter",
    ];
}
