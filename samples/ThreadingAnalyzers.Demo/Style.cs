namespace ThreadingAnalyzers.Demo;

/// <summary>Colours for a terminal, plain text for a file (and for everyone who sets NO_COLOR).</summary>
internal static class Style
{
    private static readonly bool Enabled = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static string Bold(string text) => With("1", text);

    public static string Dim(string text) => With("2", text);

    public static string Red(string text) => With("31", text);

    public static string Green(string text) => With("32", text);

    public static string Yellow(string text) => With("33", text);

    private static string With(string code, string text) => Enabled ? $"\e[{code}m{text}\e[0m" : text;
}
