namespace ZmqNative;

/// <summary>The sockets that one long call uses.</summary>
internal readonly unsafe ref struct SocketLease : IDisposable
{
    private readonly SocketHandle _first;
    private readonly SocketHandle? _second;
    private readonly SocketHandle? _third;
    private readonly SocketHandle? _fourth;

    /// <summary>Enters each socket once, also where one is named twice.</summary>
    /// <exception cref="ObjectDisposedException">One of them is closed; the others are left again.</exception>
    public SocketLease(Socket first, Socket second, Socket? third, Socket? fourth = null)
    {
        _first = first.Guard;
        First = _first.Enter();
        try
        {
            Second = second == first ? First : (_second = second.Guard).Enter();
            Third = third is null ? null : (_third = third.Guard).Enter();
            Fourth = fourth is null ? null : (_fourth = fourth.Guard).Enter();
        }
        catch
        {
            _first.Exit();
            ExitIf(Second != null && Second != First, _second);
            ExitIf(Third != null, _third);
            throw;
        }
    }

    public void* First { get; }

    public void* Second { get; }

    public void* Third { get; }

    public void* Fourth { get; }

    public void Dispose()
    {
        _first.Exit();
        _second?.Exit();
        _third?.Exit();
        _fourth?.Exit();
    }

    private static void ExitIf(bool entered, SocketHandle? handle)
    {
        if (entered)
        {
            handle!.Exit();
        }
    }
}
