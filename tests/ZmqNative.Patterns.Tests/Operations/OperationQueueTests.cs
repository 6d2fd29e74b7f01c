namespace ZmqNative.Patterns.Tests.Operations;

public sealed class OperationQueueTests
{
    [Test]
    public void Any_member_can_leave_and_the_order_of_the_others_stays()
    {
        Random random = new(1);
        OperationQueue queue = new();
        List<PooledOperation> expected = [];
        for (int i = 0; i < 20_000; i++)
        {
            if (expected.Count == 0 || random.Next(5) < 3)
            {
                QueuedOperation operation = new();
                queue.Enqueue(operation);
                expected.Add(operation);
            }
            else
            {
                int index = random.Next(3) switch { 0 => 0, 1 => expected.Count - 1, _ => random.Next(expected.Count) };
                PooledOperation leaving = expected[index];
                expected.RemoveAt(index);
                Assert.That(queue.TryRemove(leaving), Is.True);
                Assert.That(queue.TryRemove(leaving), Is.False, "it was removed before");
                Assert.That(leaving.Queue is null && leaving.Previous is null && leaving.Next is null, Is.True, "it is still linked");
            }

            if (i % 500 == 0)
            {
                Assert.That(Members(queue), Is.EqualTo(expected));
            }

            Assert.That((queue.Count, queue.IsEmpty), Is.EqualTo((expected.Count, expected.Count == 0)));
            Assert.That(queue.First, Is.SameAs(expected.FirstOrDefault()));
        }
    }

    [Test]
    public void A_queue_does_not_remove_operations_of_another()
    {
        OperationQueue queue = new();
        OperationQueue other = new();
        QueuedOperation operation = new();
        other.Enqueue(operation);
        queue.Enqueue(new QueuedOperation());
        Assert.That(queue.TryRemove(operation), Is.False);
        Assert.That((queue.Count, other.Count), Is.EqualTo((1, 1)));
        Assert.That(other.TryRemove(operation), Is.True);
    }

    [Test]
    public void Decided_operations_are_taken_in_order_and_may_wait_elsewhere_at_once()
    {
        OperationQueue queue = new();
        DecidedOperations decided = default;
        QueuedOperation[] operations = [new(), new(), new()];
        foreach (QueuedOperation operation in operations)
        {
            decided.Add(operation);
        }

        List<PooledOperation> taken = [];
        while (decided.TryTake(out PooledOperation? operation))
        {
            taken.Add(operation);
            queue.Enqueue(operation);
        }

        Assert.That(taken, Is.EqualTo(operations));
        Assert.That(Members(queue), Is.EqualTo(operations));
        decided.Add(new QueuedOperation());
        Assert.That((decided.TryTake(out _), decided.TryTake(out _)), Is.EqualTo((true, false)));
    }

    private static List<PooledOperation> Members(OperationQueue queue)
    {
        List<PooledOperation> members = [];
        PooledOperation? previous = null;
        for (PooledOperation? operation = queue.First; operation is not null; operation = operation.Next)
        {
            Assert.That(operation.Queue, Is.SameAs(queue));
            Assert.That(operation.Previous, Is.SameAs(previous));
            members.Add(operation);
            previous = operation;
        }

        return members;
    }
}
