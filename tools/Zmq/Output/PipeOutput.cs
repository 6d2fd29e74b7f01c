using System.Runtime.InteropServices;

namespace ZmqTool.Output;

/// <summary>
/// The standard output of Unix where it is a pipe or a socket. The stream of the console hides that the reader has closed it, so that the tool would
/// go on for ever; a file stream fails while a pipe that another process has set to non-blocking is full.
/// </summary>
/// <param name="descriptor">The descriptor, which stays open.</param>
internal sealed partial class PipeOutput(int descriptor) : Stream
{
    /// <summary>EPIPE of Unix: the reader has closed the pipe.</summary>
    public const int BrokenPipe = 32;

    private const int Interrupted = 4;
    private const short ReadyToWrite = 4;

    private static readonly int s_full = OperatingSystem.IsMacOS() ? 35 : 11;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes all bytes, and waits while the pipe is full.</summary>
    /// <exception cref="IOException">The system refused; <see cref="Exception.HResult"/> is its error number.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = WriteSome(descriptor, buffer, buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == s_full)
            {
                PollEntry entry = new() { Descriptor = descriptor, Events = ReadyToWrite };
                _ = Poll(ref entry, 1, Timeout.Infinite);
            }
            else if (error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ReadOnlySpan<byte> buffer, nint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeout);

    /// <summary>The <c>pollfd</c> of the system.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
