namespace ZmqNative;

/// <summary>Stands in for the context.</summary>
public sealed class Context;

/// <summary>Stands in for the socket types, as far as the code under test names them.</summary>
public enum SocketType
{
    Pair,
    Dealer,
    Router,
    Req,
}

/// <summary>Stands in for the events of a socket.</summary>
[Flags]
public enum PollEvents
{
    None = 0,
    In = 1,
    Out = 2,
}

/// <summary>Stands in for the events of a monitor.</summary>
public enum SocketEvents
{
    All,
}

/// <summary>Stands in for a frame.</summary>
public readonly struct Frame
{
    public long LongLength => 1;

    public static Frame Copy(ReadOnlySpan<byte> bytes) => default;
}

/// <summary>Stands in for a message: a number, and whether it is alive.</summary>
public readonly struct MultipartMessage : IDisposable
{
    private readonly Body? _body;

    private MultipartMessage(int number) => _body = new Body { Number = number };

    public int Number => _body!.Number;

    public bool IsAlive => _body is { IsDisposed: false };

    public int Count => 1;

    internal object Core => _body!;

    public Frame this[int index] => default;

    public static MultipartMessage Of(int number) => new(number);

    public static MultipartMessage Create() => new(0);

    public MultipartMessage Move() => this;

    public void Add(Frame frame)
    {
    }

    public void Dispose()
    {
        if (_body is not null)
        {
            _body.IsDisposed = true;
        }
    }

    private sealed class Body
    {
        public int Number { get; init; }

        public bool IsDisposed { get; set; }
    }
}

/// <summary>Stands in for a monitor.</summary>
public sealed class SocketMonitor : IDisposable
{
    public void Dispose()
    {
    }
}

/// <summary>Stands in for the end of a context.</summary>
public sealed class ContextTerminatedException() : ZmqException("The context has ended.");

/// <summary>Stands in for errors of libzmq.</summary>
public class ZmqException(string message) : Exception(message);

/// <summary>Stands in for the making of exceptions.</summary>
internal static class ThrowHelper
{
    public static Exception Create(int errno, string operation) => new ContextTerminatedException();
}
