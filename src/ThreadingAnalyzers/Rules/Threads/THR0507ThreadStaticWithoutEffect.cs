using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary><c>[ThreadStatic]</c> where it does nothing, or where only one thread gets the value that is given.</summary>
internal sealed class THR0507ThreadStaticWithoutEffect() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0507",
        title: "Give each thread its own value",
        messageFormat: "'{0}' is marked [ThreadStatic], but {1}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "[ThreadStatic] makes a static field one for each thread, and is ignored elsewhere. An initializer runs once, on the thread that happens to be the first: all others find the default.",
        cwe: [665, 456]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (IFieldSymbol field in ThreadStatics.In(type.Type))
        {
            if (Place(field, type.Cancellation) is not { } place)
                continue;
            if (!field.IsStatic)
                Report(field, place, "it is an instance field: the attribute is ignored, and all threads share the value", type);
            else if (HasInitializer(place) && !IsMadeWhereMissing(field, type))
                Report(field, place, "its initializer runs on one thread only: all others find the default", type);
            else if (IsSetByStaticConstructorAlone(field, type))
                Report(field, place, "only the static constructor sets it, which runs on one thread: all others find the default", type);
        }
    }

    private static SyntaxNode? Place(IFieldSymbol field, CancellationToken cancellation) =>
        (field.AssociatedSymbol ?? field).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);

    private static bool HasInitializer(SyntaxNode declaration)
    {
        EqualsValueClauseSyntax? initializer = (declaration as VariableDeclaratorSyntax)?.Initializer ?? (declaration as PropertyDeclarationSyntax)?.Initializer;
        return initializer is not null && !IsDefault(initializer.Value);
    }

    private static bool IsDefault(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax literal => literal.Token.Value is null or false or 0 || literal.Token.ValueText is "default" or "0",
        DefaultExpressionSyntax => true,
        PostfixUnaryExpressionSyntax suppressed => IsDefault(suppressed.Operand),
        _ => false,
    };

    // if (t_watch == null) t_watch = new Stopwatch(); the initializer is of no use, and of no harm.
    private static bool IsMadeWhereMissing(IFieldSymbol field, TypeContext type) => field.DeclaredAccessibility == Accessibility.Private && type.Summary.Bodies.Any(body => body.Sites.Any(site => site switch
    {
        ICoalesceAssignmentOperation made => ThreadStatics.Names(made.Target, field),
        ISimpleAssignmentOperation made when ThreadStatics.Names(made.Target, field) => made.Syntax.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).Any(node => node switch
        {
            IfStatementSyntax choice => choice.Statement.Span.Contains(made.Syntax.Span) && choice.Condition.ToString().Contains(field.Name),
            BinaryExpressionSyntax { OperatorToken.ValueText: "??" } either => either.Right.Span.Contains(made.Syntax.Span) && either.Left.ToString().Contains(field.Name),
            _ => false,
        }),
        _ => false,
    }));

    private static bool IsSetByStaticConstructorAlone(IFieldSymbol field, TypeContext type)
    {
        bool isSet = false;
        foreach (Body body in type.Summary.Bodies)
        {
            foreach (IOperation reference in body.Sites.Where(site => ThreadStatics.Names(site, field)))
            {
                if (reference.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or IAddressOfOperation or ITupleOperation)
                    return false;
                if (reference.Parent is not (IAssignmentOperation or IIncrementOrDecrementOperation))
                    continue;
                if (body.Outermost.Method is not { MethodKind: MethodKind.StaticConstructor } || reference.Parent is not ISimpleAssignmentOperation { Value.ConstantValue.HasValue: false })
                    return false;
                isSet = true;
            }
        }

        return isSet && field.DeclaredAccessibility == Accessibility.Private;
    }

    private static void Report(IFieldSymbol field, SyntaxNode place, string why, TypeContext type)
    {
        Location location = place switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.GetLocation(),
            PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
            _ => place.GetLocation(),
        };
        type.Report(Descriptor, location, [], ImmutableDictionary<string, string?>.Empty, (field.AssociatedSymbol ?? field).Name, why);
    }
}
