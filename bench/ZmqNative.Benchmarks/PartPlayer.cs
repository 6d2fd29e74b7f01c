using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors;

namespace ZmqNative.Benchmarks;

/// <summary>A partial actor: the broker's mailbox, turns like those of the broker's cells, and a selection of the other parts.</summary>
/// <typeparam name="TParts">The other parts that it has.</typeparam>
internal sealed class PartPlayer<TParts>(ActorContext context) : IThreadPoolWorkItem, IPlayer
    where TParts : struct, ITellParts
{
    private const int Bound = 1024;
    private const int MessagesPerTurn = 400;

    private Mailbox _mailbox;
    private object? _signals;
    private int _scheduled;
    private int _left;
    private Rally? _rally;

    public PartPlayer<TParts>? Peer { get; set; }

    public void Start(int count, Rally rally)
    {
        _left = count;
        _rally = rally;
        _ = Interlocked.Exchange(ref _signals, null);
    }

    public ValueTask TellAsync(object message)
    {
        Tell(message);
        return default;
    }

    private void Tell(object message)
    {
        if (_mailbox.TryAdd(Bound, message, null, 0) != PostResult.Accepted)
        {
            throw new InvalidOperationException("More is in flight than the mailbox holds.");
        }

        Interlocked.MemoryBarrier();
        if (_scheduled == 0 && Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "As the broker does.")]
    public void Execute()
    {
        while (true)
        {
            bool more;
            MailboxCursor cursor = _mailbox.Cursor;
            if (TParts.Supervised)
            {
                try
                {
                    more = Handle(ref cursor);
                }
                catch (Exception exception)
                {
                    _rally?.Fail(exception);
                    more = false;
                }
            }
            else
            {
                more = Handle(ref cursor);
            }

            if (cursor.Segment is not null)
            {
                _mailbox.Cursor = cursor;
            }

            if (more)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            Interlocked.Exchange(ref _scheduled, 0);
            if (!_mailbox.HasMessage(cursor) || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
            {
                return;
            }
        }
    }

    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    private bool Handle(ref MailboxCursor cursor)
    {
        for (int budget = MessagesPerTurn; budget > 0; budget--)
        {
            if ((TParts.Supervised && Volatile.Read(ref _signals) is not null) || !_mailbox.TryTake(ref cursor, out Envelope envelope))
            {
                return false;
            }

            if (TParts.Context)
            {
                context.Begin(in envelope);
            }

            if (TParts.Awaitable)
            {
                ValueTask handling = ReceiveAsync(envelope.Message);
                if (!handling.IsCompletedSuccessfully)
                {
                    throw new InvalidOperationException("A tell waits, which it should not.");
                }

                handling.GetAwaiter().GetResult();
            }
            else
            {
                Receive(envelope.Message);
            }

            if (TParts.Context)
            {
                context.End();
            }
        }

        return true;
    }

    private void Receive(object message)
    {
        if (--_left >= 0)
        {
            Peer!.Tell(message);
        }
        else
        {
            _rally!.Out();
        }
    }

    private ValueTask ReceiveAsync(object message)
    {
        if (--_left >= 0)
        {
            return Peer!.TellAsync(message);
        }

        _rally!.Out();
        return default;
    }
}
