using System.Text;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class PlainEncoderTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = PlainEncoder.Instance };

    [TestCase("你好 😀 é 𠮷 <b>&'+`\u2028\u00A0\uE000", "\"你好 😀 é 𠮷 <b>&'+`\u2028\u00A0\uE000\"")]
    [TestCase("\"\\/", """
        "\"\\/"
        """)]
    [TestCase("\b\f\n\r\t\0\u001F\u007F", """
        "\b\f\n\r\t\u0000\u001F\u007F"
        """)]
    [TestCase("", "\"\"")]
    public void Only_what_JSON_requires_is_escaped(string text, string expected) =>
        Assert.That(JsonSerializer.Serialize(text, Plain), Is.EqualTo(expected));

    [Test]
    public void Half_of_a_surrogate_pair_is_replaced()
    {
        // Not as test cases: attributes cannot hold such texts.
        Assert.That(JsonSerializer.Serialize("a\uD83D", Plain), Is.EqualTo("\"a\uFFFD\""));
        Assert.That(JsonSerializer.Serialize("\uDE00b", Plain), Is.EqualTo("\"\uFFFDb\""));
    }

    [Test]
    public void Any_text_is_read_back_from_both_encodings()
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            string text = Random(random);
            byte[] utf8 = JsonSerializer.SerializeToUtf8Bytes(text, Plain);
            Assert.That(JsonSerializer.Deserialize<string>(utf8), Is.EqualTo(text));
            Assert.That(Encoding.UTF8.GetString(utf8), Is.EqualTo(JsonSerializer.Serialize(text, Plain)));

            // As messages are read: from JSON to JSON.
            using JsonDocument document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(text));
            Assert.That(JsonSerializer.SerializeToUtf8Bytes(document.RootElement, Plain), Is.EqualTo(utf8));
        }
    }

    private static string Random(Random random)
    {
        StringBuilder text = new();
        int length = random.Next(40);
        while (text.Length < length)
        {
            int scalar = random.Next(4) switch
            {
                0 => random.Next(0x80),
                1 => random.Next(0x800),
                2 => random.Next(0x10000),
                _ => random.Next(0x110000),
            };
            if (Rune.TryCreate(scalar, out Rune rune))
            {
                text.Append(rune);
            }
        }

        return text.ToString();
    }
}
