using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells tests from the code that they test. A test completes, delays and leaks on purpose, and its process ends soon.</summary>
internal static class TestCode
{
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute", "DataTestMethodAttribute",
    };

    /// <summary>Whether a type, or a type around it, has test methods of one of the usual frameworks.</summary>
    internal static bool Holds(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (current.GetMembers().Any(static member => member is IMethodSymbol method && method.GetAttributes().Any(static attribute => IsTest(attribute.AttributeClass))))
                return true;
        }

        return false;
    }

    // What prepares a test or a measurement, or clears up behind it.
    private static readonly HashSet<string> Fixtures = new(StringComparer.Ordinal)
    {
        "SetUp", "TearDown", "OneTimeSetUp", "OneTimeTearDown", "TestInitialize", "TestCleanup", "ClassInitialize", "ClassCleanup", "AssemblyInitialize", "AssemblyCleanup",
        "GlobalSetup", "GlobalCleanup", "IterationSetup", "IterationCleanup", "Benchmark",
    };

    /// <summary>Whether a method is a synchronous test of a framework that runs each test on a thread of its own choice and minds no blocking. Those of xUnit share few threads.</summary>
    internal static bool MayBlock(ISymbol member) =>
        member is IMethodSymbol { IsAsync: false, MethodKind: MethodKind.Ordinary } method && method.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: var name } && (Fixtures.Contains(name) || Fixtures.Contains(name.Replace(nameof(Attribute), "")) || (!IsOfXunit(name) && IsTest(attribute.AttributeClass))));

    private static bool IsOfXunit(string attribute) => attribute.Contains("Fact") || attribute.Contains("Theory");

    // Derived attributes are as frequent as the frameworks' own: ConditionalFact. Of one that is not at hand, the name has to do.
    private static bool IsTest(INamedTypeSymbol? attribute)
    {
        if (attribute is { TypeKind: TypeKind.Error, Name: var name } && (name.EndsWith("Fact", StringComparison.Ordinal) || name.EndsWith("Theory", StringComparison.Ordinal)))
            return true;
        for (INamedTypeSymbol? current = attribute; current is not null; current = current.BaseType)
        {
            if (Attributes.Contains(current.Name) || Attributes.Contains(current.Name + nameof(Attribute)))
                return true;
        }

        return false;
    }
}
