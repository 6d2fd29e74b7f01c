namespace ZmqNative.Patterns.Tests.Security;

public sealed class AddressRulesTests
{
    [TestCase("10.0.0.0/8", "10.255.255.255", true)]
    [TestCase("10.0.0.0/8", "11.0.0.0", false)]
    [TestCase("10.0.0.7", "10.0.0.7", true)]
    [TestCase("10.0.0.7", "10.0.0.8", false)]
    [TestCase("10.0.0.7", "::ffff:10.0.0.7", true)]
    [TestCase("0.0.0.0/0", "203.0.113.9", true)]
    [TestCase("0.0.0.0/0", "2001:db8::1", false)]
    [TestCase("2001:db8::/32", "2001:db8:1::1", true)]
    [TestCase("2001:db8::/32", "2001:db9::1", false)]
    [TestCase("fe80::/10", "fe80::1%1", true)]
    [TestCase("::1", "::1", true)]
    [TestCase("::/0", "10.0.0.7", false)]
    [TestCase("ipc", ":1000:1000:42", true)]
    [TestCase("ipc", "", true)]
    [TestCase("ipc", "localhost:1000:1000:42", true)]
    [TestCase("ipc", ":501:20:", true)]
    [TestCase("ipc", "127.0.0.1", false)]
    [TestCase("127.0.0.1", "", false)]
    public void A_rule_has_an_address_or_not(string rule, string address, bool has)
    {
        Assert.That(AddressRules.Allow(rule).IsAllowed(address), Is.EqualTo(has));
        Assert.That(AddressRules.Deny(rule).IsAllowed(address), Is.EqualTo(!has));
    }

    [TestCase("10.0.0.300")]
    [TestCase("localhost:1000:1000:42:x")]
    [TestCase("10.0.0.7:1:2:3")]
    [TestCase("garbage")]
    [TestCase(":::")]
    [TestCase(" ")]
    [TestCase("2001:db8::zz")]
    public void An_address_that_cannot_be_read_is_refused_by_any_rule(string address)
    {
        Assert.That(AddressRules.Allow("ipc", "0.0.0.0/0", "::/0").IsAllowed(address), Is.False);
        Assert.That(AddressRules.Deny("10.0.0.7").IsAllowed(address), Is.False);
        Assert.That(AddressRules.Deny("ipc").IsAllowed(address), Is.False);
        Assert.That(AddressRules.All.IsAllowed(address), Is.True, "without rules");
    }

    [Test]
    public void Denying_outranks_allowing_in_either_order()
    {
        AddressRules rules = AddressRules.Allow("10.0.0.7").AndDeny("10.0.0.0/24").AndAllow("10.0.0.0/8");
        Assert.That(rules.IsAllowed("10.0.0.7"), Is.False);
        Assert.That(rules.IsAllowed("10.0.1.7"), Is.True);
        Assert.That(AddressRules.All.IsAllowed("10.0.0.7"), Is.True);
        Assert.That(rules.ToString(), Is.EqualTo("allow 10.0.0.7/32, 10.0.0.0/8; deny 10.0.0.0/24"));
    }

    [TestCase("")]
    [TestCase("10.0.0")]
    [TestCase("10.1")]
    [TestCase("010.0.0.1")]
    [TestCase("10.0.0.256")]
    [TestCase("10.0.0.0/33")]
    [TestCase("10.0.0.0/-1")]
    [TestCase("10.0.0.0/8/8")]
    [TestCase("10.0.0.0/")]
    [TestCase("::/129")]
    [TestCase("::ffff:10.0.0.0/104")]
    [TestCase("localhost")]
    [TestCase("*")]
    public void A_text_that_is_no_rule_is_refused(string rule) =>
        Assert.That(() => AddressRules.Allow(rule), Throws.ArgumentException.With.Message.Contains($"'{rule}'"));

    [Test]
    public void A_network_with_bits_behind_its_length_is_refused_with_the_right_one() =>
        Assert.That(() => AddressRules.Deny("10.0.0.7/8"), Throws.ArgumentException.With.Message.Contains("10.0.0.0/8"));

    [Test]
    public void No_rule_is_refused() => Assert.That(() => AddressRules.Allow(), Throws.ArgumentException);
}
