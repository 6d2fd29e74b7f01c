namespace ZmqNative.Actors.Tests.Addresses;

public sealed class ActorTableTests : BrokerTest
{
    [Test]
    public void Added_actors_are_found_until_they_are_removed()
    {
        ActorCell[] cells = Make(500);
        ActorTable table = new();
        HashSet<ActorCell> expected = [];
        Random random = new(1);
        for (int step = 0; step < Storm.Size(20_000); step++)
        {
            // A few at a time, then many, so that the table grows, shrinks and moves with gaps.
            ActorCell cell = cells[random.Next(step % 4000 < 2000 ? 20 : cells.Length)];
            if (random.Next(2) == 0)
            {
                Assert.That(table.TryAdd(cell), Is.EqualTo(expected.Add(cell)), cell.Address);
            }
            else
            {
                table.Remove(cell);
                _ = expected.Remove(cell);
            }

            Assert.That(table.Find(cell.Address), Is.EqualTo(expected.Contains(cell) ? cell : null));
            Assert.That(table.Count, Is.EqualTo(expected.Count));
        }

        Assert.That(cells.Where(cell => table.Find(cell.Address) == cell), Is.EquivalentTo(expected));
        Assert.That(table, Is.EquivalentTo(expected));
    }

    [Test]
    public void An_address_is_taken_until_its_actor_is_removed()
    {
        ActorTable table = new();
        ActorCell[] same = [.. Make(1), .. Make(1), .. Make(1)];
        Assert.That(table.TryAdd(same[0]), Is.True);
        Assert.That(table.TryAdd(same[1]), Is.False);
        Assert.That(table.TryReplace(same[1], same[2]), Is.False, "an actor that is not in the table");
        Assert.That(table.TryReplace(same[0], same[1]), Is.True);
        table.Remove(same[0]);
        Assert.That(table.Find(same[0].Address), Is.EqualTo(same[1]), "its successor stays");
        table.Remove(same[1]);
        Assert.That(table.Find(same[0].Address), Is.Null);
        Assert.That(table.TryAdd(same[2]), Is.True);
        Assert.That(table.Count, Is.EqualTo(1));
    }

    [Test]
    public void Actors_are_listed_about_in_the_order_in_which_they_were_added()
    {
        ActorCell[] cells = Make(20_000);
        ActorTable table = new();
        foreach (ActorCell cell in cells)
        {
            _ = table.TryAdd(cell);
        }

        Dictionary<ActorCell, int> numbers = cells.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        int[] listed = [.. table.Select(cell => numbers[cell])];
        Assert.That(listed.Index().Max(static pair => Math.Abs(pair.Item - pair.Index)), Is.LessThan(cells.Length / 4));
    }

    [Test]
    public void Memory_is_released_when_most_actors_are_removed()
    {
        ActorCell[] cells = Make(20_000);
        ActorTable table = new();
        int empty = table.Capacity;
        foreach (ActorCell cell in cells)
        {
            _ = table.TryAdd(cell);
        }

        Assert.That(table.Capacity, Is.GreaterThanOrEqualTo(cells.Length));
        foreach (ActorCell cell in cells)
        {
            table.Remove(cell);
        }

        Assert.That(table.Capacity, Is.LessThan(cells.Length / 2).And.GreaterThanOrEqualTo(empty));
        Assert.That(table, Is.Empty);
    }

    // The table continuously moves to larger and smaller arrays: readers take no lock.
    [Test]
    public async Task An_actor_is_found_and_listed_once_at_any_time_while_others_are_added_and_removed()
    {
        ActorCell[] cells = Make(4000);
        ActorCell[] staying = [.. cells.Where(static (_, i) => i % 40 == 0)];
        ActorCell[] leaving = [.. cells.Except(staying)];
        ActorTable table = new();
        foreach (ActorCell cell in staying)
        {
            _ = table.TryAdd(cell);
        }

        bool ended = false;
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                Assert.That(staying.All(cell => table.Find(cell.Address) == cell), "found");
                ActorCell[] listed = [.. table];
                Assert.That(listed.Intersect(staying).Count(), Is.EqualTo(staying.Length), "listed");
                Assert.That(listed.Count(staying.Contains), Is.EqualTo(staying.Length), "listed once");
            }
        }))];
        Task[] writers = [.. leaving.Chunk(leaving.Length / 2).Select(own => Task.Run(() =>
        {
            for (int round = 0; round < Storm.Size(20); round++)
            {
                Assert.That(own.All(table.TryAdd), "added");
                foreach (ActorCell cell in own)
                {
                    table.Remove(cell);
                }
            }
        }))];
        await Storm.EndAsync(writers);
        Volatile.Write(ref ended, true);
        await Storm.EndAsync(readers);
        Assert.That(table, Is.EquivalentTo(staying));
    }

    private ActorCell[] Make(int count)
    {
        Broker broker = CreateBroker();
        return [.. Enumerable.Range(0, count).Select(i => (ActorCell)broker.Spawn($"cell/{i}", static (_, _) => default))];
    }
}
