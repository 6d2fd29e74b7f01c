using System.Text;

namespace ZmqNative.Patterns;

/// <summary>Checks of the texts of keys.</summary>
internal static class CurveKeys
{
    /// <summary>Returns a public key that is valid.</summary>
    /// <exception cref="ArgumentException">It is no Z85 of 40 characters. The text does not have it: it may be a secret by mistake.</exception>
    public static string Check(string publicKey, string parameter)
    {
        ArgumentNullException.ThrowIfNull(publicKey, parameter);
        return publicKey.Length == CurveKeyPair.KeyLength && Z85.TryDecode(Encoding.UTF8.GetBytes(publicKey), out _)
            ? publicKey
            : throw new ArgumentException($"A public key is {CurveKeyPair.KeyLength} characters of Z85.", parameter);
    }
}
