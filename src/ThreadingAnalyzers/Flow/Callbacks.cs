using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The bodies of one type, found by what stands for them in code: a symbol, a lambda, a delegate expression.</summary>
internal sealed class Callbacks
{
    private readonly Dictionary<ISymbol, Body> _bySymbol = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SyntaxNode, Body> _bySyntax = [];

    internal Callbacks(IEnumerable<Body> bodies)
    {
        foreach (Body body in bodies)
        {
            if (body.Root is IAnonymousFunctionOperation)
                _bySyntax[body.Root.Syntax] = body;
            else if (body.Root is not IParameterInitializerOperation)
                _bySymbol[body.Symbol] = body;
        }
    }

    /// <summary>The body of a method, accessor or local function of this type, or null.</summary>
    internal Body? Of(IMethodSymbol method) =>
        _bySymbol.TryGetValue((method.PartialImplementationPart ?? method).OriginalDefinition, out Body? body) ? body : null;

    /// <summary>The body of a lambda, or null.</summary>
    internal Body? OfLambda(SyntaxNode syntax) => _bySyntax.TryGetValue(syntax, out Body? body) ? body : null;

    /// <summary>The body that a delegate expression stands for, and the object that it runs on if that is not the current one.</summary>
    /// <param name="value">The delegate.</param>
    /// <param name="locals">What locals stand for.</param>
    /// <param name="foreign">Gives the bodies of other types' methods, if those are wanted.</param>
    internal (Body Body, AccessPath? Receiver)? Behind(IOperation value, LocalValues locals, ForeignBodies? foreign = null)
    {
        for (int steps = 0; steps < 16; steps++)
        {
            value = Operand.Unwrap(value);
            switch (value)
            {
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                case ILocalReferenceOperation local when locals.Of(local.Local) is { } known:
                    value = known;
                    break;
                case IAnonymousFunctionOperation or IFlowAnonymousFunctionOperation:
                    return OfLambda(value.Syntax) is { } lambda ? (lambda, null) : null;
                case IMethodReferenceOperation method:
                    return (Of(method.Method) ?? foreign?.Of(method.Method)) is { } body ? (body, ReceiverOf(method)) : null;
                default:
                    return null;
            }
        }

        return null;
    }

    // new Worker(i).Run, workers[i].Run: an object that has no name here.
    private static AccessPath? ReceiverOf(IMethodReferenceOperation method) =>
        method.Instance is null or IInstanceReferenceOperation ? null : AccessPath.Of(method.Instance) ?? AccessPath.OfUnnamed(method.Method);
}
