using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The streams of one client that are open, found by the ids of their requests.</summary>
internal sealed class RequestStreamTable(string owner, int capacity, TimeProvider timeProvider)
{
    // Guards the table and the states of the streams, against readers, the reading loop and outages.
    private readonly Lock _gate = new();
    private readonly CorrelationTable<RequestStream> _open = new(capacity, timeProvider);
    private bool _ended;

    /// <summary>Opens a stream.</summary>
    /// <exception cref="InvalidOperationException">Too many are open.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    public RequestStream Open(long outages)
    {
        RequestStream stream = new() { Outages = outages };
        long now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, typeof(RequestClient));
            if (!_open.TryAdd(stream, now, out ulong id))
            {
                throw new InvalidOperationException(
                    $"{capacity} streams of {owner} are open already (MaxInFlight). Read some to their end, or leave them, before opening more.");
            }

            stream.RequestId = id;
        }

        return stream;
    }

    /// <summary>Finds the stream of a reply. Returns false if it is not, or no longer, open.</summary>
    /// <param name="id">The id of the request.</param>
    /// <param name="last">Whether the stream ends with this reply.</param>
    /// <param name="stream">The stream.</param>
    public bool TryFind(ulong id, bool last, [NotNullWhen(true)] out RequestStream? stream)
    {
        lock (_gate)
        {
            int index = _open.Find(id);
            stream = index < 0 ? null : _open[index];
            if (last && index >= 0)
            {
                _open.Remove(index);
            }

            return stream is not null;
        }
    }

    /// <summary>Stores that libzmq has accepted the request of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="outages">The number of outages of the client so far.</param>
    public void MarkSent(RequestStream stream, long outages)
    {
        lock (_gate)
        {
            stream.IsSent = true;
            stream.Outages = outages;
        }
    }

    /// <summary>Removes a stream whose reader has left.</summary>
    /// <returns>Whether it was open, so that its server still sends.</returns>
    public bool Remove(RequestStream stream)
    {
        lock (_gate)
        {
            int index = _open.Find(stream.RequestId);
            if (index < 0)
            {
                return false;
            }

            _open.Remove(index);
            return stream.IsSent;
        }
    }

    /// <summary>Adds the ids of the streams whose requests were sent, and begun when there had been fewer outages.</summary>
    public void ListSent(long outages, List<ulong> ids)
    {
        lock (_gate)
        {
            for (int i = 0; i < _open.Used; i++)
            {
                if (_open.IsInFlight(i) && _open[i].IsSent && _open[i].Outages < outages)
                {
                    ids.Add(_open.Id(i));
                }
            }
        }
    }

    /// <summary>Fails all open streams, each with an exception of its own; no more can be opened.</summary>
    public void End(Func<Exception> cause)
    {
        List<RequestStream> open = [];
        lock (_gate)
        {
            _ended = true;
            for (int i = 0; i < _open.Used; i++)
            {
                if (_open.IsInFlight(i))
                {
                    open.Add(_open[i]);
                    _open.Remove(i);
                }
            }
        }

        foreach (RequestStream stream in open)
        {
            stream.End(cause());
        }
    }
}
