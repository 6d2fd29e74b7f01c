namespace ZmqNative.Cluster.Tests.Durable;

public sealed class TopicSubjectTests
{
    [TestCase("prices/EUR", "prices/EUR")]
    [TestCase("a b", "a%20b")]
    [TestCase("50%", "50%25")]
    [TestCase("*>", "%2A%3E")]
    [TestCase("☂", "%E2%98%82")]
    [TestCase("\U0001F600!", "%F0%9F%98%80!")]
    public void Characters_that_subjects_may_not_have_are_written_as_in_URLs(string topic, string subject)
    {
        Assert.That(TopicSubject.Encode(topic), Is.EqualTo(subject));
        Assert.That(TopicSubject.Decode(subject), Is.EqualTo(topic));
    }

    [Test]
    public void Any_text_comes_back_and_its_begin_is_the_begin_of_its_subject()
    {
        // Always the same texts.
        Random random = new(19);
        for (int i = 0; i < 2000; i++)
        {
            string begin = Text(random);
            string topic = begin + Text(random);
            string subject = TopicSubject.Encode(topic);
            Assert.That(TopicSubject.Decode(subject), Is.EqualTo(topic));
            Assert.That(subject, Does.StartWith(TopicSubject.Encode(begin)));
            if (subject.Length is > 0 and < 256)
            {
                DurableMessageCheck.CheckSubject(subject);
            }
        }
    }

    [TestCase("%")]
    [TestCase("a%zz")]
    [TestCase("%C3")]
    public void Subjects_of_other_programs_are_read_without_an_exception(string subject) => Assert.That(TopicSubject.Decode(subject), Is.Not.Empty);

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => char.ConvertFromUtf32(random.Next(4) switch
        {
            0 => random.Next(0, 0x80),
            1 => random.Next(0x80, 0xD800),
            2 => random.Next(0xE000, 0x110000),
            _ => '%',
        })));
}
