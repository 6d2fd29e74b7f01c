namespace ZmqNative;

/// <summary>A file of a <see cref="CertificateFolder"/> that cannot be used.</summary>
/// <param name="Path">The file, or the folder if that cannot be read.</param>
/// <param name="Text">A description of what is wrong, without any part of the file.</param>
public sealed record CertificateProblem(string Path, string Text);
