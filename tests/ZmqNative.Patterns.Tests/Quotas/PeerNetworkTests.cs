using System.Net;
using System.Text;

namespace ZmqNative.Patterns.Tests.Quotas;

/// <summary>The networks of IPv6 addresses, which count as one peer.</summary>
[TestFixture]
public sealed class PeerNetworkTests
{
    [Test]
    public void The_first_64_bits_of_each_address_are_read()
    {
        Random random = new(1);
        byte[] bytes = new byte[16];
        byte[] network = new byte[8];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            for (int group = 0; group < 16; group += 2)
            {
                if (random.Next(2) == 0)
                {
                    bytes[group] = bytes[group + 1] = 0;
                }
            }

            string text = new IPAddress(bytes).ToString();
            if (text.Contains('.', StringComparison.Ordinal) || text.StartsWith("fe80:", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.That(PeerNetwork.TryRead(Encoding.ASCII.GetBytes(text), network), Is.True, text);
            Assert.That(network, Is.EqualTo(bytes[..8]), text);
        }
    }

    [TestCase("10.0.0.7")]
    [TestCase("::ffff:10.0.0.7")]
    [TestCase("fe80::1")]
    [TestCase("fe80::1%eth0")]
    [TestCase(":1000:1000:42")]
    [TestCase("localhost:1000:1000:42")]
    [TestCase("1:2:3")]
    [TestCase("1:2:3:4:5:6:7:8:9")]
    [TestCase("12345::")]
    [TestCase("")]
    public void Other_texts_are_none(string text) =>
        Assert.That(PeerNetwork.TryRead(Encoding.ASCII.GetBytes(text), new byte[8]), Is.False);

    [Test]
    public void An_IPv4_address_in_an_IPv6_address_is_that_address() =>
        Assert.That(Encoding.ASCII.GetString(PeerNetwork.WithoutMapping("::ffff:10.0.0.7"u8)), Is.EqualTo("10.0.0.7"));
}
