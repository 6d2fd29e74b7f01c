using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Tests;

/// <summary>As <see cref="FrameRaceTests"/>, with messages of several frames.</summary>
[NonParallelizable]
public sealed class MessageRaceTests : RaceTest
{
    private MultipartMessage _tornMessage;
    private int _released;

    [Test]
    public void A_release_callback_that_ends_the_message_of_its_frame_does_nothing()
    {
        MultipartMessage message = MultipartMessage.Create();
        _released = 0;
        message.Add("first");
        message.Add(Frame.Wrap(new byte[Large], _ =>
        {
            _released++;
            message.Dispose();
        }));
        message.Add("last");
        message.Dispose();

        Assert.That(_released, Is.EqualTo(1));
    }

    [Test]
    public void Two_threads_that_use_one_message_at_once_never_free_a_frame_twice()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            byte[] bytes = new byte[Large];
            for (int kind = 0; kind < 6; kind++)
            {
                int use = kind;
                Race(
                    () =>
                    {
                        push.Send([bytes, bytes]);
                        Assert.That(pull.TryReceiveMessage(out MultipartMessage message, Generous), Is.True);
                        return message;
                    },
                    message => Try(() =>
                    {
                        switch (use)
                        {
                            case 0:
                                message.Dispose();
                                break;
                            case 1:
                                message.Add(bytes);
                                break;
                            case 2:
                                message.Take(0).Dispose();
                                break;
                            case 3:
                                message[0].Dispose();
                                break;
                            case 4:
                                push.Send(message);
                                break;
                            default:
                                _ = pull.TryReceiveMessageInto(message);
                                break;
                        }

                        return true;
                    }),
                    static message => message.Dispose(),
                    () => Drain(pull, Large),
                    rounds: Rounds / 5);
            }
        }
    }

    [Test]
    public void A_message_that_is_sent_while_its_frames_are_disposed_is_sent_whole_or_not_at_all()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            byte[] bytes = new byte[Large];
            Race(
                () => MultipartMessage.Create(bytes, bytes, bytes),
                message => Try(() => push.TrySend(message)),
                static message => Try(() =>
                {
                    message[1].Dispose();
                    return true;
                }),
                () =>
                {
                    while (pull.TryReceiveMessage(out MultipartMessage received))
                    {
                        Assert.That(received.Count, Is.EqualTo(3));
                        Assert.That(received.TotalLength, Is.EqualTo(3 * Large));
                        received.Dispose();
                    }
                },
                static message => message.Dispose(),
                Rounds / 5);
        }
    }

    [Test]
    [SuppressMessage("Usage", "CA2000", Justification = "The thread that claims a handle ends it.")]
    public void A_handle_with_halves_of_two_messages_is_invalid()
    {
        byte[] bytes = new byte[Large];
        Storm(thread =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                MultipartMessage taken = _tornMessage;
                _tornMessage = [bytes, bytes];
                _ = Try(() =>
                {
                    taken.Add("more");
                    return taken.Take(0).IsAlive;
                });
                taken.Dispose();
            }
        });
        _tornMessage.Dispose();
        LoseCount();
    }
}
