using System.Text.Json;

namespace ZmqNative.Samples.Gateway;

/// <summary>Finds the parameters of <c>/send-message</c> in the query, else in a form or in JSON.</summary>
internal static class SendInput
{
    /// <returns>The parameters, or a problem.</returns>
    public static async Task<(SendBody? Body, IResult? Problem)> ReadAsync(
        HttpRequest request, GatewayOptions options, CancellationToken stopping)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, stopping);
        SendBody query = new(request.Query["message"].FirstOrDefault(), request.Query["message_type"].FirstOrDefault());
        SendBody? body;
        try
        {
            if (query.Message is not null)
            {
                // The query of the guide is complete: other content of the request is ignored.
                return (query, null);
            }

            if (request.HasFormContentType)
            {
                IFormCollection form = await request.ReadFormAsync(ending.Token);
                body = new SendBody(form["message"].FirstOrDefault(), form["message_type"].FirstOrDefault());
            }
            else if (request.HasJsonContentType())
            {
                body = await request.ReadFromJsonAsync(GatewayJson.Plain.SendBody, ending.Token);
            }
            else if (request.ContentType is { Length: > 0 } type && HasBody(request))
            {
                return (null, Problems.UnsupportedBody(type));
            }
            else
            {
                body = null;
            }
        }
        catch (BadHttpRequestException exception)
        {
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? Problems.BodyTooLong(options)
                : Problems.Unreadable(exception.Message));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, Problems.Stopping());
        }
        catch (JsonException exception)
        {
            // Not the exception's own text, which names a class.
            return (null, Problems.NoMessageObject(exception.LineNumber, exception.BytePositionInLine));
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            return (null, Problems.Unreadable(exception.Message));
        }

        SendBody found = new(body?.Message, query.MessageType ?? body?.MessageType);
        return found.Message is null ? (null, Problems.MissingMessage()) : (found, null);
    }

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
}
