using System.Diagnostics;
using System.Threading.Channels;

namespace ZmqNative.Actors.Remote;

/// <summary>A stream of answers from another process, passed on to its reader at the rate of the reader.</summary>
internal sealed class RemoteStream
{
    /// <summary>The number of answers that the actor may send ahead of the reader.</summary>
    public const int Ahead = 16;

    // Half of it, so that the actor does not have to wait for the permission.
    private const int Grant = Ahead / 2;

    private readonly BrokerClient _client;
    private readonly RemoteRef _from;
    private readonly ReplyTarget _target;
    private readonly uint _token;

    // A broker may take all frames in front of the correlation for the route: so commands have the trace frame of the message, too.
    private readonly Activity? _activity = Activity.Current;

    // Bounded by what the actor is allowed to send. A mark has no reply: it is set when the replies before it were passed on.
    private readonly Channel<(MultipartMessage Reply, bool IsLast, TaskCompletionSource? Mark)> _replies =
        Channel.CreateUnbounded<(MultipartMessage, bool, TaskCompletionSource?)>(new UnboundedChannelOptions { SingleReader = true });

    private Task _passing = Task.CompletedTask;

    public RemoteStream(BrokerClient client, RemoteRef from, ReplyTarget target, uint token)
    {
        _client = client;
        _from = from;
        _target = target;
        _token = token;
    }

    /// <summary>Begins to pass answers on.</summary>
    public void Start(ulong id)
    {
        // Notifies the actor when the reader leaves.
        CancellationTokenRegistration leaving = _target.GetCancellation(_token).UnsafeRegister(
            static state =>
            {
                (RemoteStream stream, ulong id) = ((RemoteStream, ulong))state!;
                stream._client.Abandon(id, stream._activity);
                stream.End(null);
            },
            (this, id));
        _passing = PassOnAsync(id, leaving);
        _target.SetSource(this, _token);
    }

    /// <summary>Completes when the answers that the connection has now were read and passed on to the target.</summary>
    public async Task WaitUntilPassedOnAsync()
    {
        TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LateAsk.Expire([_client], _ => read.TrySetResult(), 0);
        await read.Task.ConfigureAwait(false);
        TaskCompletionSource mark = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await (_replies.Writer.TryWrite((default, false, mark)) ? mark.Task : _passing).ConfigureAwait(false);
    }

    /// <summary>Adds an answer, which is taken over.</summary>
    public void Add(MultipartMessage reply, bool isLast)
    {
        if (!_replies.Writer.TryWrite((reply, isLast, null)))
        {
            Drop(reply);
        }
        else if (isLast)
        {
            _ = _replies.Writer.TryComplete();
        }
    }

    /// <summary>Ends the stream.</summary>
    /// <param name="failure">The failure, which the reader gets after the answers before it; null if the stream is complete.</param>
    public void End(Exception? failure) => _replies.Writer.TryComplete(failure);

    private async Task PassOnAsync(ulong id, CancellationTokenRegistration leaving)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        object? value = null;
        try
        {
            int taken = 0;
            await foreach ((MultipartMessage reply, bool isLast, TaskCompletionSource? mark) in _replies.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (mark is not null)
                {
                    mark.SetResult();
                    continue;
                }

                value = Read(reply);
                await _target.WriteAsync(value, _token, CancellationToken.None).ConfigureAwait(false);
                value = null;
                if (!isLast && ++taken % Grant == 0)
                {
                    _client.SendControl(id, $"more {Grant}", _activity);
                }
            }

            _ = _target.TryComplete(_token);
        }
        catch (Exception exception)
        {
            // The reader has left, an answer cannot be read, or the stream has failed.
            DeadLetterFeed.Release(value!);
            _client.Abandon(id, _activity);
            _ = _target.TryFail(exception, _token);
        }
        finally
        {
            await leaving.DisposeAsync().ConfigureAwait(false);
            _ = _replies.Writer.TryComplete();
            while (_replies.Reader.TryRead(out (MultipartMessage Reply, bool IsLast, TaskCompletionSource? Mark) left))
            {
                if (left.Mark is { } mark)
                {
                    mark.SetResult();
                }
                else
                {
                    Drop(left.Reply);
                }
            }
        }
    }

    private void Drop(MultipartMessage reply)
    {
        _client.Owner.CountUnreadAnswer();
        reply.Dispose();
    }

    private object? Read(MultipartMessage reply)
    {
        try
        {
            return ActorPayload.Read(reply, BrokerClient.BodyFrame, _target.AnswerType, _from.Serializer);
        }
        catch (Exception exception)
        {
            throw new ActorSerializationException($"an answer is no {_target.AnswerType.Name}.", _from.Address, exception);
        }
    }
}
