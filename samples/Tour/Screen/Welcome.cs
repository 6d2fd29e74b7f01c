using System.Runtime.InteropServices;
using Spectre.Console;
using Tour.Stage;
using ZmqNative;

namespace Tour.Screen;

/// <summary>The first lines of the tour: libzmq, this machine, the second process, the material to send.</summary>
internal static class Welcome
{
    public static void Show(IAnsiConsole console, TourStage stage, bool large)
    {
        if (large)
        {
            console.Write(new FigletText("ZmqNative").Color(Color.DeepSkyBlue2));
        }

        Material material = stage.Material;
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        Add(grid, "libzmq", $"[bold]{Zmq.Version}[/]");
        Add(grid, "loaded from", new TextPath(Zmq.LibraryPath).LeafStyle(Palette.Accent));
        Add(grid, "can do", string.Join(' ', Zmq.Capabilities.Select(static name => $"[{Palette.Good}]{name}[/]"))
            + $"  [{Palette.Faint}](not {string.Join(' ', Zmq.KnownCapabilities.Except(Zmq.Capabilities, StringComparer.Ordinal))})[/]");
        Add(grid, "runs on", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, "
            + $"{Environment.ProcessorCount} processors");
        Add(grid, "processes", $"{Environment.ProcessId} (this one) and {stage.FarProcessId} (the far side of ipc and tcp)");
        Add(grid, "to be sent", $"{material.Files.Count:N0} files, {Format.Size(material.TotalBytes)}, "
            + (material.IsRepository ? "the repository this was built from" : "the files beside the program"));
        console.Write(grid);
        console.WriteLine();
    }

    private static void Add(Grid grid, string name, string markup) => Add(grid, name, new Markup(markup));

    private static void Add(Grid grid, string name, Spectre.Console.Rendering.IRenderable value) =>
        grid.AddRow(new Text(name, Palette.Faint), value);
}
