using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using ZmqTool.Output;
using ZmqTool.Tests.Processes;

namespace ZmqTool.Tests.Sockets;

/// <summary>The output into a pipe that is set to non-blocking, or whose reader has ended.</summary>
[TestFixture]
[Platform("Linux", Reason = "the numbers of fcntl are those of Linux")]
[SupportedOSPlatform("linux")]
public sealed partial class PipeOutputTests
{
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;

    [Test]
    public async Task A_full_pipe_that_does_not_block_is_waited_for()
    {
        using AnonymousPipeServerStream reader = new(PipeDirection.In);
        int descriptor = DescriptorOf(reader);
        Assert.That(SetDescriptor(descriptor, SetFlags, NonBlocking), Is.Zero);
        using PipeOutput output = new(descriptor);
        byte[] bytes = new byte[1 << 20];
        Random.Shared.NextBytes(bytes);
        Task writing = Task.Run(() => output.Write(bytes));
        byte[] read = new byte[bytes.Length];
        Task reading = reader.ReadExactlyAsync(read).AsTask();

        // The writing first: if it fails, the reading does not end, and would hide why.
        await writing.WaitAsync(ToolProcess.Patience);
        await reading.WaitAsync(ToolProcess.Patience);
        Assert.That(read.AsSpan().SequenceEqual(bytes));
    }

    // A process that another test starts at this moment holds the end of the reader until it runs its program.
    [Test]
    public async Task A_reader_that_has_ended_is_known_by_its_number()
    {
        using AnonymousPipeServerStream writer = new(PipeDirection.Out);
        writer.DisposeLocalCopyOfClientHandle();
        using PipeOutput output = new(writer.SafePipeHandle.DangerousGetHandle().ToInt32());
        IOException? failure = null;
        long begin = TimeProvider.System.GetTimestamp();
        while (failure is null && TimeProvider.System.GetElapsedTime(begin) < ToolProcess.Patience)
        {
            try
            {
                output.Write("x"u8);
                await Task.Delay(1);
            }
            catch (IOException exception)
            {
                failure = exception;
            }
        }

        Assert.That(failure?.HResult, Is.EqualTo(PipeOutput.BrokenPipe));
    }

    private static int DescriptorOf(AnonymousPipeServerStream reader) => reader.ClientSafePipeHandle.DangerousGetHandle().ToInt32();

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int SetDescriptor(int descriptor, int command, int value);
}
