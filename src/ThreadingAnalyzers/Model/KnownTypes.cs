using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Framework types that are asked for by identity; null where the compilation does not have them.</summary>
internal sealed class KnownTypes(Compilation compilation)
{
    internal INamedTypeSymbol? Task { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");

    internal INamedTypeSymbol? TaskOfT { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");

    internal INamedTypeSymbol? ValueTask { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");

    internal INamedTypeSymbol? ValueTaskOfT { get; } = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");

    internal INamedTypeSymbol? Thread { get; } = compilation.GetTypeByMetadataName("System.Threading.Thread");

    internal INamedTypeSymbol? SpinLock { get; } = compilation.GetTypeByMetadataName("System.Threading.SpinLock");

    internal INamedTypeSymbol? Interlocked { get; } = compilation.GetTypeByMetadataName("System.Threading.Interlocked");

    internal INamedTypeSymbol? CancellationToken { get; } = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");

    internal INamedTypeSymbol? Barrier { get; } = compilation.GetTypeByMetadataName("System.Threading.Barrier");

    internal INamedTypeSymbol? CountdownEvent { get; } = compilation.GetTypeByMetadataName("System.Threading.CountdownEvent");

    internal INamedTypeSymbol? ObsoleteAttribute { get; } = compilation.GetTypeByMetadataName("System.ObsoleteAttribute");

    /// <summary>
    /// Whether the code may run under a user interface's synchronization context, where continuations of await come back to one thread.
    /// </summary>
    internal bool HasUserInterfaceContext { get; } =
        compilation.GetTypeByMetadataName("System.Windows.Forms.Control") is not null
        || compilation.GetTypeByMetadataName("System.Windows.Threading.Dispatcher") is not null
        || compilation.GetTypeByMetadataName("Microsoft.UI.Dispatching.DispatcherQueue") is not null
        || compilation.GetTypeByMetadataName("Microsoft.Maui.Dispatching.IDispatcher") is not null;

    /// <summary>Whether a type is Task, Task&lt;T&gt;, ValueTask or ValueTask&lt;T&gt;.</summary>
    internal bool IsTask(ITypeSymbol? type) => IsTaskClass(type) || IsValueTask(type);

    /// <summary>Whether a type is Task or Task&lt;T&gt;.</summary>
    internal bool IsTaskClass(ITypeSymbol? type) => Is(type, Task) || Is(type, TaskOfT);

    /// <summary>Whether a type is ValueTask or ValueTask&lt;T&gt;.</summary>
    internal bool IsValueTask(ITypeSymbol? type) => Is(type, ValueTask) || Is(type, ValueTaskOfT);

    /// <summary>Whether a type, or one that it derives from, is what is asked for.</summary>
    internal static bool IsOrDerivesFrom(ITypeSymbol? type, Func<ITypeSymbol, bool> isIt)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (isIt(type))
                return true;
        }

        return false;
    }

    internal static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);
}
