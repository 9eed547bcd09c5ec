using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>One row of the table: a member that makes text of its arguments.</summary>
internal sealed class TextSinkRow
{
    internal static readonly TextSinkRow Instance = new();
}

/// <summary>Members that make text of whatever object they are given. Of a task that is the name of its type.</summary>
internal sealed class TextSinks
{
    private readonly ApiTable<TextSinkRow> _table = new(Rows());

    /// <summary>The expressions that a call makes text of.</summary>
    internal IEnumerable<IOperation> TextsOf(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method is { Name: "ToString", Parameters.IsEmpty: true } && call.Instance is { } instance)
            return [instance];
        // What an interpolated string becomes where a handler builds it.
        bool isHole = method.Name == "AppendFormatted" && call.Instance is not null;
        return isHole || _table.Find(method) is not null ? call.Arguments.SelectMany(static argument => Operand.Elements(argument.Value)) : Enumerable.Empty<IOperation>();
    }

    private static IEnumerable<(string Type, string Member, TextSinkRow Row)> Rows()
    {
        foreach ((string type, string members) in new[]
        {
            ("System.Console", "Write WriteLine"),
            ("System.String", "Format Concat Join"),
            ("System.Convert", "ToString"),
            ("System.Text.StringBuilder", "Append AppendFormat AppendJoin Insert"),
            ("System.IO.TextWriter", "Write WriteLine WriteAsync WriteLineAsync"),
            ("System.Diagnostics.Debug", "Write WriteLine Print"),
            ("System.Diagnostics.Trace", "Write WriteLine TraceInformation TraceWarning TraceError"),
            ("Microsoft.Extensions.Logging.LoggerExtensions", "Log LogTrace LogDebug LogInformation LogWarning LogError LogCritical"),
            ("Serilog.ILogger", "Write Verbose Debug Information Warning Error Fatal"),
            ("Serilog.Log", "Write Verbose Debug Information Warning Error Fatal"),
            ("System.Text.Json.JsonSerializer", "Serialize SerializeToUtf8Bytes SerializeToNode SerializeToElement"),
            ("Newtonsoft.Json.JsonConvert", "SerializeObject"),
        })
        {
            foreach (string member in members.Split(' '))
                yield return (type, member, TextSinkRow.Instance);
        }
    }
}
