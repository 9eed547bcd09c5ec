using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Tests.Model;

/// <summary>What code does with the content of an object that is not safe to share.</summary>
public class ContentModelTests
{
    private const string Members = """
        readonly List<int> x_list = new() { 1 }; readonly Dictionary<string, int> x_map = new(); readonly System.Collections.Hashtable x_table = new(); readonly IList<int> x_seq = new List<int>();
        readonly System.Text.StringBuilder x_text = new(); readonly Random x_random = new(); readonly MemoryStream x_stream = new(); readonly int[] x_array = { 1 };
        readonly ConcurrentDictionary<string, int> x_safe = new(); readonly string x_string = ""; readonly LinkedList<int> x_chain = new();
        void Use(object o) { }
        """;

    [Theory]
    [InlineData("x_list.Add(1);", ContentUse.Change)]
    [InlineData("x_list?.Clear();", ContentUse.Change)]
    [InlineData("x_list[0] = 1;", ContentUse.Change)]
    [InlineData("x_list[0]++;", ContentUse.Change)]
    [InlineData("x_list.Sort();", ContentUse.Change)]
    [InlineData("x_list.Reverse();", ContentUse.Change)]
    [InlineData("((ICollection<int>)x_list).Add(1);", ContentUse.Change)]
    [InlineData("x_map.TryAdd(\"\", 1);", ContentUse.Change)]
    [InlineData("x_map[\"\"] = 1;", ContentUse.Change)]
    [InlineData("x_map.Remove(\"\", out _);", ContentUse.Change)]
    [InlineData("x_chain.AddFirst(1);", ContentUse.Change)]
    [InlineData("x_seq.Add(1);", ContentUse.Change)]
    [InlineData("x_array[0] = 2;", ContentUse.Change)]
    [InlineData("Array.Clear(x_array);", ContentUse.Change)]
    [InlineData("x_table[1] = 2;", ContentUse.Change)]
    [InlineData("x_text.Append(1).Append(2);", ContentUse.Change)]
    [InlineData("x_text.Length = 0;", ContentUse.Change)]
    [InlineData("x_random.Next(5);", ContentUse.Change)]
    [InlineData("x_stream.Write(new byte[1], 0, 1);", ContentUse.Change)]
    [InlineData("x_stream.Position = 0;", ContentUse.Change)]
    [InlineData("_ = x_list[0];", ContentUse.Read)]
    [InlineData("_ = x_list[^1];", ContentUse.Read)]
    [InlineData("_ = x_list.Contains(1);", ContentUse.Read)]
    [InlineData("_ = x_map.TryGetValue(\"\", out _);", ContentUse.Read)]
    [InlineData("_ = x_map.GetValueOrDefault(\"\");", ContentUse.Read)]
    [InlineData("_ = x_map.Keys.Contains(\"\");", ContentUse.Read)]
    [InlineData("_ = x_text.ToString();", ContentUse.Read)]
    [InlineData("_ = x_array[0];", ContentUse.Read)]
    [InlineData("_ = x_list.Count;", ContentUse.Size)]
    [InlineData("_ = x_list?.Count;", ContentUse.Size)]
    [InlineData("_ = x_map.Values.Count;", ContentUse.Size)]
    [InlineData("foreach (var i in x_list) { }", ContentUse.Enumeration)]
    [InlineData("foreach (var i in x_map.Keys) { }", ContentUse.Enumeration)]
    [InlineData("foreach (var i in x_list.Where(i => i > 1).Select(i => i)) { }", ContentUse.Enumeration)]
    [InlineData("_ = x_list.ToArray();", ContentUse.Enumeration)]
    [InlineData("_ = x_list.Where(i => i > 1).ToList();", ContentUse.Enumeration)]
    [InlineData("_ = x_list.Any();", ContentUse.Enumeration)]
    [InlineData("_ = new List<int>(x_list);", ContentUse.Enumeration)]
    [InlineData("_ = string.Join(',', x_list);", ContentUse.Enumeration)]
    [InlineData("x_list.ForEach(i => { });", ContentUse.Enumeration)]
    [InlineData("foreach (var i in x_table) { }", ContentUse.Enumeration)]
    [InlineData("var q = x_list.Where(i => i > 1);", ContentUse.View)]
    [InlineData("var q = x_map.Keys;", ContentUse.View)]
    [InlineData("Use(x_list.AsReadOnly());", ContentUse.View)]
    [InlineData("Use(x_list);", ContentUse.None)]
    [InlineData("var other = x_list;", ContentUse.None)]
    [InlineData("_ = x_list == null;", ContentUse.None)]
    [InlineData("_ = x_table[1];", ContentUse.None)]
    [InlineData("x_safe[\"\"] = 1;", ContentUse.None)]
    [InlineData("_ = x_string.Length;", ContentUse.None)]
    [InlineData("_ = x_list.GetHashCode();", ContentUse.None)]
    [InlineData("Func<int, bool> has = x_list.Contains;", ContentUse.None)]
    public void Uses(string statement, object expected)
    {
        var scan = Scan.OfBody(statement, Members);
        var reference = scan.Bodies.SelectMany(body => body.Sites).OfType<IFieldReferenceOperation>().First(field => field.Field.Name.StartsWith("x_"));
        Assert.Equal(expected, scan.Model.Content.UseOf(reference).Use);
    }

    [CSharpFact(12)]
    public void A_spread_goes_through_the_collection() => Uses("int[] copy = [.. x_list];", ContentUse.Enumeration);
}
