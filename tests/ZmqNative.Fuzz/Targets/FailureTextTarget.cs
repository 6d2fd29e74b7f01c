using System.Text;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;
using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>Texts of failures: a peer's status and text become an exception, and the same status again.</summary>
internal static class FailureTextTarget
{
    private const int MaxBytes = 1024;

    public static FuzzTarget Create() => new(
        "failure",
        "status and text of a failure that a peer sent",
        [[1, .. "x"u8], [2, .. "stopped: a"u8], [3, .. Encoding.UTF8.GetBytes(new string('é', 700))], [4], [5, .. "no"u8], [6, .. "m"u8]],
        ["stopped"u8.ToArray(), [0xF0, 0x9F, 0x98, 0x80], [0xED, 0xA0, 0x80]],
        Run);

    private static void Run(byte[] input)
    {
        var status = (ReplyStatus)(input.Length > 0 ? input[0] : 0);
        string text = Encoding.UTF8.GetString(input.AsSpan(Math.Min(1, input.Length)));
        foreach (string cut in new[] { PeerFailure.Cut(text), ErrorText.Cut(text) })
        {
            FuzzFaultException.Unless(Encoding.UTF8.GetByteCount(cut) <= MaxBytes && text.StartsWith(cut, StringComparison.Ordinal), "a text is cut to 1 KiB");
        }

        Exception exception = PeerFailure.Read(status, text, "name/key");
        (ReplyStatus again, string written) = new PeerFailure(detailed: true).Write(exception);
        FuzzFaultException.Unless(again == status || (byte)status is 0 or > 6, "the status of a failure stays");
        FuzzFaultException.Unless(exception is not ActorSerializationException || written == text, "the text of a bad request stays");
    }
}
