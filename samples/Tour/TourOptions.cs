namespace Tour;

/// <summary>The command line.</summary>
internal sealed record TourOptions
{
    public const string HelpText = """
        A tour of ZmqNative: every pattern, live, over inproc, ipc and tcp, with a second process.

          tour [--quick] [--plain]

          --quick   end within 10 seconds, for scripts
          --plain   no colours and no moving parts; the default where the output is no terminal
          --help    this text

        What is sent are the files of the repository that the tour was built from, or else those of its own folder.
        The exit code is 0 only if every count and every hash matched; 1 if not, 2 for a wrong option, 130 after Ctrl-C.
        """;

    public bool Quick { get; init; }

    public bool Plain { get; init; }

    public bool Help { get; init; }

    public static bool TryParse(string[] args, out TourOptions options, out string? complaint)
    {
        options = new TourOptions();
        complaint = null;
        foreach (string argument in args)
        {
            switch (argument)
            {
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--plain":
                    options = options with { Plain = true };
                    break;
                case "--help" or "-h":
                    options = options with { Help = true };
                    break;
                default:
                    complaint = $"The tour does not know {argument}.";
                    return false;
            }
        }

        return true;
    }
}
