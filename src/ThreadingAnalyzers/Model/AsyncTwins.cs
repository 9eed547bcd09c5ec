using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Finds the asynchronous twin of a method: the same name with "Async", accessible, not obsolete, the same parameters plus optional ones, an
/// awaitable of the same result, and not the caller itself.
/// </summary>
internal sealed class AsyncTwins(Compilation compilation, KnownTypes types)
{
    // Twins that are no better than the original: the work is done in memory, or the twin is for a special case only.
    private static readonly HashSet<string> InMemory = new(StringComparer.Ordinal)
    {
        "MemoryStream", "StringReader", "StringWriter", "TextReader", "TextWriter", "UnmanagedMemoryStream", "XmlReader", "XmlWriter", 
        "Utf8JsonWriter", "CancellationTokenSource", "ChannelWriter", "ChannelReader", "PipeWriter", "PipeReader", "ZipArchiveEntry", "Parallel", "HttpContent",
    };

    // Only what generates keys at the server has to go there; these stay in memory.
    private static readonly HashSet<string> Tracking = new(StringComparer.Ordinal) { "Add", "AddRange" };

    // What a reader has read of a row is in memory; only where a row is read in pieces these go to the server.
    private static readonly HashSet<string> OfRows = new(StringComparer.Ordinal) { "IsDBNull", "GetFieldValue" };

    private static readonly HashSet<string> Lifecycle = new(StringComparer.Ordinal) { "Dispose", "Close", "Run", "Start", "Stop" };

    /// <summary>The asynchronous twin of the method called, or null.</summary>
    internal IMethodSymbol? Of(IInvocationOperation call, IMethodSymbol caller)
    {
        IMethodSymbol method = call.TargetMethod;
        if (types.Task is null || Lifecycle.Contains(method.Name) || types.IsTask(method.ReturnType) || IsInMemory(call))
            return null;
        if (Tracking.Contains(method.Name) && method.ContainingType?.Name is "DbContext" or "DbSet")
            return null;
        if (OfRows.Contains(method.Name) && IsDataReader(method.ContainingType))
            return null;
        if (OfQuery(call, caller) is { } query)
            return query;
        ITypeSymbol? receiver = method.IsStatic ? method.ContainingType : call.Instance?.Type;
        foreach (ITypeSymbol type in PlacesOfTwins(receiver))
        {
            foreach (ISymbol candidate in NamesOf(method).SelectMany(name => type.GetMembers(name)))
            {
                if (candidate is IMethodSymbol twin && IsTwin(twin, call, caller))
                    return IsOverMemory(call) || IsOfCompiler(method) ? null : twin;
            }
        }

        return null;
    }

    // An interface has its members, and those of the interfaces that it extends; a type parameter has those of its constraints.
    private static IEnumerable<ITypeSymbol> PlacesOfTwins(ITypeSymbol? receiver)
    {
        if (receiver is ITypeParameterSymbol { ConstraintTypes: var constraints })
            return constraints.Where(static constraint => constraint is not ITypeParameterSymbol).SelectMany(PlacesOfTwins);
        return receiver is { TypeKind: TypeKind.Interface } ? receiver.AllInterfaces.Prepend(receiver) : SelfAndBases(receiver);
    }

    private static IEnumerable<ITypeSymbol> SelfAndBases(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }

    // What a compiler knows of a program is in memory, or is computed by whoever asks.
    private static bool IsOfCompiler(IMethodSymbol method) => method.ContainingNamespace?.ToString().StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true;

    private static bool IsDataReader(INamedTypeSymbol? type) => KnownTypes.IsOrDerivesFrom(type, static ancestor => ancestor is { Name: "DbDataReader", ContainingNamespace.Name: "Common" });

    // Where "SendAsync" was taken by an older pattern, the twin has another name.
    private static IEnumerable<string> NamesOf(IMethodSymbol method)
    {
        yield return method.Name + "Async";
        if (method.Name.EndsWith("Sync", StringComparison.Ordinal))
            yield return method.Name.Substring(0, method.Name.Length - 4) + "Async";
        if (method.ContainingType?.Name == "WebClient")
            yield return method.Name + "TaskAsync";
        else if (method is { Name: "Send", ContainingType.Name: "SmtpClient" })
            yield return "SendMailAsync";
        else if (method is { Name: "Send", ContainingType.Name: "Ping" })
            yield return "SendPingAsync";
    }

    // A static method works on the streams that it is given: JsonSerializer.Serialize(compressed, value).
    private static bool IsOverMemory(IInvocationOperation call) => call.Instance is { } over ? MemoryReceivers.IsOne(over)
        : call.Arguments.Where(static argument => IsStream(Operand.Unwrap(argument.Value).Type)).ToArray() is { Length: > 0 } streams && streams.All(static argument => MemoryReceivers.IsOne(argument.Value));

    private static bool IsStream(ITypeSymbol? type) => KnownTypes.IsOrDerivesFrom(type, static ancestor => ancestor.Name is "Stream" or "TextReader" or "TextWriter");

    // query.ToList(): the twin is an extension that whoever runs the query brings along.
    private IMethodSymbol? OfQuery(IInvocationOperation call, IMethodSymbol caller)
    {
        if (call.TargetMethod is not { IsExtensionMethod: true, ContainingNamespace.Name: "Linq", ContainingType.Name: "Enumerable" or "Queryable" } method || call.SemanticModel is not { } model)
            return null;
        if (call.Arguments.FirstOrDefault()?.Value is not { } source || Operand.Unwrap(source).Type is not INamedTypeSymbol { } type || !type.AllInterfaces.Prepend(type).Any(static part => part is { Name: "IQueryable", ContainingNamespace.Name: "Linq" }))
            return null;
        return model.LookupSymbols(call.Syntax.SpanStart, type, method.Name + "Async", includeReducedExtensionMethods: true)
            .OfType<IMethodSymbol>()
            .FirstOrDefault(twin => types.IsTask(twin.ReturnType) && twin.Parameters.Length >= call.Arguments.Length - 1 && twin.Parameters.Skip(call.Arguments.Length - 1).All(static parameter => parameter.IsOptional) && !IsCaller(twin, caller));
    }

    /// <summary>Whether a method is an entry point, where blocking harms nobody.</summary>
    internal static bool IsEntryPoint(IMethodSymbol method) => method is { IsStatic: true, Name: "Main" or "<Main>$" };

    /// <summary>Whether the twin, or an overload of it, takes a cancellation token behind the arguments that the method has.</summary>
    internal bool AcceptsToken(IMethodSymbol twin, IMethodSymbol method)
    {
        int count = method.Parameters.Length;
        return twin.ContainingType.GetMembers(twin.Name).OfType<IMethodSymbol>().Any(overload =>
            overload.Parameters.Length > count
            && KnownTypes.Is(overload.Parameters[count].Type, types.CancellationToken)
            && overload.Parameters.Skip(count + 1).All(static parameter => parameter.IsOptional)
            && overload.Parameters.Take(count).Zip(method.Parameters, static (own, other) => IsSameType(own.Type, other.Type)).All(static isSame => isSame));
    }

    private bool IsTwin(IMethodSymbol twin, IInvocationOperation call, IMethodSymbol caller) =>
        call.TargetMethod is var method
        && twin.IsStatic == method.IsStatic
        && twin.Arity == method.Arity
        && HasSameParameters(twin, method.ConstructedFrom, call)
        && ReturnsSame(twin.ReturnType, method.ConstructedFrom.ReturnType)
        && !IsObsolete(twin)
        && !IsCaller(twin, caller)
        && compilation.IsSymbolAccessibleWithin(twin, caller.ContainingType);

    private bool HasSameParameters(IMethodSymbol twin, IMethodSymbol method, IInvocationOperation call)
    {
        if (twin.Parameters.Length < method.Parameters.Length || method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None))
            return false;
        for (int i = 0; i < method.Parameters.Length; i++)
        {
            if (!IsSameType(twin.Parameters[i].Type, method.Parameters[i].Type) && !IsMemoryOf(twin.Parameters[i].Type, GivenFor(method.Parameters[i], call)))
                return false;
        }

        return twin.Parameters.Skip(method.Parameters.Length).All(parameter => parameter.IsOptional || KnownTypes.Is(parameter.Type, types.CancellationToken))
            && twin.Parameters.Skip(method.Parameters.Length).Count(static parameter => !parameter.IsOptional) == 0;
    }

    private bool ReturnsSame(ITypeSymbol awaitable, ITypeSymbol result)
    {
        if (awaitable is not INamedTypeSymbol named || !types.IsTask(named))
            return false;
        return named.TypeArguments.IsEmpty ? result.SpecialType == SpecialType.System_Void : IsSameType(named.TypeArguments[0], result);
    }

    // A generic method's own type parameters are the same if they stand at the same place.
    private static bool IsSameType(ITypeSymbol left, ITypeSymbol right) => (left, right) switch
    {
        (ITypeParameterSymbol { DeclaringMethod: not null } one, ITypeParameterSymbol { DeclaringMethod: not null } other) => one.Ordinal == other.Ordinal,
        (IArrayTypeSymbol one, IArrayTypeSymbol other) => one.Rank == other.Rank && IsSameType(one.ElementType, other.ElementType),
        (INamedTypeSymbol { TypeArguments.IsEmpty: false } one, INamedTypeSymbol { TypeArguments.IsEmpty: false } other) =>
            SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, other.OriginalDefinition) && one.TypeArguments.Zip(other.TypeArguments, IsSameType).All(static isSame => isSame),
        _ => SymbolEqualityComparer.Default.Equals(left, right),
    };

    // stream.Write(array) takes the array as a span, and stream.WriteAsync(array) as memory.
    private static ITypeSymbol GivenFor(IParameterSymbol parameter, IInvocationOperation call) =>
        parameter.Type is { Name: "Span" or "ReadOnlySpan" } && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { Value: var value } && Operand.Unwrap(value).Type is IArrayTypeSymbol array ? array : parameter.Type;

    // socket.Receive(array), socket.ReceiveAsync(memory): an array is converted to either.
    private static bool IsMemoryOf(ITypeSymbol memory, ITypeSymbol array) =>
        memory is INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "ArraySegment", ContainingNamespace.Name: nameof(System), TypeArguments: [var element] }
        && array is IArrayTypeSymbol { Rank: 1, ElementType: var own } && IsSameType(element, own);

    private bool IsObsolete(IMethodSymbol method) => method.GetAttributes().Any(attribute => KnownTypes.Is(attribute.AttributeClass, types.ObsoleteAttribute));

    private static bool IsCaller(IMethodSymbol twin, IMethodSymbol caller)
    {
        for (IMethodSymbol? current = caller.OriginalDefinition; current is not null; current = current.OverriddenMethod?.OriginalDefinition)
        {
            if (SymbolEqualityComparer.Default.Equals(current, twin.OriginalDefinition))
                return true;
        }

        // An implementation of the twin under another type calls the synchronous version on purpose.
        return caller.Name == twin.Name && (caller.Parameters.Length == twin.Parameters.Length || IsMemberOf(caller, twin.ContainingType));
    }

    private static bool IsMemberOf(IMethodSymbol caller, INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = caller.ContainingType; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, type.OriginalDefinition))
                return true;
        }

        return false;
    }

    private static bool IsInMemory(IInvocationOperation call)
    {
        if (call.Instance is IPropertyReferenceOperation { Property.ContainingType: { Name: nameof(Console), ContainingNamespace.Name: nameof(System) } })
            return true;
        for (ITypeSymbol? type = call.Instance is { } instance ? Operand.Unwrap(instance).Type : call.TargetMethod.ContainingType; type is not null; type = type.BaseType)
        {
            if ((InMemory.Contains(type.Name) || IsNamedMemoryStream(type)) && !IsFileReader(call.Instance?.Type))
                return true;
        }

        return false;
    }

    // MemoryBlockStream, RecyclableMemoryStream, and others that people have written instead of the one of the framework.
    private static bool IsNamedMemoryStream(ITypeSymbol type) => type.Name.EndsWith("Stream", StringComparison.Ordinal) && type.Name.Contains("Memory") && IsStream(type);

    private static bool IsFileReader(ITypeSymbol? type) => type is { Name: "StreamReader" or "StreamWriter" };
}
