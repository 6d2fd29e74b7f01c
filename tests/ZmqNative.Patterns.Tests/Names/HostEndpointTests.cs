using System.Net;

namespace ZmqNative.Patterns.Tests.Names;

[TestFixture]
public sealed class HostEndpointTests
{
    [TestCase("tcp://localhost:5555", "", "localhost", "5555")]
    [TestCase("tcp://a-b.example_c.org:1", "", "a-b.example_c.org", "1")]
    [TestCase("tcp://192.168.0.1:0;server:5555", "192.168.0.1:0;", "server", "5555")]
    [TestCase("tcp://eth0:0;server:5555", "eth0:0;", "server", "5555")]
    public void A_name_is_found(string endpoint, string source, string host, string port)
    {
        Assert.That(HostEndpoint.TryParse(endpoint, out HostEndpoint? parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(new HostEndpoint(source, host, port)));
    }

    [TestCase("tcp://127.0.0.1:5555")]
    [TestCase("tcp://127.1:5555")]
    [TestCase("tcp://0x7f.1:5555")]
    [TestCase("tcp://[::1]:5555")]
    [TestCase("tcp://server;127.0.0.1:5555")]
    [TestCase("tcp://server")]
    [TestCase("tcp://server:")]
    [TestCase("tcp://server:0")]
    [TestCase("tcp://server:http")]
    [TestCase("tcp://server:65536")]
    [TestCase("tcp://server name:5555")]
    [TestCase("tcp://:5555")]
    [TestCase("tcp://*:5555")]
    [TestCase("ipc://server:5555")]
    [TestCase("inproc://server:5555")]
    [TestCase("ws://server:5555")]
    public void Everything_else_is_left_to_libzmq(string endpoint) =>
        Assert.That(HostEndpoint.TryParse(endpoint, out _), Is.False);

    [TestCase("10.0.0.1", false, "tcp://10.0.0.1:5555")]
    [TestCase("10.0.0.1", true, "tcp://[::ffff:10.0.0.1]:5555")]
    [TestCase("fe80::1", true, "tcp://[fe80::1]:5555")]
    public void An_address_takes_the_place_of_the_name(string address, bool ipv6, string expected)
    {
        Assert.That(HostEndpoint.TryParse("tcp://127.0.0.1:0;server:5555", out HostEndpoint? parsed), Is.True);
        Assert.That(parsed!.Reported(IPAddress.Parse(address), ipv6), Is.EqualTo(expected));
        Assert.That(parsed.At(IPAddress.Parse(address), ipv6), Is.EqualTo("tcp://127.0.0.1:0;" + expected["tcp://".Length..]));
    }
}
