using System.Text;

namespace ZmqNative.Tests;

/// <summary>Properties of keys and certificates for any values.</summary>
public sealed class SecurityPropertyTests
{
    private const string Key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";

    [Test]
    public void Bytes_come_back_from_z85() => Properties.Hold<byte[]>(static bytes =>
    {
        byte[] whole = bytes[..(bytes.Length / 4 * 4)];
        return Z85.Decode(Z85.Encode(whole)).AsSpan().SequenceEqual(whole);
    });

    [Test]
    public void Bytes_are_decoded_to_what_encodes_back_to_them_or_refused() => Properties.Hold<byte[]>(static text =>
        !Z85.TryDecode(text, out byte[]? bytes) || Z85.Encode(bytes) == Encoding.Latin1.GetString(text));

    [Test]
    public void Metadata_comes_back_from_a_file_or_is_refused() => Properties.Hold<(string Name, string Value)[]>(static items =>
    {
        Certificate made;
        try
        {
            made = Certificate.FromPublicKey(Key, items.Select(static item => KeyValuePair.Create("x" + Letters(item.Name), item.Value)));
        }
        catch (ArgumentException)
        {
            return items.Any(static item => item.Value is null || item.Value.Any(char.IsControl) || item.Value.Any(char.IsSurrogate)
                || (item.Value.Contains('"', StringComparison.Ordinal) && item.Value.Contains('\'', StringComparison.Ordinal)));
        }

        return CertificateText.Read(CertificateText.Write(made, default), "a file", withSecret: false).Metadata.SequenceEqual(made.Metadata);
    });

    [Test]
    public void Any_text_is_a_certificate_or_refused_with_its_exception() => Properties.Hold<string>(static text =>
    {
        try
        {
            return CertificateText.Read(Encoding.UTF8.GetBytes(text ?? string.Empty), "a file", withSecret: true).PublicKey.Length == 40;
        }
        catch (CertificateException)
        {
            return true;
        }
    });

    private static string Letters(string? name) => string.Concat((name ?? string.Empty).Where(char.IsAsciiLetterOrDigit));
}
