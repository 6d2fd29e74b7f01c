namespace ZmqNative.Samples.Gateway;

/// <summary>The answer to <c>/send-message</c>.</summary>
/// <param name="Status">Always <c>success</c>.</param>
/// <param name="Message">What was sent, in words.</param>
/// <param name="Details">What was sent.</param>
internal sealed record SendResponse(string Status, string Message, Update Details);

/// <summary>The answer to <c>/received-messages</c>.</summary>
/// <param name="Status">Always <c>success</c>.</param>
/// <param name="Count">How many messages follow.</param>
/// <param name="Messages">The messages as they came, the oldest first.</param>
internal sealed record ReceivedResponse(string Status, int Count, IReadOnlyList<Update> Messages);

/// <summary>The answer to <c>/clear-messages</c>.</summary>
/// <param name="Status">Always <c>success</c>.</param>
/// <param name="Message">What was done, in words.</param>
internal sealed record ClearResponse(string Status, string Message);
