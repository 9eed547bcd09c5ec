using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Where the effect of a call outlives the process, or does not.</summary>
internal enum EffectTarget
{
    /// <summary>A file or database: half of it is worse than nothing.</summary>
    Storage,

    /// <summary>Another process.</summary>
    Network,

    /// <summary>Whoever is at the other end of a socket, which ends with this process.</summary>
    Connection,

    /// <summary>The console, which matters where the program's output is its result.</summary>
    Console,
}

/// <summary>One row of the table.</summary>
internal sealed record EffectRow(EffectTarget Target);

/// <summary>Which calls do work that must not be cut off: they write, send or commit.</summary>
internal sealed class FinishingWork
{
    private static readonly HashSet<string> Resources = new(StringComparer.Ordinal)
    {
        "TextWriter", "BinaryWriter", "FileStream", "BufferedStream", "GZipStream", "DeflateStream", "BrotliStream", "ZipArchive", "CryptoStream", "DbConnection", "DbTransaction", "IDbConnection",
    };

    private readonly ApiTable<EffectRow> _table = new(Rows());

    /// <summary>What a call changes outside of the process's memory; null where it changes nothing, or that cannot be told.</summary>
    internal EffectTarget? EffectOf(IOperation call) => call switch
    {
        IInvocationOperation bound => EffectOf(bound.TargetMethod, bound.Instance),
        // Some overloads are those of a base type.
        _ => UnboundCall.Of(call) is { Name: var name, Method: var method, Instance: var instance } && (method ?? UnboundCall.MethodOf(name, instance?.Type)) is { } meant ? EffectOf(meant, instance) : null,
    };

    private EffectTarget? EffectOf(IMethodSymbol method, IOperation? receiver)
    {
        if (_table.Find(method) is not { } row)
            return null;
        if (IsConsoleOutput(receiver))
            return EffectTarget.Console;
        return IsInMemory(receiver) ? null : IsConnection(receiver) ? EffectTarget.Connection : row.Target;
    }

    /// <summary>Whether a type stands for a file, archive or database that has to be ended as a whole: what is cut off of it is lost.</summary>
    internal bool IsResource(ITypeSymbol? type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is INamedTypeSymbol { ContainingNamespace: { } space } named && Resources.Contains(named.Name) && Framework.Owns(named) && space.Name is "IO" or "Compression" or "Cryptography" or "Data" or "Common")
                return true;
        }

        return false;
    }

    private static bool IsInMemory(IOperation? receiver) =>
        receiver is not null && Operand.Unwrap(receiver).Type is { Name: "MemoryStream" or "StringWriter" or "TextWriter" };

    // A stream to somebody else has the methods of a file.
    private static bool IsConnection(IOperation? receiver) =>
        receiver is not null && Operand.Unwrap(receiver).Type is { Name: "NetworkStream" or "SslStream" or "NegotiateStream" or "NamedPipeServerStream" or "NamedPipeClientStream" or "AnonymousPipeServerStream" or "AnonymousPipeClientStream" };

    // What goes to Console.Error tells about the program, and is not its result.
    private static bool IsConsoleOutput(IOperation? receiver) =>
        receiver is IPropertyReferenceOperation { Property.Name: "Out", Property.ContainingType: { Name: nameof(Console), ContainingNamespace.Name: nameof(System) } };

    private static IEnumerable<(string Type, string Member, EffectRow Row)> Rows()
    {
        EffectRow storage = new(EffectTarget.Storage), network = new(EffectTarget.Network), connection = new(EffectTarget.Connection), console = new(EffectTarget.Console);
        foreach (string member in Both("WriteAllText", "WriteAllLines", "WriteAllBytes", "AppendAllText", "AppendAllLines", "AppendAllBytes"))
            yield return ("System.IO.File", member, storage);
        foreach (string member in new[] { "Copy", "Move", "Replace" })
            yield return ("System.IO.File", member, storage);
        foreach (string member in new[] { "CopyTo", "MoveTo", "Replace" })
            yield return ("System.IO.FileInfo", member, storage);
        foreach (string type in new[] { "Stream", "TextWriter", "BinaryWriter" })
        {
            foreach (string member in Both("Write", "WriteLine", "WriteByte", "Flush"))
                yield return ("System.IO." + type, member, storage);
        }

        foreach (string member in Both("CopyTo"))
            yield return ("System.IO.Stream", member, storage);
        foreach (string member in Both("ExecuteNonQuery"))
            yield return ("System.Data.Common.DbCommand", member, storage);
        yield return ("System.Data.IDbCommand", "ExecuteNonQuery", storage);
        foreach (string member in Both("Commit"))
            yield return ("System.Data.Common.DbTransaction", member, storage);
        yield return ("System.Data.IDbTransaction", "Commit", storage);
        foreach (string member in Both("SaveChanges"))
            yield return ("Microsoft.EntityFrameworkCore.DbContext", member, storage);
        foreach (string type in new[] { "System.Xml.XmlDocument", "System.Xml.Linq.XDocument", "System.Xml.Linq.XElement" })
            yield return (type, "Save", storage);
        yield return ("System.IO.Compression.ZipFile", "CreateFromDirectory", storage);
        yield return ("System.IO.Compression.ZipFileExtensions", "CreateEntryFromFile", storage);

        foreach (string member in Both("Send", "SendTo"))
        {
            yield return ("System.Net.Sockets.Socket", member, connection);
            yield return ("System.Net.Sockets.UdpClient", member, connection);
            yield return ("System.Net.Http.HttpClient", member, network);
        }

        foreach (string member in new[] { "PostAsync", "PutAsync", "PatchAsync", "DeleteAsync" })
            yield return ("System.Net.Http.HttpClient", member, network);
        foreach (string member in new[] { "Send", "SendAsync", "SendMailAsync" })
            yield return ("System.Net.Mail.SmtpClient", member, network);
        foreach (string member in new[] { "UploadData", "UploadFile", "UploadString", "UploadValues" })
            yield return ("System.Net.WebClient", member, network);
        foreach (string member in Both("Write"))
            yield return ("System.Net.Sockets.NetworkStream", member, connection);

        yield return ("System.Console", "Write", console);
        yield return ("System.Console", "WriteLine", console);
    }

    private static IEnumerable<string> Both(params string[] names) => names.SelectMany(static name => new[] { name, name + "Async" });
}
