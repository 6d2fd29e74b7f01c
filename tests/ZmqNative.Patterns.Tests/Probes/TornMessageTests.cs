
namespace ZmqNative.Patterns.Tests;

/// <summary>A connection that is lost in the middle of a message, as libzmq without the corrections of this project can lose it.</summary>
[TestFixture]
public sealed class TornMessageTests
{
    [Test]
    public async Task A_message_without_its_rest_is_a_separate_error_and_is_not_waited_for()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The library that cuts messages is built for Linux only.");
        }

        string folder = Directory.CreateTempSubdirectory("zmqnative-torn-").FullName;
        try
        {
            string library = Path.Combine(folder, "libtorn.so");
            await CCompiler.CompileAsync(
                "-shared", "-fPIC", "-Wl,--no-as-needed", $"-Wl,-rpath,{Path.GetDirectoryName(Zmq.LibraryPath)}",
                "-o", library, Path.Combine(AppContext.BaseDirectory, "Probes", "torn.c"), Zmq.LibraryPath);

            ProcessResult result = (await ChildProcess.TryRunAsync(
                DotnetHost.Path,
                [Path.Combine(AppContext.BaseDirectory, "ZmqNative.Patterns.Tests.Probe.dll"), "torn"],
                [("ZMQNATIVE_LIBZMQ", library)]))!;

            Assert.That(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[]
            {
                "ReceiveMessage: 1 discarded",
                "ReceiveMessage: whole | end",
                "TryReceiveMessage: 1 discarded",
                "TryReceiveMessage: whole | end",
                "TryReceiveMessage in time: 1 discarded",
                "TryReceiveMessage in time: whole | end",
                "TryReceiveMessageInto: 1 discarded",
                "TryReceiveMessageInto: whole | end",
                "Puller: whole",
                "Puller: whole",
                "Puller: 2 torn, 2 received",
            }), result.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
