namespace ThreadingAnalyzers.Samples.Conditions;

/// <summary>A queue with room for so many items: who adds waits for room, who takes waits for an item.</summary>
public interface IBoundedBuffer<T>
{
    /// <summary>How many items are in it now.</summary>
    int Count { get; }

    /// <summary>Adds an item as soon as there is room.</summary>
    void Add(T item);

    /// <summary>Takes the oldest item as soon as there is one.</summary>
    T Take();
}
