using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.Model;
using Operator = Microsoft.CodeAnalysis.Operations.BinaryOperatorKind;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Replaces <c>x++</c> and its kind by the Interlocked method that does the same in one step.</summary>
internal sealed class UseInterlocked
{
    private readonly ExpressionSyntax _expression;
    private readonly AtomicChange _change;
    private readonly INamedTypeSymbol _interlocked;
    private readonly bool _isDiscarded;
    private readonly ReadsAfterChange? _reads;
    private readonly bool _widensOperand;

    private UseInterlocked(ExpressionSyntax expression, AtomicChange change, INamedTypeSymbol interlocked, SemanticModel model)
    {
        _expression = expression;
        _change = change;
        _interlocked = interlocked;
        _isDiscarded = ValueUse.IsDiscarded(expression, model);
        _reads = expression.Parent is ExpressionStatementSyntax statement ? ReadsAfterChange.Of(statement, (ExpressionSyntax)change.Target.Syntax, model) : ReadsAfterChange.None;
        _widensOperand = change.Operand is { } operand && !model.GetConstantValue(operand).HasValue
            && !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(operand).Type, change.Target.Type);
    }

    private bool IsByOne => _change is { Operator: Operator.Add or Operator.Subtract, Operand: null or LiteralExpressionSyntax { Token.Value: 1 } };

    /// <summary>The name of the method.</summary>
    internal string Method => _change.Operator switch
    {
        Operator.Add => IsByOne ? "Increment" : "Add",
        Operator.Subtract => IsByOne ? "Decrement" : "Add",
        Operator.And => "And",
        _ => "Or",
    };

    /// <summary>The edit for an expression, or null where no Interlocked method does exactly the same.</summary>
    internal static UseInterlocked? For(SyntaxNode expression, SemanticModel model)
    {
        if (expression is not ExpressionSyntax syntax || model.Compilation.GetTypeByMetadataName("System.Threading.Interlocked") is not { } interlocked)
            return null;
        if (AtomicChange.Of(syntax, model) is not { IsChecked: false } change || !IsVariable(change.Target) || !HasEqualOperand(change, model))
            return null;
        UseInterlocked edit = new(syntax, change, interlocked, model);
        return edit.IsSupported() ? edit : null;
    }

    /// <summary>Replaces the expression, and reads that mean its value by what the call returns.</summary>
    internal void Apply(SyntaxEditor editor)
    {
        if (_reads is { Any: true })
            _reads.Apply(editor, Call(editor.Generator));
        else
            editor.ReplaceNode(_expression, Replacement(editor.Generator));
    }

    private static bool IsVariable(IOperation target) =>
        (target is IFieldReferenceOperation { Field.IsReadOnly: false } or ILocalReferenceOperation or IParameterReferenceOperation && target.Syntax is IdentifierNameSyntax or MemberAccessExpressionSyntax)
        || target is IArrayElementReferenceOperation { Syntax: ElementAccessExpressionSyntax };

    /// <summary>
    /// Whether the operand means the same as an argument. One that names the variable again would be read apart from the change.
    /// </summary>
    private static bool HasEqualOperand(AtomicChange change, SemanticModel model)
    {
        if (change.Operand is not { } operand)
            return true;
        ISymbol? variable = SharedLocations.LocationOf(change.Target is IArrayElementReferenceOperation { ArrayReference: var array } ? Model.Operand.Unwrap(array) : change.Target);
        bool namesVariable = operand.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .Any(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, variable));
        Conversion conversion = model.ClassifyConversion(operand, change.Target.Type!);
        return !namesVariable && !FunctionOf.Suspends(operand) && conversion is { IsImplicit: true, IsUserDefined: false, IsDynamic: false, IsNullable: false };
    }

    private bool IsSupported()
    {
        SpecialType type = _change.Target.Type!.SpecialType;
        bool isSigned = type is SpecialType.System_Int32 or SpecialType.System_Int64;
        if ((!isSigned && type is not (SpecialType.System_UInt32 or SpecialType.System_UInt64)) || _reads is null)
            return false;
        return _change.Operator switch
        {
            Operator.Add => HasOverload(),
            Operator.Subtract => HasOverload() && (isSigned || IsByOne),

            // These two yield the old value, where the operators yield the new one.
            Operator.And or Operator.Or => HasOverload() && _isDiscarded && !_reads.Any,
            _ => false,
        };
    }

    private bool HasOverload() => _interlocked.GetMembers(Method).OfType<IMethodSymbol>().Any(method =>
        !method.IsGenericMethod && method.Parameters is [{ RefKind: RefKind.Ref } target, ..]
        && SymbolEqualityComparer.Default.Equals(target.Type, _change.Target.Type));

    private ExpressionSyntax Replacement(SyntaxGenerator generator)
    {
        ExpressionSyntax call = Call(generator);
        if (_change.YieldsOldValue && !_isDiscarded)
            call = ValueUse.InParenthesesIfNeeded(Undone(call), _expression);
        return call.WithCommentsOf(_expression).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The value before the change, computed back from the one after it.</summary>
    private ExpressionSyntax Undone(ExpressionSyntax call) => SyntaxFactory.BinaryExpression(
        _change.Operator == Operator.Add ? SyntaxKind.SubtractExpression : SyntaxKind.AddExpression,
        call,
        SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1)));

    private ExpressionSyntax Call(SyntaxGenerator generator)
    {
        SyntaxNode type = generator.TypeExpression(_interlocked).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        SyntaxNode target = generator.Argument(RefKind.Ref, _change.Target.Syntax.WithoutTrivia());
        SyntaxNode[] arguments = IsByOne ? [target] : [target, generator.Argument(Operand())];
        return (ExpressionSyntax)generator.InvocationExpression(generator.MemberAccessExpression(type, Method), arguments);
    }

    private ExpressionSyntax Operand()
    {
        ExpressionSyntax operand = _change.Operand!.WithoutTrivia();
        return _change.Operator == Operator.Subtract ? Negated(operand) : operand;
    }

    /// <summary>An operand of a smaller type is widened first: the negative of its smallest value does not fit.</summary>
    private ExpressionSyntax Negated(ExpressionSyntax operand)
    {
        if (operand is not (LiteralExpressionSyntax or NameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax))
            operand = SyntaxFactory.ParenthesizedExpression(operand);
        if (_widensOperand)
            operand = SyntaxFactory.CastExpression(SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.LongKeyword)), operand);
        return SyntaxFactory.PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, operand);
    }
}
