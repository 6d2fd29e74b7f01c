using System.Text;

namespace ZmqNative.Tests;

public sealed class Z85Tests
{
    [Test]
    public void The_test_vector_of_the_specification_holds()
    {
        byte[] bytes = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Z85.Encode(bytes), Is.EqualTo("HelloWorld"));
            Assert.That(Z85.Decode("HelloWorld"), Is.EqualTo(bytes));
        }
    }

    [Test]
    public void Random_bytes_come_back_and_libzmq_agrees()
    {
        Random random = new(32);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(20) * 4];
            random.NextBytes(bytes);
            string text = Z85.Encode(bytes);
            Assert.That(text, Is.EqualTo(NativeEncode(bytes)));
            Assert.That(Z85.Decode(text), Is.EqualTo(bytes));
            Assert.That(Z85.TryDecode(Encoding.ASCII.GetBytes(text), out byte[]? again), Is.True);
            Assert.That(again, Is.EqualTo(bytes));
        }
    }

    [Test]
    public void Random_text_is_decoded_exactly_when_libzmq_can()
    {
        Random random = new(85);
        for (int i = 0; i < 5000; i++)
        {
            byte[] text = new byte[random.Next(1, 4) * 5];
            for (int c = 0; c < text.Length; c++)
            {
                text[c] = (byte)random.Next(0x21, 0x7F);
            }

            Assert.That(Z85.TryDecode(text, out byte[]? bytes), Is.EqualTo(NativeDecode(text) is not null), Encoding.ASCII.GetString(text));
            Assert.That(bytes, Is.EqualTo(NativeDecode(text)));
        }
    }

    [Test]
    public void The_extremes_of_a_group_are_decoded()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Z85.Encode([0, 0, 0, 0]), Is.EqualTo("00000"));
            Assert.That(Z85.Encode([255, 255, 255, 255]), Is.EqualTo("%nSc0"));
            Assert.That(Z85.TryDecode("%nSc1"u8, out _), Is.False, "one more than 32 bits hold");
            Assert.That(Z85.TryDecode("#####"u8, out _), Is.False);
            Assert.That(Z85.Encode([]), Is.Empty);
            Assert.That(Z85.Decode(""), Is.Empty);
        }
    }

    [Test]
    public void What_cannot_be_coded_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Z85.Encode([1]), Throws.ArgumentException);
            Assert.That(() => Z85.Encode([1, 2, 3, 4, 5]), Throws.ArgumentException);
            foreach (string wrong in new[] { "1234", "123456", "abcd ", "abcd~", "abcdé", "ab\0de", "\ud800abcd", "a\"bcd", "ab'cd" })
            {
                Assert.That(() => Z85.Decode(wrong), Throws.TypeOf<FormatException>(), wrong);
            }
        }
    }

    private static unsafe string NativeEncode(byte[] bytes)
    {
        byte[] text = new byte[(bytes.Length / 4 * 5) + 1];
        fixed (byte* destination = text, source = bytes.Length == 0 ? [0] : bytes)
        {
            Assert.That(Interop.Libzmq.zmq_z85_encode(destination, source, (nuint)bytes.Length) == destination, Is.True);
        }

        return Encoding.ASCII.GetString(text, 0, text.Length - 1);
    }

    private static unsafe byte[]? NativeDecode(byte[] text)
    {
        byte[] bytes = new byte[text.Length / 5 * 4];
        byte[] terminated = [.. text, 0];
        fixed (byte* destination = bytes, source = terminated)
        {
            return Interop.Libzmq.zmq_z85_decode(destination, source) == null ? null : bytes;
        }
    }
}
