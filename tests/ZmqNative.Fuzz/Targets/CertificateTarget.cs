using System.Text;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Files of certificates: what is read is written to a text that is read as the same certificate.</summary>
internal static class CertificateTarget
{
    private const string Keys =
        "curve\n    public-key = \"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID\"\n    secret-key = \"D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs\"\n";

    public static FuzzTarget Create() => new(
        "certificate",
        "files of certificates: ZPL",
        [
            Encoding.UTF8.GetBytes("# x\n\nmetadata\n    name = \"Åsa\"\n    e-mail = 'asa@example.org' # y\n" + Keys),
            Encoding.UTF8.GetBytes("metadata\n    a = it's \"b\"\n    c\n        d = e\n" + Keys.Replace("\n", "\r\n", StringComparison.Ordinal)),
            Encoding.UTF8.GetBytes(Keys[..Keys.IndexOf("    secret", StringComparison.Ordinal)]),
        ],
        [.. new[] { "metadata\n", "curve\n", "    x = ", "\"", "'", "#", "\n", "\r\n", "    ", "public-key = ", "secret-key", "\uFEFF" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        Certificate read;
        try
        {
            read = CertificateText.Read(input, "a file", withSecret: true);
        }
        catch (CertificateException exception)
        {
            FuzzFaultException.Unless(!exception.Message.Contains("[IlAW!ahhC", StringComparison.Ordinal), "no key is in the text of an exception");
            return;
        }

        Certificate again = CertificateText.Read(CertificateText.Write(read, read.SecretKey), "again", withSecret: true);
        Certificate peer = CertificateText.Read(CertificateText.Write(read, default), "peer", withSecret: true);
        FuzzFaultException.Unless(again.PublicKey == read.PublicKey && peer.PublicKey == read.PublicKey, "the public key stays");
        FuzzFaultException.Unless(again.SecretKey.SequenceEqual(read.SecretKey) && !peer.HasSecretKey, "the secret key stays, in the secret file alone");
        FuzzFaultException.Unless(again.Metadata.SequenceEqual(read.Metadata) && peer.Metadata.SequenceEqual(read.Metadata), "the metadata stays");
    }
}
