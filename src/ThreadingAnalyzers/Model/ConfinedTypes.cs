using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Types whose objects belong to one thread at a time by what they are: windows and controls of a desktop program, the objects of one request, actors that take one message at a time.</summary>
internal static class ConfinedTypes
{
    private static readonly HashSet<string> Bases = new(StringComparer.Ordinal)
    {
        "Form", "Control", "UserControl", "Window", "Page", "Component", "ToolStripItem", "FrameworkElement", "UIElement", "DependencyObject", "Activity", "Fragment", "ViewController",
        "HttpContext", "HttpContextBase", "HttpRequest", "HttpRequestBase", "HttpResponse", "HttpResponseBase", "ControllerBase", "Controller", "PageModel",
        "ComponentBase", "BindableObject", "MonoBehaviour", "ScriptableObject", "Grain", "ReceiveActor", "UntypedActor",
    };

    private static readonly string[] Endings = ["Form", "Window", "Dialog", "UserControl", "ViewModel"];

    /// <summary>Whether an object of the type is one thread's own, unless the type itself starts others.</summary>
    internal static bool IsOne(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (Bases.Contains(current.Name))
                return true;
        }

        return Array.Exists(Endings, ending => type.Name.EndsWith(ending, StringComparison.Ordinal));
    }
}
