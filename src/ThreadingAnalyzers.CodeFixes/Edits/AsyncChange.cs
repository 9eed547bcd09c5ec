using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>What has to change so that code can await at one place: the function around it becomes async, and its callers await it in turn.</summary>
internal sealed class AsyncChange
{
    // A change that reaches further than this is a redesign.
    private const int MaximumFunctions = 8;

    private readonly FixSite _site;
    private readonly HashSet<SyntaxNode> _functions = [];
    private readonly List<Action<SyntaxEditor, bool>> _edits = [];
    private readonly Dictionary<ExpressionSyntax, Func<ExpressionSyntax, ExpressionSyntax>> _calls = [];

    private readonly bool _allowsProperties;

    private AsyncChange(FixSite site, bool allowsProperties = false)
    {
        _site = site;
        _allowsProperties = allowsProperties;
    }

    /// <summary>Whether some function has to change at all.</summary>
    internal bool IsNeeded => _edits.Count > 0;

    /// <summary>Whether somebody calls a function that changes.</summary>
    internal bool HasCallers => _calls.Count > 0;

    /// <summary>The change that allows an await in the place of an expression; null where there is none.</summary>
    /// <param name="place">The expression.</param>
    /// <param name="site">The site.</param>
    /// <param name="allowsProperties">Whether a property around it may become a method.</param>
    internal static AsyncChange? For(ExpressionSyntax place, FixSite site, bool allowsProperties = false)
    {
        var change = new AsyncChange(site, allowsProperties);
        return change.Allow(place) ? change : null;
    }

    /// <summary>The change of a function itself, whose callers then await it; null where there is none.</summary>
    internal static AsyncChange? Of(SyntaxNode function, FixSite site)
    {
        var change = new AsyncChange(site);
        return change._functions.Add(function) && change.AllowSignature(function) ? change : null;
    }

    /// <summary>Puts an await in the place of an expression, and makes the change.</summary>
    internal void Await(SyntaxEditor editor, ExpressionSyntax place, ExpressionSyntax awaitable)
    {
        bool stays = AwaitExpression.StaysOffContext(place);
        editor.ReplaceNode(place, AwaitExpression.Replacing(place, awaitable, stays));
        Apply(editor, place, stays);
    }

    /// <summary>Makes the change, for an await that is written otherwise.</summary>
    internal void Apply(SyntaxEditor editor, SyntaxNode place, bool stays)
    {
        foreach (ExpressionSyntax call in _calls.Keys.Where(call => call != place).OrderByDescending(static call => call.SpanStart).ThenBy(static call => call.Span.Length))
            editor.ReplaceNode(call, (current, _) => AwaitExpression.Replacing(call, _calls[call]((ExpressionSyntax)current), stays));
        foreach (Action<SyntaxEditor, bool> edit in _edits)
            edit(editor, stays);
    }

    private bool Allow(ExpressionSyntax place)
    {
        if (StackOnlyScope.IsAround(place, _site.Model))
            return false;
        if (AsyncProperty.Around(place) is { } property)
            return AllowProperty(property);
        SyntaxNode? function = FunctionOf.Node(place);
        if (function is null)
            return place.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null;
        if (FunctionOf.IsAsync(function) || !_functions.Add(function))
            return true;
        if (_functions.Count > MaximumFunctions)
            return false;
        if (MakeAsync.Of(function, _site.Model) is { } change)
        {
            _edits.Add(change.Apply);
            return true;
        }

        return function is AnonymousFunctionExpressionSyntax lambda ? AllowLambda(lambda) : AllowSignature(function);
    }

    private bool AllowLambda(AnonymousFunctionExpressionSyntax lambda)
    {
        if (!AsyncLambda.IsExpected(lambda, _site.Model))
            return false;
        _edits.Add((editor, _) => editor.ReplaceNode(lambda, static (current, _) => MakeAsync.WithKeyword(current)));
        return true;
    }

    private bool AllowSignature(SyntaxNode function)
    {
        if (AsyncSignature.Of(function, _site) is not { } signature || CallersInFile.Of(signature.Method, _site) is not { } callers)
            return false;
        _edits.Add((editor, _) => editor.ReplaceNode(function, (current, _) => signature.Applied(current)));
        return callers.All(caller => AllowCall(caller, static call => call));
    }

    // What was a property is a method, which its readers call.
    private bool AllowProperty(BasePropertyDeclarationSyntax declaration)
    {
        // One at the end of a chain of callers would be another design.
        if (!_allowsProperties || _functions.Count > 0 || !_functions.Add(declaration) || AsyncProperty.Of(declaration, _site) is not { } property)
            return false;
        _edits.Add((editor, _) => property.Apply(editor));
        return property.Uses.All(use => AllowCall(use, property.CallOf));
    }

    private bool AllowCall(ExpressionSyntax call, Func<ExpressionSyntax, ExpressionSyntax> change)
    {
        _calls[call] = change;
        return Allow(call);
    }
}
