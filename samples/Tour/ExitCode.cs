namespace Tour;

/// <summary>The exit codes of the tour.</summary>
internal static class ExitCode
{
    /// <summary>All counts and hashes are equal.</summary>
    public const int Success = 0;

    /// <summary>A message was lost or changed, or the tour could not be finished.</summary>
    public const int Failure = 1;

    /// <summary>An option that does not exist.</summary>
    public const int WrongUsage = 2;

    /// <summary>Ctrl-C: 128 and the signal's number, as shells expect it.</summary>
    public const int Interrupted = 130;

    /// <summary>A SIGTERM, likewise.</summary>
    public const int Terminated = 143;
}
