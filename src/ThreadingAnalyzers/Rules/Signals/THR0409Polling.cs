using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A loop asks again and again, with a pause or without, for what a signal would tell.</summary>
internal sealed class THR0409Polling() : OperationRule(Descriptor)
{
    // Who looks into a queue once in a while may want to take what has come by then, all at once.
    private const double LongestPoll = 1000;

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0409",
        title: "Wait for a signal instead of asking again and again",
        messageFormat: "This loop asks again and again whether {0}; {1} tells at once, and costs nothing meanwhile",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Polling is late by up to its pause, and spends time on asking when there is nothing to do. A wait handle, a join, an await or a blocking collection wakes up the moment something happens.",
        cwe: [400, 834]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Loop;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        var loop = (ILoopOperation)operation;
        if (loop is IForEachLoopOperation or IForToLoopOperation)
            return;
        var polling = new PollingLoop(loop, body.Model, body.Body.Locals);
        if (polling.IsOnlyWaiting && polling.Question is { } question)
            Report(polling.Pause?.Syntax ?? ((loop as IWhileLoopOperation)?.Condition ?? loop).Syntax, question, body);
        else if ((polling.TakenElement ?? polling.TakenUnderLock) is { } taking && polling.Pause is { } pause && PollingModel.LengthOf(pause) <= LongestPoll)
            Report(pause.Syntax, taking, body);
    }

    private void Report(SyntaxNode place, (string What, string Instead) question, BodyContext body)
    {
        // What blocks asynchronous code is said there.
        if (!(body.Body.IsAsync && place.ToString().Contains("Sleep")))
            body.Report(Declaration, place.GetLocation(), question.What, question.Instead);
    }
}
