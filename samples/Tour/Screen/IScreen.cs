using Spectre.Console;
using Tour.Chapters;
using Tour.Stage;

namespace Tour.Screen;

/// <summary>Shows the chapters while they run.</summary>
internal interface IScreen
{
    IAnsiConsole Console { get; }

    /// <summary>Runs the steps of a chapter one after the other, and shows how far they are.</summary>
    Task<IReadOnlyList<Measurement>> ShowAsync(ITourChapter chapter, IReadOnlyList<Step> steps);
}

/// <summary>One chapter over one transport, ready to run.</summary>
internal sealed record Step(Transport Transport, Func<Gauge> Prepare, Func<Gauge, Task<Measurement>> RunAsync);

internal static class Screens
{
    // The width if it is unknown: enough for the table and for most paths.
    private const int PlainWidth = 100;

    /// <summary>Moving bars on a terminal that can show them, lines anywhere else.</summary>
    public static IScreen Choose(bool plain)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (!plain && console.Profile.Capabilities.Ansi && !System.Console.IsOutputRedirected)
        {
            return new LiveScreen(console);
        }

        console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = PlainWidth;
        }

        return new PlainScreen(console);
    }
}
