namespace ZmqNative.Actors;

/// <summary>A place among the messages that wait for room in a mailbox, or several such places.</summary>
internal interface IWaitingPlace
{
    /// <summary>Gives the place up, if the message of this use of the target is still there.</summary>
    void GiveUp(ReplyTarget target, uint token);
}
