namespace ThreadingAnalyzers.Samples.Benchmarks.Report;

/// <summary>What a kernel's benchmark compares, and what a reader should choose, and when.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AdviceAttribute(string title, string question, string choice) : Attribute
{
    internal string Title { get; } = title;

    /// <summary>What one operation is.</summary>
    internal string Question { get; } = question;

    internal string Choice { get; } = choice;
}
