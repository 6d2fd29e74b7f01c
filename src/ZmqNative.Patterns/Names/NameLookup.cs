using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ZmqNative.Patterns;

/// <summary>Resolves the name of one host repeatedly, each time with a deadline.</summary>
/// <remarks>
/// A lookup that is not answered in time continues, and the next one waits for it: at most one lookup per host runs.
/// </remarks>
internal sealed class NameLookup(string host, AddressFamily family, HostResolver? resolver, TimeProvider timeProvider)
{
    /// <summary>The longest time until an answer.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private Task<IPAddress[]>? _running;

    /// <summary>Resolves the name.</summary>
    /// <returns>The addresses that can be used; or none, and the reason.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "A resolver may throw any exception; the name is then not resolved.")]
    public async Task<(IPAddress[] Addresses, string? Failure)> RunAsync(CancellationToken cancellationToken)
    {
        // On a thread of the pool: some resolvers block before they return a task.
        Task<IPAddress[]> lookup = _running ??= Task.Run(
            () => resolver is null ? Dns.GetHostAddressesAsync(host, family, CancellationToken.None) : resolver(host, family), CancellationToken.None);
        try
        {
            IPAddress[] found = await lookup.WaitAsync(Deadline, timeProvider, cancellationToken).ConfigureAwait(false);
            _running = null;
            IPAddress[] usable = [.. found.Where(address => family == AddressFamily.Unspecified || address.AddressFamily == family)];
            return (usable, usable.Length > 0 ? null : "it has no address of a kind that the socket uses");
        }
        catch (TimeoutException) when (!lookup.IsCompleted)
        {
            lookup.Observe();
            return ([], $"no answer came within {Deadline.TotalSeconds:0} s");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _running = null;
            return ([], ErrorText.MessageOf(exception));
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                lookup.Observe();
            }
        }
    }
}
