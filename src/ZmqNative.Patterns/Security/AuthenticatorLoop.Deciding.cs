using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>Deciding and answering.</content>
internal sealed partial class AuthenticatorLoop
{
    // No request may end the thread, whatever it contains.
    private void Take(MultipartMessage message)
    {
        if (message.Count == 0)
        {
            return;
        }

        string connection = Convert.ToHexString(message[0].Span);
        if (_pending.TryGetValue(connection, out PendingDecision? earlier))
        {
            // The connection has asked again: it waits for one answer, that to the later request.
            Forget(earlier);
            Count(DecisionCause.Superseded);
        }

        if (!ZapMessage.TryRead(message, out AuthenticationRequest? request, out string problem))
        {
            CountMalformed(problem);
            AnswerMalformed(message, problem);
            return;
        }

        byte[] requestId = ZapMessage.ReadRequestId(message);
        AuthenticationPolicies policies = _authenticator.Policies;
        AuthenticationPolicy policy = policies.For(request.Domain);
        if (!policy.Addresses.IsAllowed(request.Address))
        {
            Refuse($"the address is not allowed ({policy.Addresses})");
        }
        else if (policy.For(request.Mechanism) is not { } check)
        {
            Refuse($"the mechanism {request.MechanismName} is not accepted");
        }
        else if (check.CheckNow(request) is { } result)
        {
            Answer(message.Take(0), requestId, request, RefuseRevoked(result), ToCause(result));
        }
        else
        {
            Begin(connection, message.Take(0), requestId, request, check);
        }

        void Refuse(string reason) =>
            Answer(message.Take(0), requestId, request, AuthenticationResult.Refuse(reason), DecisionCause.Refused);
    }

    private void Begin(string connection, Frame routingId, byte[] requestId, AuthenticationRequest request, AuthenticationCheck check)
    {
        if (Volatile.Read(ref _running) >= _options.MaxInFlight)
        {
            Answer(
                routingId,
                requestId,
                request,
                AuthenticationResult.FailTemporarily($"{_options.MaxInFlight} checks are running already (MaxInFlight)"),
                DecisionCause.Overloaded);
            return;
        }

        PendingDecision pending = new(connection, routingId, requestId, request)
        {
            Due = Environment.TickCount64 + (long)Math.Ceiling(_options.DecisionTimeout.TotalMilliseconds),
        };
        _pending.Add(connection, pending);
        _deadlines.Enqueue(pending);
        _ = Interlocked.Increment(ref _running);
        using (ExecutionContext.SuppressFlow())
        {
            Task.Run(() => CheckAsync(pending, check)).Observe();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A check is code of users, and may throw anything.")]
    private async Task CheckAsync(PendingDecision pending, AuthenticationCheck check)
    {
        (AuthenticationResult Result, DecisionCause Cause) decided;
        try
        {
            decided = await check.CheckAsync(pending.Request, pending.Token).ConfigureAwait(false) is { } result
                ? (result, ToCause(result))
                : (AuthenticationResult.FailInternally("the check returned null"), DecisionCause.Failed);
        }
        catch (OperationCanceledException) when (pending.Token.IsCancellationRequested)
        {
            // It was answered before.
            decided = (AuthenticationResult.FailTemporarily("the check was cancelled"), DecisionCause.FailedTemporarily);
        }
        catch (Exception exception)
        {
            LogCheckFailed(exception, pending.Request);
            decided = (AuthenticationResult.FailInternally($"the check threw {exception.GetType().Name}"), DecisionCause.Failed);
        }

        _ = Interlocked.Decrement(ref _running);
        _decided.Enqueue((pending, decided.Result, decided.Cause));
        Wake();
    }

    private void Finish(PendingDecision pending, AuthenticationResult result, DecisionCause cause)
    {
        if (!pending.IsOver)
        {
            _ = _pending.Remove(pending.Connection);
            Answer(pending.End(), pending.RequestId, pending.Request, RefuseRevoked(result), cause);
        }
    }

    private void Forget(PendingDecision pending)
    {
        _ = _pending.Remove(pending.Connection);
        pending.End().Dispose();
        pending.Cancel();
    }

    // With the policies of now: a user may have been revoked while the check was running.
    private AuthenticationResult RefuseRevoked(AuthenticationResult result) =>
        result.UserId.Length > 0 && _authenticator.Policies.Revoked.Contains(result.UserId)
            ? AuthenticationResult.Refuse($"the user {result.UserId} is revoked")
            : result;

    private void Answer(
        Frame routingId, ReadOnlySpan<byte> requestId, AuthenticationRequest request, AuthenticationResult result, DecisionCause cause)
    {
        bool accepted = result.Status == AuthenticationStatus.Accepted;
        byte[] metadata = accepted
            ? ZapMessage.WriteMetadata(
                result.Metadata, PeerIdentityToken.PropertyName, PeerIdentityToken.Write(PeerIdentity.Of(request, result)))
            : [];
        Count(cause == DecisionCause.Accepted && !accepted ? DecisionCause.Refused : cause);
        LogDecision(request, result);
        Send(ZapMessage.WriteReply(routingId, requestId, result.Status, TextOf(result.Status), result.UserId, metadata));
    }

    private void AnswerMalformed(MultipartMessage message, string problem)
    {
        // A reply without a routing id of a connection is dropped by the ROUTER.
        byte[] requestId = ZapMessage.ReadRequestId(message);
        Send(ZapMessage.WriteReply(message.Take(0), requestId, AuthenticationStatus.Refused, $"Malformed request: {problem}", string.Empty, []));
    }

    private void AnswerAtEnd(MultipartMessage message, AuthenticationResult ended)
    {
        if (ZapMessage.TryRead(message, out AuthenticationRequest? request, out _))
        {
            byte[] requestId = ZapMessage.ReadRequestId(message);
            Answer(message.Take(0), requestId, request, ended, DecisionCause.Ended);
        }
    }

    private void Send(MultipartMessage reply)
    {
        // There is no limit for queued messages, and the ROUTER drops the answer to a connection that has ended. When the context has ended,
        // this throws.
        using (reply)
        {
            _ = _router.TrySend(reply);
        }
    }

    private static string TextOf(AuthenticationStatus status) => status switch
    {
        AuthenticationStatus.Accepted => "OK",
        AuthenticationStatus.TemporaryFailure => "Temporary failure",
        AuthenticationStatus.Refused => "Refused",
        _ => "Internal error",
    };

    private static DecisionCause ToCause(AuthenticationResult result) => result.Status switch
    {
        AuthenticationStatus.Accepted => DecisionCause.Accepted,
        AuthenticationStatus.TemporaryFailure => DecisionCause.FailedTemporarily,
        AuthenticationStatus.Refused => DecisionCause.Refused,
        _ => DecisionCause.Failed,
    };
}
