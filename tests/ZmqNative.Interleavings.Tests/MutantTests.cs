namespace ZmqNative.Interleavings;

/// <summary>The faults that the scenarios must find: each, made in a copy of the code, fails one of them.</summary>
public sealed class MutantTests : InterleavingTest
{
    private const int Schedules = 20_000;

    // Compiling one takes two seconds: without ZMQNATIVE_LONG=1 only some are tried.
    private const int Short = 2;

    private static readonly Mutant[] Mutants =
    [
        new(
            "An outage is not handled after a failed exchange",
            "HandledOutages.cs",
            "                return true;\n            }\n        }\n\n        return false;",
            "                return true;\n            }\n\n            return false;\n        }\n\n        return false;",
            "OutageScenarios.TwoAtOnce"),
        new(
            "The reactor serves one direction alone",
            "AsyncSocket.Serving.cs",
            "                if (served == 0)\n                {\n                    return false;\n                }\n\n                budget -= served;",
            "                if (served <= 1)\n                {\n                    return false;\n                }\n\n                budget -= served;",
            "SocketScenarios.BothWays"),
        new(
            "A late thread adds items to the queue of the thread that drives",
            "RunQueue.cs",
            "            needsStandBy = false;\n            if (_driving != thread || _ended)",
            "            needsStandBy = false;\n            if (_ended)",
            "RunQueueScenarios.AddingLate"),
        new(
            "A thread that takes over leaves the items in the queue and the pool",
            "RunQueue.cs",
            "            int index = (_first + i) & (_entries.Length - 1);\n            all[i] = _entries[index];\n            _entries[index] = default;\n        }\n\n        _count = 0;",
            "            int index = (_first + i) & (_entries.Length - 1);\n            all[i] = _entries[index];\n        }\n",
            "RunQueueScenarios.TakingOver"),
        new(
            "The reactor forgets a socket that it is to look at",
            "AsyncSocket.Serving.cs",
            "            _looksLater = false;\n            SpinsAfterServe =",
            "            SpinsAfterServe =",
            "SocketScenarios.LookingLater"),
        new(
            "A parked thread does not try once more before it waits",
            "ParkedThreads.cs",
            "            while (true)\n            {\n                Volatile.Write(ref wake, 1);",
            "            Volatile.Write(ref wake, 1);\n            Wait(ref interrupted);\n            while (true)\n            {\n                Volatile.Write(ref wake, 1);",
            "LockScenarios.Parking"),
        new(
            "A turn checks for messages before it clears its flag",
            "ActorCell.cs",
            "            Interlocked.Exchange(ref _scheduled, 0);\n            if (!(_mailbox.HasMessage(cursor) || _mailbox.HasWaiters) ||",
            "            bool more = _mailbox.HasMessage(cursor) || _mailbox.HasWaiters;\n            Interlocked.Exchange(ref _scheduled, 0);\n            if (!more ||",
            "MailboxScenarios.Growing"),
        new(
            "A waiter is queued after the sockets' events were read",
            "AsyncSocket.Serving.cs",
            "                    // Queued before the lock is released: a signal that comes later finds it.\n                    queue.Enqueue(waiter);\n                }\n\n                if (!TryLookLaterInsideLock())",
            "                    _ = ServeInsideLock(ref decided, int.MaxValue);\n                    queue.Enqueue(waiter);\n                }\n\n                if (false)",
            "SocketScenarios.ReceivingInTurn"),
        new(
            "A new waiter does not resume the polling of its socket",
            "AsyncSocket.Serving.cs",
            "                resume = _unpolled && !queue.IsEmpty;",
            "                resume = false;",
            "SocketScenarios.StoppedPolling"),
        new(
            "The end of an exclusive use does not poll again",
            "AsyncSocket.Configuring.cs",
            "            PollIfPassedOver();\n            decided.Complete();",
            "            decided.Complete();",
            "SocketScenarios.Configuring"),
        new(
            "The reactor does not try again after its mark",
            "AsyncSocket.Configuring.cs",
            "        _ = Interlocked.Exchange(ref _passedOver, 1);\n        return _gate.TryEnter();",
            "        _ = Interlocked.Exchange(ref _passedOver, 1);\n        return false;",
            "SocketScenarios.Configuring"),
        new(
            "A cancellation does not look whether it was served",
            "AsyncSocket.cs",
            "            if (waiter.Queue is not { } queue || !queue.TryRemove(waiter))\n            {\n                return;\n            }\n",
            "            _ = waiter.Queue?.TryRemove(waiter);\n",
            "SocketScenarios.CancellingReceive"),
        new(
            "A cancellation takes no lock",
            "AsyncSocket.cs",
            "        using (_gate.Enter())\n        {\n            // Closes the race of cancelling",
            "        {\n            // Closes the race of cancelling",
            "SocketScenarios.CancellingReceive"),
        new(
            "The link is read after the operation was completed",
            "DecidedOperations.cs",
            "        while (TryTake(out PooledOperation? operation))\n        {\n            operation.Complete();\n        }",
            "        while (_first is { } operation)\n        {\n            operation.Complete();\n            _first = operation.Next;\n        }",
            "SocketScenarios.Reusing"),
        new(
            "No thread is woken after a parked thread has entered",
            "ParkedThreads.cs",
            "            Volatile.Write(ref wake, _count > 0 ? 1 : 0);",
            "            Volatile.Write(ref wake, 0);",
            "LockScenarios.Parking"),
        new(
            "Exclusive use does not notify threads in TryEnter",
            "SpinThenParkLock.cs",
            "        Volatile.Read(ref _parked)?.WakeAll();\n",
            "",
            "LockScenarios.Trying"),
        new(
            "A sender that waits is not counted before it finds the ring full",
            "Mailbox.Waiting.cs",
            "            gate.AddWaiting();\n            PostResult result = gate.Count == 0\n                ? AddToRing(gate, bound, waiter.Message!, waiter.Target, waiter.Token)\n                : gate.IsClosed ? PostResult.Stopped : PostResult.Full;\n",
            "            PostResult result = gate.Count == 0\n                ? AddToRing(gate, bound, waiter.Message!, waiter.Target, waiter.Token)\n                : gate.IsClosed ? PostResult.Stopped : PostResult.Full;\n            gate.AddWaiting();\n",
            "MailboxScenarios.Crowded"),
        new(
            "A ring that is replaced takes messages",
            "Mailbox.cs",
            "        Volatile.Write(ref newest.Next, next);\n        newest.Freeze();\n",
            "        Volatile.Write(ref newest.Next, next);\n",
            "MailboxScenarios.Growing"),
        new(
            "A cell is given away before its message is read",
            "MailboxSegment.cs",
            "        envelope = new Envelope(cell.Message!, cell.Target, cell.Token);\n        cell.Message = null;\n",
            "        Volatile.Write(ref cell.Sequence, head + cells.Length);\n        Volatile.Read(ref _tail);\n        envelope = new Envelope(cell.Message!, cell.Target, cell.Token);\n        cell.Message = null;\n",
            "MailboxScenarios.Crowded"),
        new(
            "The time of a use is noted after the use has begun",
            "TimedOperationOfT.cs",
            "        deadline.Prepare(this, now, timeout);\n\n        // A full fence, which the deadline counts on, too.\n        Interlocked.Increment(ref _use);\n",
            "        Interlocked.Increment(ref _use);\n        deadline.Prepare(this, now, timeout);\n",
            "AskScenarios.ExpiredBetween"),
        new(
            "An end does not look which use it is of",
            "TimedOperationOfT.cs",
            "Interlocked.CompareExchange(ref _use, use + 1, use) != use",
            "Interlocked.CompareExchange(ref _use, _use + 1, _use) < use",
            "AskScenarios.AllAtOnce"),
        new(
            "A tick goes through the list of the one before it",
            "DeadlineWheel.cs",
            "            if (_telling)\n            {\n                return;\n            }\n",
            "",
            "RequestScenarios.TwoTicks"),
        new(
            "An ask that is due earlier does not move its entry",
            "OperationDeadline.cs",
            "        if (ToldBy > due)\n",
            "        if (ToldBy == long.MaxValue)\n",
            "AskScenarios.AnsweredThenForgotten"),
        new(
            "A use is ended without an exchange",
            "TimedOperationOfT.cs",
            "Interlocked.CompareExchange(ref _use, use + 1, use) != use",
            "Volatile.Read(ref _use) != use || Interlocked.Exchange(ref _use, use + 1) == 0",
            "AskScenarios.AllAtOnce"),
    ];

    public static IEnumerable<Mutant> Tried => IsLong ? Mutants : Mutants.Take(Short);

    [TestCaseSource(nameof(Tried))]
    public void A_fault_is_found(Mutant mutant)
    {
        Action<int> explore = MutantCompiler.Compile(mutant);
        string found = "no schedule failed";
        try
        {
            explore(Schedules);
        }
        catch (Exception exception)
        {
            // The exception type of the mutant's assembly.
            found = $"{exception.GetType().Name}: {exception.Message.Split('\n')[0]}";
        }

        Assert.That(found, Does.StartWith(nameof(InterleavingException)));
        TestContext.Out.WriteLine(found);
    }
}
