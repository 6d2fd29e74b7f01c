using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The names of RADIO and DISH groups.</summary>
internal static class GroupName
{
    /// <summary>Encodes a group, or throws: libzmq only says EINVAL.</summary>
    public static NativeString Encode(string group, Span<byte> stack)
    {
        ArgumentNullException.ThrowIfNull(group);
        NativeString encoded = new(group, nameof(group), stack);
        if (encoded.Bytes.Length - 1 > Libzmq.ZMQ_GROUP_MAX_LENGTH)
        {
            encoded.Dispose();
            throw new ArgumentException($"A group has at most {Libzmq.ZMQ_GROUP_MAX_LENGTH} bytes of UTF-8.", nameof(group));
        }

        return encoded;
    }
}
