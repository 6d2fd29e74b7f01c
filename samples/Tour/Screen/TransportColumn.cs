using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tour.Screen;

/// <summary>The name of the transport, in front of its bar.</summary>
internal sealed class TransportColumn : ProgressColumn
{
    private const int Width = 8;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text($"  {task.Description}", task.IsStarted ? Style.Plain : Palette.Faint);

    public override int? GetColumnWidth(RenderOptions options) => Width;
}
