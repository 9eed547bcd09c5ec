using System.Collections;

namespace ThreadingAnalyzers.Testing;

/// <summary>Files of a test project. A source without a name is called <c>/0/Test0.cs</c>, <c>/0/Test1.cs</c> and so on.</summary>
public sealed class SourceFileList : IEnumerable<(string filename, string content)>
{
    private readonly List<(string filename, string content)> _files = [];

    /// <summary>The number of files.</summary>
    public int Count => _files.Count;

    /// <summary>The file of the given index.</summary>
    public (string filename, string content) this[int index] => _files[index];

    /// <summary>Adds a source under the next default name.</summary>
    public void Add(string content) => Add(($"/0/Test{_files.Count}.cs", content));

    /// <summary>Adds a file. A relative name is put beside the default ones.</summary>
    public void Add((string filename, string content) file) =>
        _files.Add((file.filename.StartsWith('/') ? file.filename : "/0/" + file.filename, file.content));

    /// <inheritdoc />
    public IEnumerator<(string filename, string content)> GetEnumerator() => _files.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Puts a source first, before those that were added.</summary>
    internal void SetFirst(string content)
    {
        if (_files.Count == 0)
            Add(content);
        else
            _files[0] = (_files[0].filename, content);
    }

    internal void AddRange(IEnumerable<(string filename, string content)> files) => _files.AddRange(files);
}
