namespace ZmqNative;

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
