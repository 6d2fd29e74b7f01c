using System.Globalization;
using System.Text;
using ZmqNative.Perf;

namespace ZmqNative.Soak;

/// <summary>The curves of all resources in one SVG, two charts a row.</summary>
internal static class CurveChart
{
    private const int Width = 640;
    private const int Height = 360;
    private const int MaxPoints = 60;
    private const int Labels = 6;

    public static string Render(IReadOnlyList<ResourceSample> samples)
    {
        ResourceSample[] points = Thin(samples);
        int rows = (ResourceCurve.All.Count + 1) / 2;
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {2 * Width} {rows * Height}\">\n");
        for (int i = 0; i < ResourceCurve.All.Count; i++)
        {
            ResourceCurve curve = ResourceCurve.All[i];
            svg.Append(CultureInfo.InvariantCulture, $"<svg x=\"{i % 2 * Width}\" y=\"{i / 2 * Height}\" width=\"{Width}\" height=\"{Height}\">\n");
            svg.Append(Render(curve, points));
            svg.Append("</svg>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Render(ResourceCurve curve, ResourceSample[] points)
    {
        int step = Math.Max(1, points.Length / Labels);
        List<(double X, string Label)> places =
            [.. points.Select((p, i) => (p.Seconds, i % step == 0 ? p.Seconds.ToString("N0", CultureInfo.InvariantCulture) + " s" : string.Empty))];

        Series series = new(curve.Name, [.. points.Select(p => (p.Seconds, curve.Read(p)))]);

        // A scale needs a value above 0.
        IReadOnlyList<Series> lines = points.Max(curve.Read) > 0 ? [series] : [series, new(string.Empty, [(points[0].Seconds, 1)])];
        return new LineChart(curve.Name, curve.Unit, places, lines).Render();
    }

    private static ResourceSample[] Thin(IReadOnlyList<ResourceSample> samples)
    {
        int count = Math.Min(MaxPoints, samples.Count);
        return [.. Enumerable.Range(0, count).Select(i => samples[(int)((long)i * (samples.Count - 1) / Math.Max(1, count - 1))])];
    }
}
