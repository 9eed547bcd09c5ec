using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Types whose objects belong to one thread at a time by what they are: windows and controls of a desktop program, actors, the objects of one request.</summary>
internal static class ConfinedTypes
{
    private static readonly HashSet<string> Scheduled = new(StringComparer.Ordinal)
    {
        "Form", "Control", "UserControl", "Window", "Page", "Component", "ToolStripItem", "FrameworkElement", "UIElement", "DependencyObject", "Activity", "Fragment", "ViewController",
        "ComponentBase", "BindableObject", "MonoBehaviour", "ScriptableObject", "Grain", "SystemTarget", "ActorBase", "ReceiveActor", "UntypedActor",
    };

    private static readonly HashSet<string> OfRequests = new(StringComparer.Ordinal)
    {
        "HttpContext", "HttpContextBase", "HttpRequest", "HttpRequestBase", "HttpResponse", "HttpResponseBase", "ControllerBase", "Controller", "PageModel",
    };

    private static readonly string[] Endings = ["Form", "Window", "Dialog", "UserControl", "ViewModel"];

    /// <summary>Whether an object of the type is one thread's own, unless the type itself starts others.</summary>
    internal static bool IsOne(INamedTypeSymbol type) => RunsInTurn(type) || DerivesFromOneOf(type, OfRequests);

    /// <summary>Whether what an object of the type does after an await, too, is done by its own thread or in its turn.</summary>
    internal static bool RunsInTurn(INamedTypeSymbol type) => DerivesFromOneOf(type, Scheduled) || Array.Exists(Endings, ending => type.Name.EndsWith(ending, StringComparison.Ordinal));

    private static bool DerivesFromOneOf(INamedTypeSymbol type, HashSet<string> names)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (names.Contains(current.Name))
                return true;
        }

        return false;
    }
}
