using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative;

/// <summary>A buffer that libzmq reads in place: pinned, with the callback for the time when libzmq is done.</summary>
/// <remarks>
/// Pooled together with the handle by which native code names it, and with one that pins an array: to point an existing handle
/// at another array costs a third of making and freeing one. Memory that is no array is pinned in its own way.
/// </remarks>
internal sealed unsafe class WrappedBuffer
{
    /// <summary>Calls an <see cref="Action{T}"/> that takes the array.</summary>
    public static readonly Action<Delegate, object?> ReleaseArray =
        static (release, state) => Unsafe.As<Action<byte[]>>(release)(Unsafe.As<byte[]>(state)!);

    /// <summary>Calls an <see cref="Action{T}"/> that takes the caller's state.</summary>
    public static readonly Action<Delegate, object?> ReleaseState =
        static (release, state) => Unsafe.As<Action<object?>>(release)(state);

    private static readonly SharedCache<WrappedBuffer> Shared = new(4096, static buffer => buffer.Destroy());

    // An empty buffer still needs an address that is not null.
    private static readonly byte* Nowhere = (byte*)NativeMemory.Alloc(1);

    [ThreadStatic]
    private static ThreadCache<WrappedBuffer>? t_cache;

    private readonly GCHandle _self;
    private PinnedGCHandle<byte[]?> _array;
    private bool _isArray;
    private MemoryHandle _pin;
    private object? _state;
    private Action<Delegate, object?>? _invoke;
    private Delegate? _release;

    private WrappedBuffer()
    {
        _self = GCHandle.Alloc(this);
        _array = new PinnedGCHandle<byte[]?>(null);
    }

    /// <summary>The address of the first byte.</summary>
    public void* Pointer { get; private set; }

    /// <summary>The handle of this object in native code.</summary>
    public void* Hint => (void*)GCHandle.ToIntPtr(_self);

    public static WrappedBuffer Rent(
        ReadOnlyMemory<byte> memory, object? state, Action<Delegate, object?>? invoke, Delegate? release)
    {
        bool isArray = MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment);

        // First, because the caller's memory may refuse.
        MemoryHandle pin = isArray ? default : memory.Pin();
        if (!(t_cache ??= new ThreadCache<WrappedBuffer>(Shared)).TryPop(out WrappedBuffer? buffer))
        {
            buffer = new WrappedBuffer();
        }

        buffer._isArray = isArray;
        if (isArray)
        {
            byte[] array = segment.Array!;
            buffer._array.Target = array;
            buffer.Pointer = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + segment.Offset;
        }
        else
        {
            buffer._pin = pin;
            buffer.Pointer = pin.Pointer == null ? Nowhere : pin.Pointer;
        }

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
        try
        {
            try
            {
                // Unpins, and memory that is no array is unpinned by code of its owner.
                buffer.Abandon();
            }
            finally
            {
                invoke?.Invoke(release!, state);
            }
        }
        catch (Exception exception)
        {
            // No code can catch it, and ending the process over a buffer would be worse than saying so.
            Trace.TraceError($"The unpinning or the release callback of a wrapped frame threw: {exception}");
        }
    }

    /// <summary>Unpins and pools without calling the release callback.</summary>
    public void Abandon()
    {
        bool isArray = _isArray;
        MemoryHandle pin = default;
        if (isArray)
        {
            _array.Target = null;
        }
        else
        {
            (pin, _pin) = (_pin, default);
        }

        _state = null;
        _invoke = null;
        _release = null;
        Accounting.BufferReleased();
        if (!(t_cache ??= new ThreadCache<WrappedBuffer>(Shared)).TryPush(this))
        {
            Shared.Destroy(this);
        }

        if (!isArray)
        {
            // Last: it may throw.
            pin.Dispose();
        }
    }

    private void Destroy()
    {
        _array.Dispose();
        _self.Free();
    }
}
