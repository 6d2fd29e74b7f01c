using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative;

/// <summary>A buffer that libzmq reads in place: pinned, with what to call when libzmq is done.</summary>
/// <remarks>
/// Pooled together with the handle by which native code names it, so that wrapping allocates nothing but the pin of the
/// caller's memory.
/// </remarks>
internal sealed unsafe class WrappedBuffer
{
    /// <summary>Calls an <see cref="Action{T}"/> that takes the array.</summary>
    public static readonly Action<Delegate, object?> ReleaseArray =
        static (release, state) => Unsafe.As<Action<byte[]>>(release)(Unsafe.As<byte[]>(state)!);

    /// <summary>Calls an <see cref="Action{T}"/> that takes the caller's state.</summary>
    public static readonly Action<Delegate, object?> ReleaseState =
        static (release, state) => Unsafe.As<Action<object?>>(release)(state);

    private static readonly Depot<WrappedBuffer> Depot = new(4096, static buffer => buffer._self.Free());

    // An empty buffer still needs an address that is not null.
    private static readonly byte* Nowhere = (byte*)NativeMemory.Alloc(1);

    [ThreadStatic]
    private static Magazine<WrappedBuffer>? t_magazine;

    private GCHandle _self;
    private MemoryHandle _pin;
    private object? _state;
    private Action<Delegate, object?>? _invoke;
    private Delegate? _release;

    /// <summary>The address of the first byte.</summary>
    public void* Pointer => _pin.Pointer == null ? Nowhere : _pin.Pointer;

    /// <summary>What names this object in native code.</summary>
    public void* Hint => (void*)GCHandle.ToIntPtr(_self);

    public static WrappedBuffer Rent(
        ReadOnlyMemory<byte> memory, object? state, Action<Delegate, object?>? invoke, Delegate? release)
    {
        // First, because the caller's memory may refuse.
        MemoryHandle pin = memory.Pin();
        if (!(t_magazine ??= new Magazine<WrappedBuffer>(Depot)).TryPop(out WrappedBuffer? buffer))
        {
            buffer = new WrappedBuffer();
            buffer._self = GCHandle.Alloc(buffer);
        }

        buffer._pin = pin;
        buffer._state = state;
        buffer._invoke = invoke;
        buffer._release = release;
        Accounting.BufferWrapped();
        return buffer;
    }

    /// <summary>libzmq's free function: called once per message, on any thread.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "An exception must not unwind into libzmq.")]
    public static void OnFree(void* data, void* hint)
    {
        WrappedBuffer buffer = Unsafe.As<WrappedBuffer>(GCHandle.FromIntPtr((nint)hint).Target)!;
        (Action<Delegate, object?>? invoke, Delegate? release, object? state) = (buffer._invoke, buffer._release, buffer._state);
        buffer.Abandon();
        if (invoke is not null)
        {
            try
            {
                invoke(release!, state);
            }
            catch (Exception exception)
            {
                // Nobody is there to catch it, and ending the process over a buffer would be worse than saying so.
                Trace.TraceError($"The release callback of a wrapped frame threw: {exception}");
            }
        }
    }

    /// <summary>Unpins and pools without calling the release callback.</summary>
    public void Abandon()
    {
        _pin.Dispose();
        _pin = default;
        _state = null;
        _invoke = null;
        _release = null;
        Accounting.BufferReleased();
        if (!(t_magazine ??= new Magazine<WrappedBuffer>(Depot)).TryPush(this))
        {
            Depot.Destroy(this);
        }
    }
}
