using System.Globalization;
using System.Text;

namespace ZmqNative.Perf;

/// <summary>A line of a chart.</summary>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A chart as SVG text: named positions along X, a scale along Y, one line per series, a legend.</summary>
/// <param name="title">The title of the chart.</param>
/// <param name="unit">The unit of Y.</param>
/// <param name="places">The positions along X, in order, with their labels; evenly spaced, whatever their values.</param>
/// <param name="series">The lines.</param>
/// <param name="logarithmic">Whether the scale along Y is logarithmic; otherwise it begins at 0.</param>
internal sealed class LineChart(
    string title, string unit, IReadOnlyList<(double X, string Label)> places, IReadOnlyList<Series> series, bool logarithmic = false)
{
    private const int Width = 640;
    private const int Height = 360;
    private const int Left = 70;
    private const int Right = 150;
    private const int Top = 40;
    private const int Bottom = 40;

    // Where a page is dark, so is the chart; the colours of the lines are then lighter.
    private const string Style = """
        <style>
        @media (prefers-color-scheme: dark) {
        .back { fill: none; }
        text { fill: #e6e9ef; }
        [stroke="#dddddd"] { stroke: #444b55; }
        polyline[stroke="#444444"] { stroke: #c8cdd4; } [fill="#444444"] { fill: #c8cdd4; }
        polyline[stroke="#0072b2"] { stroke: #56b4e9; } [fill="#0072b2"] { fill: #56b4e9; }
        polyline[stroke="#d55e00"] { stroke: #ff8b3d; } [fill="#d55e00"] { fill: #ff8b3d; }
        polyline[stroke="#009e73"] { stroke: #2fd0a0; } [fill="#009e73"] { fill: #2fd0a0; }
        polyline[stroke="#cc79a7"] { stroke: #e6a3c8; } [fill="#cc79a7"] { fill: #e6a3c8; }
        }
        </style>
        """;

    // These colours can be distinguished with colour blindness, too.
    private static readonly string[] Colours = ["#444444", "#0072b2", "#d55e00", "#009e73", "#cc79a7"];

    public string Render()
    {
        StringBuilder svg = new();
        double[] values = [.. series.SelectMany(static s => s.Points).Select(static p => p.Y)];
        ValueScale scale = logarithmic ? ValueScale.Logarithmic(values.Min(), values.Max()) : ValueScale.Linear(values.Max());
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"14\">");
        Line(svg, $"{Style}");
        Line(svg, $"<rect class=\"back\" width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Line(svg, $"<text x=\"16\" y=\"22\" font-size=\"15\" font-weight=\"bold\">{title}<tspan font-weight=\"normal\">, {unit}</tspan></text>");
        foreach (double tick in scale.Ticks)
        {
            double y = Y(tick, scale);
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:F1}\" y2=\"{y:F1}\" stroke=\"#dddddd\"/>");
            Line(svg, $"<text x=\"{Left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{tick:#,0.###}</text>");
        }

        for (int i = 0; i < places.Count; i++)
        {
            Line(svg, $"<text x=\"{X(i):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{places[i].Label}</text>");
        }

        for (int i = 0; i < series.Count; i++)
        {
            Draw(svg, series[i], Colours[i % Colours.Length], i, scale);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void Draw(StringBuilder svg, Series line, string colour, int index, ValueScale scale)
    {
        List<(double X, double Y)> points = [.. line.Points.Select(p => (X(IndexOf(p.X)), Y(p.Y, scale)))];
        string path = string.Join(' ', points.Select(static p => Text($"{p.X:F1},{p.Y:F1}")));
        Line(svg, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{path}\"/>");
        foreach ((double x, double y) in points)
        {
            Line(svg, $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"3\" fill=\"{colour}\"/>");
        }

        double legend = Top + 10 + (index * 22);
        Line(svg, $"<rect x=\"{Width - Right + 15}\" y=\"{legend - 8:F1}\" width=\"12\" height=\"4\" fill=\"{colour}\"/>");
        Line(svg, $"<text x=\"{Width - Right + 32}\" y=\"{legend:F1}\">{line.Name}</text>");
    }

    private int IndexOf(double x) => places.Select(static p => p.X).ToList().IndexOf(x);

    private double X(int index) => Left + 20 + ((Width - Left - Right - 40.0) * index / Math.Max(places.Count - 1, 1));

    private static double Y(double value, ValueScale scale) => Height - Bottom - ((Height - Top - Bottom) * scale.Place(value));

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(Text(text)).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
