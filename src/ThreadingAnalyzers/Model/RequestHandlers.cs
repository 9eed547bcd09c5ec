using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Which objects does a web server share between the requests that it serves at the same time.</summary>
internal enum RequestScope
{
    None,

    /// <summary>Each request has an object of its own; only static state is shared.</summary>
    ObjectPerRequest,

    /// <summary>One object serves all requests.</summary>
    OneForAll,

    /// <summary>One object that all requests pass through, and that has no other work: middleware, and filters that are attributes.</summary>
    PassedThroughByAll,
}

/// <summary>Code that runs for each request, on any thread and beside itself.</summary>
internal sealed class RequestHandlers(SingletonRegistrations singletons)
{
    private static readonly HashSet<string> PerRequestBases = new(StringComparer.Ordinal)
    {
        "Microsoft.AspNetCore.Mvc.ControllerBase", "Microsoft.AspNetCore.Mvc.RazorPages.PageModel", "Microsoft.AspNetCore.SignalR.Hub",
        "System.Web.Mvc.ControllerBase", "System.Web.Http.ApiController", "System.Web.UI.Page",
    };

    // By which a base is known of which the compiler has only the name.
    private static readonly HashSet<string> PerRequestNames = new(PerRequestBases.Select(static name => name.Substring(name.LastIndexOf('.') + 1)), StringComparer.Ordinal) { "Controller" };

    private static readonly HashSet<string> FilterAttributes = new(StringComparer.Ordinal) { "ActionFilterAttribute", "ResultFilterAttribute", "ExceptionFilterAttribute", "AuthorizationFilterAttribute" };

    private static readonly HashSet<string> FilterInterfaces = new(StringComparer.Ordinal)
    {
        "IActionFilter", "IResultFilter", "IExceptionFilter", "IAuthorizationFilter", "IResourceFilter",
        "IAsyncActionFilter", "IAsyncResultFilter", "IAsyncExceptionFilter", "IAsyncAuthorizationFilter", "IAsyncResourceFilter",
    };

    /// <summary>The names without which no code handles requests.</summary>
    internal static IEnumerable<string> Words =>
    [
        .. FilterAttributes, .. FilterInterfaces,
        "ControllerBase", "Controller", "ApiController", "PageModel", "Hub", "RequestDelegate", "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "IHttpHandler",
    ];

    /// <summary>What the requests share of a type's objects.</summary>
    internal RequestScope ScopeOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (IsMiddleware(type) || IsFilter(type))
            return RequestScope.PassedThroughByAll;
        if (singletons.Contains(type, cancellation))
            return RequestScope.OneForAll;
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (PerRequestBases.Contains(current.OriginalDefinition.ToDisplayString()) || (current.TypeKind == TypeKind.Error && PerRequestNames.Contains(current.Name)) || current.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "ApiControllerAttribute" }))
                return RequestScope.ObjectPerRequest;
        }

        return RequestScope.None;
    }

    /// <summary>Whether requests may run a method of a type that handles them.</summary>
    internal static bool IsEntry(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.ExplicitInterfaceImplementation, IsStatic: false }
        && (method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal || !method.ExplicitInterfaceImplementations.IsEmpty)
        && method.Name is not ("StartAsync" or "StopAsync" or "ExecuteAsync" or "Dispose" or "DisposeAsync" or "Configure" or "ConfigureServices")
        && !method.Name.StartsWith("Init", StringComparison.Ordinal);

    /// <summary>Whether a call lets the code that it is given answer requests: <c>app.MapGet("/", () => …)</c>.</summary>
    internal static bool TakesHandler(IInvocationOperation call) =>
        call.TargetMethod is { Name: "MapGet" or "MapPost" or "MapPut" or "MapDelete" or "MapPatch" or "Map" or "MapMethods" or "Use" or "Run", ContainingNamespace: { Name: "Builder", ContainingNamespace.Name: "AspNetCore" } };

    // An attribute is made once for its action, whoever calls that.
    private static bool IsFilter(INamedTypeSymbol type)
    {
        bool isFilter = type.AllInterfaces.Any(static face => FilterInterfaces.Contains(face.Name)), isAttribute = false;
        for (INamedTypeSymbol? current = type.BaseType; current is not null; current = current.BaseType)
        {
            isFilter |= FilterAttributes.Contains(current.Name);
            isAttribute |= current.Name.EndsWith("Attribute", StringComparison.Ordinal);
        }

        return isFilter && isAttribute;
    }

    // The host makes one object, and calls it for each request.
    private static bool IsMiddleware(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(static constructor => constructor.Parameters.Any(static parameter => parameter.Type is { Name: "RequestDelegate" }))
        && type.GetMembers().Any(static member => member is IMethodSymbol { Name: "Invoke" or "InvokeAsync", Parameters: [{ Type.Name: "HttpContext" }, ..] });
}
