namespace Tour;

/// <summary>What the tour tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Every count and every hash matched.</summary>
    public const int Success = 0;

    /// <summary>Something was lost or changed, or the tour could not be finished.</summary>
    public const int Failure = 1;

    /// <summary>An option that does not exist.</summary>
    public const int WrongUsage = 2;

    /// <summary>Ctrl-C: what shells expect of a program that a SIGINT ended.</summary>
    public const int Cancelled = 130;
}
