using System.Text;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Z85: a text is decoded to bytes that are encoded to that text, or refused.</summary>
internal static class Z85Target
{
    public static FuzzTarget Create() => new(
        "z85",
        "keys in Z85",
        ["HelloWorld"u8.ToArray(), "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"u8.ToArray(), "%nSc0"u8.ToArray()],
        ["#####"u8.ToArray(), "00000"u8.ToArray()],
        Run);

    private static void Run(byte[] input)
    {
        bool decoded = Z85.TryDecode(input, out byte[]? bytes);
        FuzzFaultException.Unless(Z85.IsValid(input) == decoded, "IsValid agrees with TryDecode");
        FuzzFaultException.Unless(!decoded || Z85.Encode(bytes) == Encoding.Latin1.GetString(input), "what is decoded is encoded to the same");
        try
        {
            FuzzFaultException.Unless(Z85.Decode(Encoding.Latin1.GetString(input)).AsSpan().SequenceEqual(bytes), "Decode agrees with TryDecode");
        }
        catch (FormatException)
        {
            FuzzFaultException.Unless(!decoded, "Decode refuses what TryDecode refuses");
        }
    }
}
