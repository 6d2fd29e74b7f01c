using System.Security.Cryptography;
using System.Text;

namespace ZmqNative.Patterns;

/// <summary>A digest of a user's password under a key of this process, so that passwords themselves are not kept.</summary>
/// <remarks>
/// Two digests of equal length are compared in a time that does not depend on the password. The key never leaves the process, so a digest
/// is worth nothing elsewhere; a dump of the memory has both.
/// </remarks>
internal static class PasswordDigest
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Computes the digest.</summary>
    public static byte[] Of(string username, string password)
    {
        byte[] text = new byte[sizeof(int) + Encoding.UTF8.GetMaxByteCount(username.Length) + Encoding.UTF8.GetMaxByteCount(password.Length)];
        try
        {
            int name = Encoding.UTF8.GetBytes(username, text.AsSpan(sizeof(int)));
            BitConverter.TryWriteBytes(text, name);
            int length = sizeof(int) + name;
            length += Encoding.UTF8.GetBytes(password, text.AsSpan(length));
            return HMACSHA256.HashData(Key, text.AsSpan(0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
