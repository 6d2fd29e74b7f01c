namespace ZmqTool;

/// <summary>The exit codes of the tool; docs/tool.md lists them.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work failed: an endpoint is in use, a name does not resolve, a file cannot be read.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A peer, a message or a reply did not arrive in time.</summary>
    public const int TimedOut = 3;

    /// <summary>The peer refused the credentials.</summary>
    public const int Refused = 4;

    /// <summary>Ctrl-C or SIGTERM ended the work.</summary>
    public const int Interrupted = 130;
}
