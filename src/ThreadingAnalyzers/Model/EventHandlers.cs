using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells methods whose shape others have laid down: handlers of events, overrides, implementations, callbacks of frameworks.</summary>
internal static class EventHandlers
{
    // Unity and designers find these by name or attribute.
    private static readonly HashSet<string> CallbackAttributes = new(StringComparer.Ordinal)
    {
        "RelayCommandAttribute", "CommandAttribute", "JSInvokableAttribute", "ContextMenuAttribute", "ButtonAttribute", "OnDeserializedAttribute", "OnDeserializingAttribute",
        "ReactMethodAttribute",
    };

    // What Unity calls, by these names, on whatever inherits from these types.
    private static readonly HashSet<string> UnityTypes = new(StringComparer.Ordinal) { "MonoBehaviour", "ScriptableObject", "NetworkBehaviour", "Editor", "EditorWindow" };

    private static readonly HashSet<string> UnityMessages = new(StringComparer.Ordinal)
    {
        "Awake", "Start", "Update", "FixedUpdate", "LateUpdate", "OnEnable", "OnDisable", "OnDestroy", "OnGUI", "OnValidate", "Reset", "OnApplicationFocus", "OnApplicationPause", "OnApplicationQuit",
        "OnMouseDown", "OnMouseUp", "OnMouseEnter", "OnMouseExit", "OnMouseOver", "OnMouseDrag", "OnTriggerEnter", "OnTriggerExit", "OnTriggerStay", "OnTriggerEnter2D", "OnTriggerExit2D",
        "OnCollisionEnter", "OnCollisionExit", "OnCollisionEnter2D", "OnCollisionExit2D", "OnBecameVisible", "OnBecameInvisible", "OnInspectorGUI",
    };

    /// <summary>Whether a method has to return nothing, so that async void is all that it can be.</summary>
    internal static bool IsOne(IMethodSymbol method) => HasShape(method) || IsPromised(method) || IsUnityMessage(method) || method.GetAttributes().Any(IsCallback);

    // One that does not resolve goes by the name that the code gives it.
    private static bool IsCallback(AttributeData attribute) =>
        attribute.AttributeClass is { Name: var name } && (CallbackAttributes.Contains(name) || CallbackAttributes.Contains(name + "Attribute"));

    /// <summary>Whether a method takes what handlers take, (object sender, SomethingEventArgs e), whatever the base class of the arguments is.</summary>
    internal static bool HasShape(IMethodSymbol method) =>
        method.Parameters.Length >= 2 && IsSender(method.Parameters[0]) && IsArguments(method.Parameters[1].Type)
        || (method.Parameters is [var only] && IsArguments(only.Type));

    private static bool IsUnityMessage(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Ordinary || !UnityMessages.Contains(method.Name))
            return false;
        for (INamedTypeSymbol? type = method.ContainingType.BaseType; type is not null; type = type.BaseType)
        {
            if (UnityTypes.Contains(type.Name))
                return true;
        }

        return false;
    }

    private static bool IsSender(IParameterSymbol parameter) => parameter.Type.SpecialType == SpecialType.System_Object || parameter.Name == "sender";

    private static bool IsArguments(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.Name.EndsWith(current.TypeKind == TypeKind.Error ? "Args" : "EventArgs", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool IsPromised(IMethodSymbol method) => method.IsOverride || (method.MethodKind is MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation && (InterfaceMembers.AreImplementedBy(method) || MayImplement(method)));

    /// <summary>Whether a method may keep the promise of a base type that does not resolve: nobody knows what that promises.</summary>
    internal static bool MayImplement(IMethodSymbol method) =>
        method.DeclaredAccessibility == Accessibility.Public && (method.ContainingType.BaseType is { TypeKind: TypeKind.Error } || method.ContainingType.AllInterfaces.Any(static contract => contract.TypeKind == TypeKind.Error));
}
