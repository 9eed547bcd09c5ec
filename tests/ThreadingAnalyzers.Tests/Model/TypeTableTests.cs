using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Tests.Model;

/// <summary>A type is found by its full metadata name, and by nothing less.</summary>
public class TypeTableTests
{
    private const string Source = """
        public class Loose { }
        public class Loose<T> { public class Inner { public struct Deep<U> { } } }
        namespace A { public class One { } public class Loose { } namespace B { public class One { } } }
        namespace A.B.C { public class One { } public class Outer { public class One { } } }
        namespace B { public class One { } }
        """;

    [Theory]
    [InlineData("Loose")]
    [InlineData("Loose`1")]
    [InlineData("Loose`1+Inner")]
    [InlineData("Loose`1+Inner+Deep`1")]
    [InlineData("A.One")]
    [InlineData("A.Loose")]
    [InlineData("A.B.One")]
    [InlineData("A.B.C.One")]
    [InlineData("A.B.C.Outer")]
    [InlineData("A.B.C.Outer+One")]
    [InlineData("B.One")]
    [InlineData("A.C.One")]
    [InlineData("C.One")]
    [InlineData("One")]
    [InlineData("A.One`1")]
    [InlineData("A+One")]
    [InlineData("Loose`x")]
    [InlineData("")]
    public void FindsWhatTheCompilerFindsUnderAName(string name)
    {
        CSharpCompilation compilation = CSharpCompilation.Create("names", [CSharpSyntaxTree.ParseText(Source)]);
        var table = new TypeTable<string>([(name, "known")]);
        List<string> found = [.. AllIn(compilation.Assembly.GlobalNamespace).Where(table.Contains).Select(static type => type.ToDisplayString())];
        IEnumerable<string> expected = name.Length == 0 ? [] : compilation.GetTypesByMetadataName(name).Select(static type => type.ToDisplayString());
        Assert.Equal(expected, found);
    }

    [Fact]
    public void FindsConstructedTypes()
    {
        var compilation = CSharpCompilation.Create("names", [CSharpSyntaxTree.ParseText(Source)]);
        INamedTypeSymbol known = compilation.GetTypeByMetadataName("Loose`1")!;
        Assert.True(new TypeTable<int>([("Loose`1", 1)]).Contains(known.Construct(known)));
    }

    [Fact]
    public void WhatIsSaidLastHolds()
    {
        var table = new TypeTable<int>([("Loose", 1), ("A.One", 2), ("Loose", 3)]);
        var compilation = CSharpCompilation.Create("names", [CSharpSyntaxTree.ParseText(Source)]);
        Assert.True(table.TryFind(compilation.GetTypeByMetadataName("Loose")!, out int value));
        Assert.Equal(3, value);
    }

    private static IEnumerable<INamedTypeSymbol> AllIn(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(static member => member switch
    {
        INamedTypeSymbol type => AllIn(type).Prepend(type),
        INamespaceSymbol space => AllIn(space),
        _ => [],
    });
}
