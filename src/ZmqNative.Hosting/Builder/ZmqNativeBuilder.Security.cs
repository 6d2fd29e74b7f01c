using Microsoft.Extensions.DependencyInjection;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <content>The authentication of peers.</content>
public sealed partial class ZmqNativeBuilder
{
    /// <summary>
    /// Adds the <see cref="Authenticator"/> of the host's context, which decides about the peers of all its servers. It is created before the
    /// sockets and ends after them; as a service it is there to change policies and revoke users.
    /// </summary>
    /// <param name="fallback">The function that creates the policy of all domains without one of their own, from services.</param>
    /// <param name="configure">The function that changes the options of the authenticator. Its context stays the host's.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The host has an authenticator already.</exception>
    public ZmqNativeBuilder AddAuthenticator(
        Func<IServiceProvider, AuthenticationPolicy> fallback, Func<AuthenticatorOptions, AuthenticatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        if (Registry.Authenticator is not null)
        {
            throw new InvalidOperationException("The host has an authenticator already. Give it a policy for each domain instead.");
        }

        Registry.Authenticator = (services, options) =>
        {
            AuthenticatorOptions changed = configure is null ? options : configure(options) with { Context = options.Context };
            return new Authenticator(fallback(services), changed);
        };

        Services.AddSingleton(static services => services.GetRequiredService<ZmqNativeRuntime>().Authenticator);
        return this;
    }
}
