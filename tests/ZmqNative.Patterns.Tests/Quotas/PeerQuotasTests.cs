using System.Buffers.Binary;
using System.Text;

namespace ZmqNative.Patterns.Tests.Quotas;

/// <summary>The limits per peer and in total.</summary>
[TestFixture]
public sealed class PeerQuotasTests
{
    [Test]
    public void A_peer_at_its_limit_is_refused_until_it_frees_a_place()
    {
        PeerQuotas quotas = new(limitPerPeer: 2, limit: 3);
        PeerQuota first = quotas.TryEnter("alice"u8)!;
        Assert.That(quotas.TryEnter("alice"u8), Is.SameAs(first));
        Assert.That(quotas.TryEnter("alice"u8), Is.Null);
        Assert.That(quotas.Describe("things"), Is.EqualTo("this peer holds 2 things already"));
        Assert.That(quotas.TryEnter("bob"u8), Is.Not.Null);
        Assert.That(quotas.TryEnter("carol"u8), Is.Null);
        Assert.That(quotas.Describe("things"), Is.EqualTo("all peers hold 3 things already"));
        first.Leave();
        Assert.That(quotas.TryEnter("carol"u8), Is.Not.Null);
        Assert.That((quotas.Held, first.Held), Is.EqualTo((3, 1)));
    }

    [Test]
    public void A_flood_of_peers_leaves_few_entries()
    {
        PeerQuotas quotas = new(limitPerPeer: 1, limit: 100);
        byte[] key = new byte[8];
        for (int i = 0; i < 100_000; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(key, i);
            quotas.TryEnter(key)!.Leave();
        }

        Assert.That(quotas.PeerCount, Is.LessThanOrEqualTo(1024));
        for (int i = 0; i < 100_000; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(key.AsSpan(4), i + 1);
            _ = quotas.TryEnter(key);
        }

        Assert.That(quotas.Held, Is.EqualTo(100));
        Assert.That(quotas.PeerCount, Is.LessThanOrEqualTo(1024 + 100), "refused peers are not remembered");
    }

    [Test]
    public void A_known_peer_costs_no_allocation()
    {
        PeerQuotas quotas = new(limitPerPeer: 1, limit: 10);
        quotas.TryEnter("alice"u8)!.Leave();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            quotas.TryEnter("alice"u8)!.Leave();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public async Task Threads_never_pass_a_limit_and_all_places_are_freed()
    {
        const int PerPeer = 3;
        const int Total = 7;
        PeerQuotas quotas = new(PerPeer, Total);
        int held = 0;
        int excess = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
        {
            Random random = new(seed);
            for (int i = 0; i < 20_000; i++)
            {
                if (quotas.TryEnter(Encoding.UTF8.GetBytes($"peer {random.Next(4)}")) is { } quota)
                {
                    if (Interlocked.Increment(ref held) > Total || quota.Held > PerPeer)
                    {
                        _ = Interlocked.Increment(ref excess);
                    }

                    _ = Interlocked.Decrement(ref held);
                    quota.Leave();
                }
            }
        })));
        Assert.That((quotas.Held, excess), Is.EqualTo((0, 0)));
    }

    [TestCase("u61", "user 'a'")]
    [TestCase("a3A3A31", "address ::1")]
    [TestCase("c00FF", "connection 00FF")]
    public void A_key_is_described(string key, string text) =>
        Assert.That(PeerKey.Describe([(byte)key[0], .. Convert.FromHexString(key[1..])]), Is.EqualTo(text));
}
