using System.Globalization;
using System.Net;
using System.Text;

namespace ThreadingAnalyzers.Samples.Benchmarks.Report;

/// <summary>Horizontal bars, group by group, as SVG. Times that lie far apart get a logarithmic scale, and the chart says so.</summary>
internal static class BarChart
{
    private const int Width = 760;
    private const int LabelWidth = 230;
    private const int ValueWidth = 90;
    private const int Row = 22;
    private const double LogarithmicFrom = 40;
    private static readonly string[] Colors = ["#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#9d755d"];

    internal static string Draw(string title, IReadOnlyList<Measurement> measurements)
    {
        double most = measurements.Max(static one => one.Nanoseconds);
        double least = measurements.Min(static one => one.Nanoseconds);
        bool logarithmic = most / least > LogarithmicFrom;
        double Length(double time) => logarithmic ? (1 + Math.Log10(time / least)) / (1 + Math.Log10(most / least)) : time / most;

        var groups = measurements.GroupBy(static one => one.Group).ToList();
        List<string> variants = measurements.Select(static one => one.Variant).Distinct().ToList();
        int height = 56 + (measurements.Count * Row) + (groups.Count * (Row + 6));
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="13">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        Text(svg, 12, 24, title, "font-size=\"16\" font-weight=\"bold\"");
        Text(svg, 12, 42, "mean time of an operation, shorter is better" + (logarithmic ? "; logarithmic scale" : string.Empty), "fill=\"#666666\" font-size=\"12\"");
        int y = 52;
        foreach (var group in groups)
        {
            y += Row;
            Text(svg, 12, y, group.Key, "font-weight=\"bold\"");
            y += 6;
            foreach (Measurement one in group)
            {
                double bar = Math.Max(1, Length(one.Nanoseconds) * (Width - LabelWidth - ValueWidth));
                Text(svg, LabelWidth - 8, y + 15, one.Variant, "text-anchor=\"end\"");
                svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{LabelWidth}" y="{y + 3}" width="{bar:0.0}" height="{Row - 6}" fill="{Colors[variants.IndexOf(one.Variant) % Colors.Length]}"/>""");
                Text(svg, LabelWidth + bar + 6, y + 15, Measurement.Time(one.Nanoseconds), string.Empty);
                y += Row;
            }
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Text(StringBuilder svg, double x, int y, string text, string style) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x:0.0}" y="{y}" {style}>{WebUtility.HtmlEncode(text)}</text>""");
}
