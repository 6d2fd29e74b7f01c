using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ZmqNative.Actors.Tests;

/// <summary>Properties of address frames for any values.</summary>
public sealed class PeerHeaderPropertyTests
{
    private static readonly Gen<string> Lines = ArbMap.Default.GeneratorFor<string>().Select(static text => (text ?? string.Empty).Replace("\n", "", StringComparison.Ordinal));

    [Test]
    public void A_header_comes_back_or_is_refused() => Properties.Hold(Lines.Two(), static value =>
    {
        byte[] frame = PeerHeaderOf(value.Item1, value.Item2);
        return PeerHeader.Parse(frame) is { } header
            ? header.Address == value.Item1 && header.Type == value.Item2
            : frame.Length == 0;
    });

    [TestCase("\n\nmore 5", 5)]
    [TestCase("\n\nmore 2147483647", int.MaxValue)]
    [TestCase("\n\nmore 05", 0)]
    [TestCase("\n\nmore 5\0", 0)]
    [TestCase("\n\nmore 2147483648", 0)]
    [TestCase("\n\nmore 0", 0)]
    public void A_count_has_one_form(string frame, int number) => Assert.That(PeerHeader.Parse(Encoding.UTF8.GetBytes(frame))?.Number ?? 0, Is.EqualTo(number));

    [TestCase("order/42\n\n\nepoch 12.345", "12.345")]
    [TestCase("order/42\ntext\nstream 5\nepoch 12.0", "12.0")]
    [TestCase("order/42\n\n\nepoch 012.345", null)]
    [TestCase("order/42\n\n\nepoch 12.345 ", null)]
    [TestCase("order/42\n\n\nepoch 0.0", null)]
    [TestCase("order/42\n\n\nepoch 12", null)]
    [TestCase("order/42\n\n\nepoch 18446744073709551616.1", null)]
    [TestCase("order/42\n\n\n", null)]
    [TestCase("order/42\n\nepoch 12.345", null)]
    [TestCase("order/42\n\n\nepoch 12.345\n", null)]
    public void A_fence_has_one_decimal_form(string frame, string? fence) =>
        Assert.That(PeerHeader.Parse(Encoding.UTF8.GetBytes(frame))?.Fence.ToString(), Is.EqualTo(fence));

    [TestCase("order/42\n\n\nc.9l", "12.345")]
    [TestCase("order/42\ntext\nstream 5\nc.0", "12.0")]
    [TestCase("order/42\n\n\nmwwfi2rf.3mv", "1795629600123.4711")]
    [TestCase("order/42\n\n\n3w5e11264sgsf.3w5e11264sgsf", "18446744073709551615.18446744073709551615")]
    [TestCase("order/42\n\n\n3w5e11264sgsg.1", null)]
    [TestCase("order/42\n\n\nzzzzzzzzzzzzz.1", null)]
    [TestCase("order/42\n\n\n10000000000000.1", null)]
    [TestCase("order/42\n\n\n0c.9l", null)]
    [TestCase("order/42\n\n\nC.9L", null)]
    [TestCase("order/42\n\n\nc.9l ", null)]
    [TestCase("order/42\n\n\n0.0", null)]
    [TestCase("order/42\n\n\nc", null)]
    [TestCase("order/42\n\n\nc.", null)]
    [TestCase("order/42\n\n\n.c", null)]
    [TestCase("order/42\n\nc.9l", null)]
    [TestCase("order/42\n\n\nc.9l\n", null)]
    public void A_fence_has_one_short_form_which_is_sent(string frame, string? fence)
    {
        PeerHeader? header = PeerHeader.Parse(Encoding.UTF8.GetBytes(frame));
        Assert.That(header?.Fence.ToString(), Is.EqualTo(fence));
        if (header is not null)
        {
            string verb = header.Verb == PeerVerb.Stream ? "stream 5" : string.Empty;
            Assert.That(Encoding.UTF8.GetString(PeerHeader.Write(header.Address, header.Type, verb, header.Fence)), Is.EqualTo(frame));
        }
    }

    [Test]
    public void Any_fence_comes_back() => Properties.Hold<(ulong, ulong)>(static value =>
    {
        Fence fence = new(value.Item1, value.Item2);
        return ShortFence.TryParse(ShortFence.Write(fence), out Fence read) && read == fence;
    });

    [Test]
    public void Any_bytes_are_a_header_or_refused() => Properties.Hold<byte[]>(static frame =>
        PeerHeader.Parse(frame) is not { } header || header.Address.Length + header.Type.Length <= frame.Length);

    [Test]
    public void Any_valid_address_is_sent_as_it_is() => Properties.Hold(Lines.Two(), static value =>
    {
        string address = $"{value.Item1}/{value.Item2}";
        return !ActorAddress.IsValid(address) || PeerHeader.Parse(PeerHeader.Write(address))!.Address == address;
    });

    [Test]
    public void An_address_with_an_endpoint_is_split_into_its_parts() => Properties.Hold(Lines, static key =>
    {
        string address = $"name/{key}";
        foreach (string endpoint in new[] { "tcp://shop.example:5570", "ipc:///run/shop.sock", "inproc://shop", "inproc://shop/a" })
        {
            if (ActorAddress.IsKey(key) && (endpoint != "inproc://shop" || !key.Contains("//", StringComparison.Ordinal))
                && !key.StartsWith('/') && RemoteAddress.Split(RemoteAddress.Join(endpoint, address), "address") != (endpoint, address))
            {
                return false;
            }
        }

        return true;
    });

    // Half a surrogate pair cannot be written.
    private static byte[] PeerHeaderOf(string address, string type)
    {
        try
        {
            return PeerHeader.Write(address, type);
        }
        catch (EncoderFallbackException)
        {
            return [];
        }
    }
}
