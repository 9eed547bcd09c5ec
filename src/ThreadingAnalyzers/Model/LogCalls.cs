using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Calls that note something in a log. A logger keeps its own troubles to itself, so no path of a program depends on whether it throws.</summary>
internal static class LogCalls
{
    private static readonly string[] Verbs = ["Log", "Trace", "Debug", "Verbose", "Info", "Warn", "Error", "Fatal", "Critical"];
    private static readonly string[] Nouns = ["Logger", "Logging", "Log", "Logs"];

    /// <summary>Whether a call does nothing but note something.</summary>
    internal static bool IsOne(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (!method.ReturnsVoid)
            return false;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return call.Instance is { } target && SharedLocations.LocationOf(Operand.Unwrap(target)) is { } variable && StartsWithLog(variable.Name.TrimStart('_'));
        return IsOfLog(method.ContainingType) && (Array.Exists(Verbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal)) || method.Parameters is [{ Type: INamedTypeSymbol first }, ..] && HasWord(first.Name, "Logger"));
    }

    // A type of which all members note something: ILogger, LoggerExtensions, ConnectionLog. A journal that has to be written has other verbs.
    private static bool IsOfLog(INamedTypeSymbol? type) => type is not null && (Array.Exists(Nouns, noun => HasWord(type.Name, noun)) || DerivesFromEventSource(type));

    private static bool DerivesFromEventSource(INamedTypeSymbol type) => type.BaseType is { Name: "EventSource", ContainingNamespace.Name: "Tracing" };

    // Logger in ILoggerAdapter, but no Log in Logical and none in Catalog.
    private static bool HasWord(string name, string word)
    {
        for (int start = name.IndexOf(word, StringComparison.Ordinal); start >= 0; start = name.IndexOf(word, start + 1, StringComparison.Ordinal))
        {
            int end = start + word.Length;
            if (end == name.Length || !char.IsLower(name[end]))
                return true;
        }

        return false;
    }

    private static bool StartsWithLog(string name) => name.StartsWith("log", StringComparison.OrdinalIgnoreCase) && (name.Length == 3 || char.IsUpper(name[3]) || name.StartsWith("logger", StringComparison.OrdinalIgnoreCase));
}
