namespace ZmqNative.Soak;

/// <summary>A pattern whose messages go from one sender to one receiver, numbered, without an answer.</summary>
internal abstract class OneWayLoad(SoakSetting setting, string pattern, LinkKind kind, bool security = false)
    : SoakLoad(setting, pattern, kind, security)
{
    // How often the user was revoked in this round.
    private int _revocations;

    /// <summary>Makes both ends.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="seen">The receiving side, which is called for each message.</param>
    protected abstract OneWayEnds MakeEnds(Link link, SequenceChecker seen);

    /// <summary>Whether messages can be missing on a connection that has not ended, and are counted then.</summary>
    protected virtual long CountedLosses(OneWayEnds ends) => 0;

    protected override async Task RunRoundAsync(Link link, CancellationToken ended)
    {
        SequenceChecker seen = new(Ledger);
        OneWayEnds ends = MakeEnds(link, seen);
        await using Pattern sender = ends.Sender;
        await using Pattern receiver = ends.Receiver;
        using (CancellationTokenSource limit = new(Generous))
        {
            await ends.ReadyAsync(limit.Token);
        }

        _revocations = 0;
        Task faults = link.InjectAsync(ended);
        Task policies = ChangePoliciesAsync(ended);
        (long sent, long cancelled) = await SendUntilAsync(ends, ended);
        await faults;
        await policies;
        bool abrupt = Random.Next(4) == 0;
        if (abrupt)
        {
            // What is on its way is counted by the receiver, or lost with it.
            await receiver.DisposeAsync();
        }
        else
        {
            sent = await DrainAsync(ends, seen, sent);
        }

        Account(link, ends, seen, sent, cancelled, abrupt);
    }

    private void Account(Link link, OneWayEnds ends, SequenceChecker seen, long sent, long cancelled, bool abrupt)
    {
        PatternStatistics sending = ends.Sender.Statistics, receiving = ends.Receiver.Statistics;
        long counted = CountedLosses(ends) + receiving.DroppedRevoked;
        long unhandled = receiving.Unhandled;

        // A revoked user loses its connection, and with it what was received and not read.
        long interruptions = link.Interruptions + receiving.RevokedConnections;
        (long missing, long gaps) = seen.FindMissing();
        long rest = sent - seen.Received - counted;
        Ledger.Count("sent", sent);
        Ledger.Count("cancelled", cancelled);
        Ledger.Count("received", seen.Received);
        Ledger.Count("dropped for slow receivers", CountedLosses(ends));
        Ledger.Count("dropped of a revoked user", receiving.DroppedRevoked);
        Ledger.Count("unhandled by a receiver that was disposed", unhandled);
        Ledger.Count(abrupt ? "lost with a receiver that was disposed" : "lost with connections that ended", rest - unhandled);
        Ledger.Check(sending.Sent == sent, $"{sent} messages were accepted, and {sending.Sent} are counted as sent");
        Ledger.Check(
            abrupt ? receiving.Received >= seen.Received : receiving.Received == seen.Received + receiving.DroppedRevoked,
            $"{seen.Received} messages were received, {receiving}");
        Ledger.Check(
            (receiving.Malformed, receiving.Failed, receiving.Torn, sending.Lost) == (0, 0, 0, 0), $"{sending}, {receiving}");
        Ledger.Check(abrupt || unhandled == 0, $"{unhandled} messages are unhandled after the last was received");
        Ledger.Check(seen.Received + counted + unhandled <= sent, $"{sent} messages were sent, and {seen.Received} + {counted} + {unhandled} arrived");
        Ledger.Check(
            seen.Sequences <= Math.Max(1, interruptions), $"messages are not in order: a merge of {seen.Sequences} after {interruptions} connections");
        if (link.Breaks || receiving.RevokedConnections > 0)
        {
            Ledger.Check(gaps <= interruptions + counted, $"{missing} messages are missing at {gaps} places after {interruptions} connections");
        }
        else if (!abrupt)
        {
            Ledger.Check(missing == counted, $"{missing} messages are missing, and {counted} are counted: {sending}, {receiving}");
        }
    }

    private async Task<(long Sent, long Cancelled)> SendUntilAsync(OneWayEnds ends, CancellationToken ended)
    {
        long sent = 0, cancelled = 0;
        while (!ended.IsCancellationRequested)
        {
            bool cancels = Random.Next(50) == 0;
            using CancellationTokenSource? early = cancels ? CancellationTokenSource.CreateLinkedTokenSource(ended) : null;
            early?.CancelAfter(Random.Next(0, 3));
            try
            {
                if (await TrySendAsync(ends, sent, early?.Token ?? ended))
                {
                    sent++;
                }
            }
            catch (OperationCanceledException)
            {
                // It was not sent: the number is used again.
                cancelled++;
            }

            await PaceAsync(sent);
        }

        return (sent, cancelled);
    }

    // Returns false if the receiver has refused a user that was revoked: nothing was sent, and the number is used again.
    private async Task<bool> TrySendAsync(OneWayEnds ends, long number, CancellationToken cancellationToken)
    {
        try
        {
            await ends.SendAsync(Text(number), cancellationToken);
            return true;
        }
        catch (AuthenticationRejectedException) when (Volatile.Read(ref _revocations) > 0)
        {
            Ledger.Count("refused sends of a revoked user");
            await Task.Delay(5, cancellationToken);
            return false;
        }
    }

    // Sends until a message arrives that was sent after the last fault, and waits for the last one.
    private async Task<long> DrainAsync(OneWayEnds ends, SequenceChecker seen, long sent)
    {
        long first = sent;
        using CancellationTokenSource limit = new(Generous);
        while (seen.Last < first)
        {
            try
            {
                if (!await TrySendAsync(ends, sent, limit.Token))
                {
                    continue;
                }
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException(
                    $"After all faults, nothing has arrived for {Generous.TotalSeconds:N0} s: {sent} sent, the last received was {seen.Last}, "
                    + $"{ends.Sender.ConnectedPeers} and {ends.Receiver.ConnectedPeers} connections; {ends.Sender.Statistics}; {ends.Receiver.Statistics}",
                    exception);
            }

            sent++;
            await Task.Delay(5);
        }

        // The last ones of a publisher may be dropped, and are counted.
        await Eventually(
            () => seen.Last == sent - 1 || CountedLosses(ends) + ends.Receiver.Statistics.DroppedRevoked + seen.Received >= sent,
            () => $"message {sent - 1} after message {seen.Last}; {ends.Sender.Statistics}; {ends.Receiver.Statistics}");
        return sent;
    }

    private async Task ChangePoliciesAsync(CancellationToken ended)
    {
        while (HasUser && !ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Random.Shared.Next(100, 1500), ended);
                Setting.ChangePolicy();
                Ledger.Count("changes of the policy");
                if (Random.Shared.Next(3) == 0)
                {
                    _ = Interlocked.Increment(ref _revocations);
                    Setting.Authenticator.Revoke(User);
                    await Task.Delay(Random.Shared.Next(1, 50), CancellationToken.None);
                    _ = Setting.Authenticator.Restore(User);
                    Ledger.Count("revocations");
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
