using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Checks of options whose values make libzmq abort the process with the first socket.</content>
public sealed unsafe partial class Context
{
    // Far beyond use. libzmq asserts that the system can start as many threads as it is told to.
    private const int MostIoThreads = 1024;

    private void RefuseFatalOption(int option, int value)
    {
        switch (option)
        {
            case Libzmq.ZMQ_IO_THREADS:
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostIoThreads);
                break;
            case Libzmq.ZMQ_MAX_SOCKETS:
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, SocketLimit);
                break;
            case Libzmq.ZMQ_THREAD_AFFINITY_CPU_ADD when !ProcessorSet.Allows(value):
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, "This process cannot run on that processor, and libzmq would abort on it.");
        }
    }
}
