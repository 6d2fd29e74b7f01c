namespace ZmqNative.Tests.Readme;

/// <summary>The text of an error in README.md, which is no code.</summary>
public sealed class ReadmeTests : ZmqTest
{
    [Test]
    public void Error_in_the_readme_is_the_thrown_one()
    {
        using Socket first = Context.CreateSocket(SocketType.Pub);
        using Socket second = Context.CreateSocket(SocketType.Pub);
        first.Bind("tcp://127.0.0.1:*");
        string endpoint = first.LastEndpoint;

        AddressInUseException thrown = Assert.Throws<AddressInUseException>(() => second.Bind(endpoint))!;

        string shown = thrown.Message.Replace(endpoint, "tcp://127.0.0.1:5555", StringComparison.Ordinal);
        Assert.That(
            ReadmeFile.Block("thrown: address in use").ReplaceLineEndings(" "),
            Is.EqualTo($"{nameof(AddressInUseException)}: {shown}"));
    }
}
