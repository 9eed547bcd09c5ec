using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The values behind a graph's flow captures. <c>lock (x)</c>, <c>using</c> and <c>?.</c> hide the lock object in one; where every capture of an id
/// has the same value, the reference stands for it.
/// </summary>
internal sealed class FlowCaptures
{
    private readonly Dictionary<CaptureId, IOperation?> _values = [];
    private readonly LocalValues _locals;

    internal FlowCaptures(ControlFlowGraph graph, LocalValues locals)
    {
        _locals = locals;
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations)
            {
                if (operation is IFlowCaptureOperation capture)
                    _values[capture.Id] = _values.ContainsKey(capture.Id) ? null : capture.Value;
            }
        }
    }

    /// <summary>The path that an expression names, through captures and alias locals.</summary>
    internal AccessPath? PathOf(IOperation? operation) => AccessPath.Of(operation, Behind);

    /// <summary>The operation that produced the value of a capture, or of a local that has only one value.</summary>
    internal IOperation? Resolve(IOperation operation)
    {
        for (int steps = 0; steps < 64; steps++)
        {
            operation = Operand.Unwrap(operation);
            IOperation? behind = operation switch
            {
                IFlowCaptureReferenceOperation reference => Of(reference.Id),
                ILocalReferenceOperation local => _locals.Of(local.Local),
                _ => null,
            };
            if (behind is null)
                break;
            operation = behind;
        }

        return operation;
    }

    private IOperation? Behind(IOperation operation) =>
        operation is IFlowCaptureReferenceOperation reference ? Of(reference.Id) : _locals.Resolve(operation);

    private IOperation? Of(CaptureId id) => _values.TryGetValue(id, out IOperation? value) ? value : null;
}
