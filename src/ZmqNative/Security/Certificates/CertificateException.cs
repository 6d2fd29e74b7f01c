namespace ZmqNative;

/// <summary>A file is no valid certificate, or others than its owner can access its secret key.</summary>
/// <remarks>The text has the file, the line and what is wrong, and never a part of the file.</remarks>
public sealed class CertificateException : ZmqNativeException
{
    /// <summary>Creates an exception; public for tests of code that handles one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The number of the line, from 1; 0 if the file as a whole is concerned.</param>
    /// <param name="problem">A description of what is wrong.</param>
    public CertificateException(string path, int line, string problem)
        : base($"Cannot read the certificate {path}{(line == 0 ? string.Empty : $", line {line}")}: {problem}.")
    {
        Path = path;
        Line = line;
        Problem = problem;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The number of the line, from 1; 0 if the file as a whole is concerned.</summary>
    public int Line { get; }

    /// <summary>The description of what is wrong.</summary>
    public string Problem { get; }
}
