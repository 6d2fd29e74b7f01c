namespace ZmqNative.Patterns;

/// <summary>An endpoint that this side connected to, from Connect to Disconnect.</summary>
internal sealed class ConnectedEndpoint(string name)
{
    /// <summary>The endpoint as the user gave it.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The endpoint as libzmq reports it: with the address, if this library has resolved its name, or once libzmq connects it again.
    /// </summary>
    public string Alias { get; set; } = name;

    /// <summary>The endpoint as libzmq was given it: with the address, if this library has resolved its name.</summary>
    public string Native { get; set; } = name;

    /// <summary>The number of times that it was connected.</summary>
    public int Sessions { get; set; }

    /// <summary>
    /// The number of its sessions that have lost their connection, and of which libzmq has not yet reported that it connects them again.
    /// </summary>
    public int Down { get; set; }

    /// <summary>The number of the end of its last connection, in the order of all ends of connections.</summary>
    public long DownSince { get; set; }

    /// <summary>The number of times that libzmq has reported that it connects again.</summary>
    public int Failures { get; set; }

    /// <summary>The failure of the last handshake that certainly ends a session; null if there was none.</summary>
    public string? Refusal { get; set; }

    /// <summary>The last refusal since it had a connection, which was reported; null when there was none.</summary>
    public (ConnectionRefusal Reason, string? Detail)? Reported { get; set; }

    /// <summary>The last refusal, if the peer has explained it and no later attempt had another outcome.</summary>
    public ConnectionRejection? Rejection { get; set; }

    /// <summary>The number of times that this library has connected it again since the last handshake.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether the lost sessions are being renewed.</summary>
    public bool IsAttended { get; set; }

    /// <summary>Returns whether the events of libzmq, or its disconnects, do not distinguish this endpoint from another.</summary>
    public bool SharesAddressWith(ConnectedEndpoint other) => Alias == other.Alias || Native == other.Native;

    public bool IsCalled(string endpoint) => Name == endpoint || Alias == endpoint || Native == endpoint;
}
