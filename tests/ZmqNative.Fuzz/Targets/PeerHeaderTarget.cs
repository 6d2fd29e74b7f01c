using System.Globalization;
using System.Text;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Fuzz.Targets;

/// <summary>The address frame of a message to an actor: what is read is written to the bytes that were read.</summary>
internal static class PeerHeaderTarget
{
    public static FuzzTarget Create() => new(
        "peer-header",
        "address frames of messages to actors",
        [.. new[] { "order/42", "order/42\ntext", "order/42\ncall IOrder.AddAsync(Item, int)", "order\nAddItem\nstream 64", "\n\nmore 5", "\n\ncancel", "order\n\nwatch", "order/42\ntext\n\nepoch 1795629600123.42", "order/42\n\nstream 16\nepoch 1.0", "order/42\ntext\n\nmwwfi2rf.16", "Ünal/é" }.Select(Encoding.UTF8.GetBytes)],
        [.. new[] { "\n", "\nstream ", "\nmore ", "cancel", "watch", "\nepoch ", ".", " ", "00", "2147483648", "+1", "-1", "\0" }.Select(Encoding.UTF8.GetBytes)],
        Run);

    private static void Run(byte[] input)
    {
        if (PeerHeader.Parse(input) is not { } header)
        {
            return;
        }

        string verb = header.Verb switch
        {
            PeerVerb.None => string.Empty,
            PeerVerb.Stream or PeerVerb.More => string.Create(CultureInfo.InvariantCulture, $"{header.Verb} {header.Number}").ToLowerInvariant(),
            _ => header.Verb.ToString().ToLowerInvariant(),
        };
        byte[] written = PeerHeader.Write(header.Address, header.Type, verb, header.Fence);

        int last = input.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (!header.Fence.IsNone && input.AsSpan(last).StartsWith("epoch "u8))
        {
            // The decimal form of a fence is read, and never written.
            input = [.. input[..last], .. Encoding.ASCII.GetBytes(ShortFence.Write(header.Fence))];
        }

        // An empty second line is the same as none.
        ReadOnlySpan<byte> expected = verb.Length == 0 && header.Type.Length == 0 && header.Fence.IsNone ? input.AsSpan().TrimEnd((byte)'\n') : input;
        FuzzFaultException.Unless(expected.SequenceEqual(written), "a header is written to the bytes that were read");
    }
}
