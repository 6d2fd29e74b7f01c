namespace ZmqNative.Tests;

/// <summary>
/// A program or library beside .NET that some tests need. Where it is missing they are skipped; with <c>CI=true</c> they fail on the
/// platforms that must have it. build.cake reads the text of a skip, and lists at the end of a run what was skipped and what to install.
/// </summary>
/// <param name="Name">The name of what is needed.</param>
/// <param name="Command">The command that installs it.</param>
/// <param name="Platforms">The platforms on which a CI run must have it: linux, macos, windows.</param>
internal sealed record Requirement(string Name, string Command, params string[] Platforms)
{
    /// <summary>A Python with pyzmq, as a peer in another language.</summary>
    public static readonly Requirement Pyzmq = new("pyzmq", "apt-get install python3-zmq, or pip install pyzmq", "linux", "macos", "windows");

    /// <summary>CZMQ, as a peer with certificates and an authenticator in C.</summary>
    public static readonly Requirement Czmq = new("CZMQ", "apt-get install libczmq4", "linux");

    /// <summary>A Python with ipykernel, the kernel that samples/Jupyter talks to.</summary>
    public static readonly Requirement Ipykernel = new("ipykernel", "apt-get install python3-ipykernel, or pip install ipykernel", "linux", "macos");

    /// <summary>A NATS server, the engine of clusters.</summary>
    public static readonly Requirement NatsServer = new("nats-server", "apt-get install nats-server", "linux");

    /// <summary>A browser for the gateway's pages.</summary>
    public static readonly Requirement Chromium = new("Chromium", "apt-get install chromium", "linux");

    /// <summary>A C compiler, for programs over the same libzmq.</summary>
    public static readonly Requirement CCompiler = new("a C compiler", "apt-get install gcc libc6-dev", "linux", "macos");

    /// <summary>The header of the libzmq that is tested.</summary>
    public static readonly Requirement Header = new("zmq.h", "./build.sh native", "linux", "macos");

    /// <summary>The libzmq with the corrections in native/corrections and the draft API.</summary>
    public static readonly Requirement CorrectedLibzmq = new("the corrected libzmq", "./build.sh native", "linux", "macos");

    /// <summary>The NativeAOT compiler, a minute or two of its work, and a linker.</summary>
    public static readonly Requirement NativeAot = new("NativeAOT", "./build.sh test --project=Actors --long", "linux");

    /// <summary>Some minutes for the command-line tool as one file of NativeAOT, and as a packed .NET tool.</summary>
    public static readonly Requirement PublishedTool = new("some minutes for the published tool", "./build.sh test --project=Zmq --long");

    /// <summary>A network namespace whose loopback interface may delay and drop packets, and a minute.</summary>
    public static readonly Requirement Netem = new("tc netem", "./build.sh test --project=Actors --long, as root of a Linux with the kernel module sch_netem");

    /// <summary>Some minutes for programs that are published with the packed packages, and the NativeAOT compiler.</summary>
    public static readonly Requirement PackedPrograms = new("some minutes for packages", "./build.sh test --project=Packages --long", "linux");

    /// <summary>A namespace of mounts, in which the libraries of the system can be hidden.</summary>
    public static readonly Requirement MountNamespace = new("a mount namespace", "run as root, or allow unshare --mount or sudo -n", "linux");

    /// <summary>A shell, for its script of completion. Only bash is on each machine.</summary>
    public static Requirement Shell(string name) => new(name, $"apt-get install {name}", name == "bash" ? ["linux", "macos"] : []);

    /// <summary>Whether this is a CI run.</summary>
    public static bool IsCi { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    /// <summary>Whether a CI run on this platform must have it.</summary>
    public bool IsMandatory => IsCi && Array.Exists(Platforms, OperatingSystem.IsOSPlatform);

    /// <summary>Ends the test: skipped, or failed where a CI run must have what is missing.</summary>
    /// <param name="problem">A description of the failed search.</param>
    /// <returns>Never; the type lets the caller write <c>throw</c>, which the compiler understands.</returns>
    public Exception Missing(string problem)
    {
        string text = $"Needs {Name}: {Command}. ({problem})";
        if (IsMandatory)
        {
            Assert.Fail($"{text} With CI=true this is a failure on {string.Join(", ", Platforms)}.");
        }

        Assert.Ignore(text);
        return new InvalidOperationException(text);
    }
}
