using System.Diagnostics;
using System.Runtime.InteropServices;
using Spectre.Console;
using Tour.Chapters;
using Tour.Screen;
using Tour.Stage;

namespace Tour;

/// <summary>The tour itself: welcome, chapter after chapter, summary.</summary>
internal static class TourRun
{
    public static async Task<int> RunAsync(TourOptions options)
    {
        IScreen screen = Screens.Choose(options.Plain);
        try
        {
            await using TourStage stage = new(new Schedule(options.Quick), Material.Load());
            using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, ExitCode.Interrupted, stage);
            using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, ExitCode.Terminated, stage);
            return await PlayAsync(stage, screen, options);
        }
        catch (TourFailedException failure)
        {
            screen.Console.WriteLine();
            screen.Console.MarkupLine($"[{Palette.Bad}]{failure.Message.EscapeMarkup()}[/]");
            return failure.ExitCode;
        }
        catch (DllNotFoundException missing)
        {
            // The loader's own message lists what was tried, and what to do.
            screen.Console.MarkupLine($"[{Palette.Bad}]{missing.Message.EscapeMarkup()}[/]");
            return ExitCode.Failure;
        }
    }

    private static async Task<int> PlayAsync(TourStage stage, IScreen screen, TourOptions options)
    {
        long started = Stopwatch.GetTimestamp();
        Welcome.Show(screen.Console, stage, large: screen is LiveScreen && !options.Quick);

        IReadOnlyList<Transport> available = Transports.Available;
        int stepsLeft = ChapterList.All.Sum(chapter => chapter.On(available).Count());
        List<Measurement> results = [];
        foreach (ITourChapter chapter in ChapterList.All)
        {
            List<Step> steps = [.. chapter.On(available).Select(transport => new Step(
                transport,
                () => new Gauge(stage.Schedule.NextStep(stepsLeft--)),
                gauge => chapter.RunAsync(stage, transport, gauge)))];
            results.AddRange(await screen.ShowAsync(chapter, steps));
        }

        Summary.Show(screen.Console, results, Stopwatch.GetElapsedTime(started));
        return results.TrueForAll(static result => result.Problems.Count == 0) ? ExitCode.Success : ExitCode.Failure;
    }

    // A second Ctrl-C ends the process at once.
    private static PosixSignalRegistration StopOn(PosixSignal signal, int exitCode, TourStage stage)
    {
        bool stopping = false;
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stopping;
            stopping = true;
            stage.Stop(new TourFailedException("Cancelled.", exitCode));
        });
    }
}
