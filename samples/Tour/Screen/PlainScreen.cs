using Spectre.Console;
using Tour.Chapters;
using Tour.Stage;

namespace Tour.Screen;

/// <summary>One line a step, for logs and scripts.</summary>
internal sealed class PlainScreen(IAnsiConsole console) : IScreen
{
    public IAnsiConsole Console => console;

    public async Task<IReadOnlyList<Measurement>> ShowAsync(ITourChapter chapter, IReadOnlyList<Step> steps)
    {
        console.WriteLine($"{chapter.Title}: {chapter.About}");
        List<Measurement> results = [];
        foreach (Step step in steps)
        {
            Measurement result = await step.RunAsync(step.Prepare());
            results.Add(result);
            string mark = result.Problems.Count == 0 ? "ok" : "FAILED";
            string numbers = $"{Format.Rate(result.MessagesPerSecond),13} {Format.Throughput(result),11}";
            console.WriteLine($"  {step.Transport.Name(),-7} {mark,-7} {numbers}  {result.Verified}");
        }

        return results;
    }
}
