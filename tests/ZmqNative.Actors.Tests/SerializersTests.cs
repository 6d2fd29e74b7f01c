using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

/// <summary>Runs the sample that serializes messages with MemoryPack.</summary>
public sealed class SerializersTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Test]
    public async Task An_ask_and_its_answer_are_sent_as_MemoryPack()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "ZmqNative.Samples.Serializers.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process sample = Process.Start(start)!;
        using CancellationTokenSource limit = new(Generous);
        try
        {
            string output = await sample.StandardOutput.ReadToEndAsync(limit.Token);
            await sample.WaitForExitAsync(limit.Token);
            Assert.That(output.TrimEnd(), Is.EqualTo("ACME: 50.0"));
        }
        catch (OperationCanceledException)
        {
            sample.Kill();
            throw;
        }
    }
}
