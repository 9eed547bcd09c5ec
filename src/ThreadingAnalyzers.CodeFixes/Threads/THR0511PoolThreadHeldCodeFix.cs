using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Async;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Awaits where a task is what is waited for; else asks for a thread of its own: Task.Run becomes StartNew with the option LongRunning.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0511PoolThreadHeldCodeFix))]
public sealed class THR0511PoolThreadHeldCodeFix() : RuleCodeFix("THR0511")
{
    private const string Tasks = "global::System.Threading.Tasks.";

    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is ExpressionSyntax blocking && AwaitableForm.TaskOf(blocking) is { } task && new KnownTypes(site.Model.Compilation).IsTask(site.Model.GetTypeInfo(task).Type) && AsyncChange.For(blocking, site) is { } change && UnwrappedExceptions.Around(blocking) is { } exceptions)
            yield return new Repair("Await", "Await, in work that becomes async", editor => Await(editor, change, exceptions, blocking, task)) { NeedsProof = true };
        InvocationExpressionSyntax? start = IsTaskRun(site.Node, site.Model) ? (InvocationExpressionSyntax)site.Node : site.Related(0) as InvocationExpressionSyntax;
        if (start is not null && IsTaskRun(start, site.Model) && !ReturnsTask(start, site.Model))
            yield return new Repair("LongRunning", "Use a thread of its own (LongRunning)", editor => editor.ReplaceNode(start, (current, _) => OfItsOwn((InvocationExpressionSyntax)current))) { NeedsProof = true };
    }

    private static void Await(SyntaxEditor editor, AsyncChange change, UnwrappedExceptions exceptions, ExpressionSyntax blocking, ExpressionSyntax task)
    {
        change.Await(editor, blocking, task);
        exceptions.Apply(editor);
    }

    private static bool IsTaskRun(SyntaxNode node, SemanticModel model) =>
        node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 or 2, Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "Run" } } } call
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } };

    // StartNew would give a task of a task. A lambda that never ends fits any result.
    private static bool ReturnsTask(InvocationExpressionSyntax start, SemanticModel model) =>
        start.ArgumentList.Arguments[0].Expression is not ParenthesizedLambdaExpressionSyntax { AsyncKeyword.RawKind: 0, Block: { } block }
        || FunctionOf.OwnNodes(block).Any(static node => node is ReturnStatementSyntax { Expression: not null })
        ? (model.GetSymbolInfo(start).Symbol as IMethodSymbol)?.Parameters[0].Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: { Name: "Task" or "ValueTask" } } : false;

    private static InvocationExpressionSyntax OfItsOwn(InvocationExpressionSyntax start)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = start.ArgumentList.Arguments;
        if (arguments.Count == 1)
            arguments = arguments.Add(Argument("global::System.Threading.CancellationToken.None"));
        arguments = arguments.Add(Argument(Tasks + "TaskCreationOptions.LongRunning")).Add(Argument(Tasks + "TaskScheduler.Default"));
        ExpressionSyntax factory = SyntaxFactory.ParseExpression(Tasks + "Task.Factory.StartNew").WithTriviaFrom(start.Expression).WithAdditionalAnnotations(Simplifier.Annotation);
        return start.WithExpression(factory).WithArgumentList(start.ArgumentList.WithArguments(arguments)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ArgumentSyntax Argument(string expression) =>
        SyntaxFactory.Argument(SyntaxFactory.ParseExpression(expression).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation)).WithLeadingTrivia(SyntaxFactory.Space);
}
