namespace ThreadingAnalyzers.Tests.Conventions;

public class FenceTests
{
    private const string Page = """
        # THR0000: Title

        ```csharp bad
        class C { }

        ```
        Text.

        ```xml
        <a />
        ```
        ```csharp good
        class D { }
        ```
        ```csharp good some.option = true
        class E { }
        ```
        ```csharp
        ...
        ```
        """;

    [Fact]
    public void Reads_the_blocks_of_a_page() => Assert.Equal(
        [new("bad", "class C { }\n\n", 3), new("good", "class D { }\n", 12), new("good", "class E { }\n", 15, Setting: "some.option = true"), new("", "...\n", 18)],
        Fence.Read(Page).AsEnumerable());
}
