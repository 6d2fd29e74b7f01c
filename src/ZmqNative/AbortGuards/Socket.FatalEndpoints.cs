using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Checks before attaching and detaching, where libzmq would abort or never succeed.</content>
public sealed unsafe partial class Socket
{
    // One for the listener, and one for the list of network interfaces before it.
    private const int DescriptorsToBind = 2;

    // Between two frames libzmq may abort over the commands that these calls make it process, or drop what follows.
    private void RefuseInsideMessage(EndpointAction action)
    {
        if (Context.IsShutdown)
        {
            // libzmq reports that, and receives no more.
            return;
        }

        int more = 0;
        if (TryGetOption(Libzmq.ZMQ_RCVMORE, new Span<byte>(&more, sizeof(int)), out _) == 0 && more != 0)
        {
            throw new InvalidOperationException(
                $"Cannot {Operation(action)} in the middle of a message: receive the rest of the message first (Frame.More tells).");
        }

        if (_sendsRest && action is EndpointAction.Unbind or EndpointAction.Disconnect)
        {
            throw new InvalidOperationException(
                $"Cannot {Operation(action)} in the middle of a message: send the rest of the message first, to a frame without SendMore.");
        }
    }

    // libzmq would try to connect for ever. What a proxy connects to is the proxy's affair.
    private void RefuseIPv6Address(string endpoint, bool binding)
    {
        if (EndpointCheck.HasIPv6Address(endpoint) && !IPv6 && (binding || string.IsNullOrEmpty(UnsafeSocksProxy)))
        {
            throw new InvalidOperationException(
                $"The endpoint {endpoint} has an IPv6 address, and the socket speaks IPv4 alone; set IPv6 = true before.");
        }
    }

    // libzmq aborts when it cannot list the network interfaces, which it does to bind, and to leave a TCP endpoint that it does not know.
    private void RefuseWithoutDescriptors(EndpointAction action, string endpoint)
    {
        bool lists = action switch
        {
            EndpointAction.Bind => true,
            EndpointAction.Connect or EndpointAction.ConnectPeer => false,
            _ => _connected?.Contains(endpoint) != true && !_handle.Listeners.Has(endpoint),
        };
        if (lists && !Descriptors.AreLeft(DescriptorsToBind))
        {
            Attached(action, endpoint, Errno.EMFILE, ErrorAdvice.NoDescriptors);
        }
    }
}
