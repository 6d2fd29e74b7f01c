using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The client of a PLAIN server. Name and password are sent in the clear: use it over a network that nobody else reads.</summary>
public sealed class PlainClient : SecurityOptions
{
    private const int Longest = 255;

    private readonly string _password;

    /// <summary>Creates the security of a client.</summary>
    /// <param name="username">The user name, 1 to 255 bytes of UTF-8.</param>
    /// <param name="password">The password, 1 to 255 bytes of UTF-8: libzmq takes no empty one.</param>
    /// <exception cref="ArgumentException">An argument is null, or out of range, or has a NUL.</exception>
    public PlainClient(string username, string password)
    {
        Username = Check(username, nameof(username));
        _password = Check(password, nameof(password));
    }

    /// <summary>The user name.</summary>
    public string Username { get; }

    /// <inheritdoc/>
    public override SecurityMechanism Mechanism => SecurityMechanism.Plain;

    /// <inheritdoc/>
    public override bool IsServer => false;

    /// <summary>The mechanism and the user name.</summary>
    /// <returns>A text without the password.</returns>
    public override string ToString() => $"PLAIN client {Username}";

    internal override void Apply(Socket socket)
    {
        socket.PlainServer = false;
        socket.PlainUsername = Username;
        socket.PlainPassword = _password;
    }

    // The text of the exception does not have the value.
    private static string Check(string text, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, parameter);
        return text.Contains('\0', StringComparison.Ordinal) || !StrictUtf8.IsValid(text) || Encoding.UTF8.GetByteCount(text) > Longest
            ? throw new ArgumentException($"It must have 1 to {Longest} bytes of UTF-8, and no NUL.", parameter)
            : text;
    }
}
