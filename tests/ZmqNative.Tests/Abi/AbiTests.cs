using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.Tests;

/// <summary>The sizes, offsets and constants of the C# declarations compared with those that a C compiler gets from zmq.h.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "cc and the Unix layouts are the subject")]
public sealed class AbiTests
{
    // Macros that configure or describe the header, and are not values of the API.
    private static readonly string[] HeaderOnly =
    [
        "ZMQ_VERSION", "ZMQ_VERSION_MAJOR", "ZMQ_VERSION_MINOR", "ZMQ_VERSION_PATCH", "ZMQ_EXPORT",
        "ZMQ_DEFINED_STDINT", "ZMQ_HAS_CAPABILITIES",
    ];

    // POSIX defines them on every platform; libzmq returns them.
    private static readonly string[] PosixErrors =
    [
        "EPERM", "ENOENT", "EINTR", "EBADF", "EAGAIN", "ENOMEM", "EACCES", "EFAULT", "EEXIST", "ENODEV", "EINVAL", "EMFILE",
        "ENAMETOOLONG", "ENOTSOCK", "EMSGSIZE", "EPROTONOSUPPORT", "ENOTSUP", "EAFNOSUPPORT", "EADDRINUSE", "EADDRNOTAVAIL",
        "ENETDOWN", "ENETUNREACH", "ENETRESET", "ECONNABORTED", "ECONNRESET", "ENOBUFS", "ENOTCONN", "ETIMEDOUT",
        "EIO", "EBUSY", "ENOTDIR", "EISDIR", "ENFILE", "ENOSPC", "EROFS", "EPIPE", "ELOOP", "EPROTO", "ENOPROTOOPT", "EISCONN", "EALREADY", "ECANCELED",
        "ECONNREFUSED", "EHOSTUNREACH", "EINPROGRESS",
    ];

    private ZmqHeader _header = null!;
    private Dictionary<string, long> _printed = null!;

    [OneTimeSetUp]
    public async Task CompileAndRunTheProgram()
    {
        _header = ZmqHeader.Find();
        string folder = Directory.CreateTempSubdirectory("zmqnative-abi-").FullName;
        try
        {
            HashSet<string> names = new([.. _header.NumericMacros, .. Declared().Keys, .. PosixErrors], StringComparer.Ordinal);
            names.ExceptWith(HeaderOnly);
            await File.WriteAllLinesAsync(
                Path.Combine(folder, "names.inc"), names.Select(static name => $"#ifdef {name}\nVALUE ({name})\n#endif"));
            string program = Path.Combine(folder, "abi");
            await CCompiler.CompileAsync(
                "-DZMQ_BUILD_DRAFT_API", "-I", Path.GetDirectoryName(_header.Path)!, "-I", folder,
                Path.Combine(AppContext.BaseDirectory, "Abi", "abi.c"), "-o", program);
            ProcessResult result = (await ChildProcess.TryRunAsync(program, []))!;
            Assert.That(result.ExitCode, Is.Zero, result.ToString());
            _printed = result.Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line.Split(' '))
                .ToDictionary(
                    static words => words[0],
                    static words => long.Parse(words[1], CultureInfo.InvariantCulture),
                    StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public unsafe void A_message_has_the_size_and_alignment_of_C()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sizeof(zmq_msg_t), Is.EqualTo(_printed["sizeof.zmq_msg_t"]));
            Assert.That(AlignmentOf<zmq_msg_t>(), Is.GreaterThanOrEqualTo(_printed["alignof.zmq_msg_t"]));
        }
    }

    [Test]
    public unsafe void A_poll_item_has_the_layout_of_C()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sizeof(zmq_pollitem_t), Is.EqualTo(_printed["sizeof.zmq_pollitem_t"]));
            Assert.That(PollItems.Size, Is.EqualTo(_printed["sizeof.zmq_pollitem_t"]));
            Assert.That(AlignmentOf<zmq_pollitem_t>(), Is.EqualTo(_printed["alignof.zmq_pollitem_t"]));
            AssertOffsets<zmq_pollitem_t>("socket", "fd", "events", "revents");
        }
    }

    [Test]
    public unsafe void A_poller_event_has_the_layout_of_C()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sizeof(zmq_poller_event_t), Is.EqualTo(_printed["sizeof.zmq_poller_event_t"]));
            Assert.That(AlignmentOf<zmq_poller_event_t>(), Is.EqualTo(_printed["alignof.zmq_poller_event_t"]));
            AssertOffsets<zmq_poller_event_t>("socket", "fd", "user_data", "events");
        }
    }

    [Test]
    public unsafe void Plain_C_types_have_the_size_of_what_stands_for_them()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_printed["sizeof.zmq_fd_t"], Is.EqualTo(sizeof(int)));
            Assert.That(sizeof(CLong), Is.EqualTo(_printed["sizeof.long"]));
            Assert.That(sizeof(nuint), Is.EqualTo(_printed["sizeof.size_t"]));
        }
    }

    [Test]
    public void Every_constant_has_the_value_of_the_header()
    {
        int compared = 0;
        using (Assert.EnterMultipleScope())
        {
            foreach ((string name, long value) in Declared())
            {
                // The constant is missing: it is newer than the header.
                if (_printed.TryGetValue(name, out long expected))
                {
                    Assert.That(value, Is.EqualTo(ExceptionFor(name, expected)), name);
                    compared++;
                }
            }
        }

        Assert.That(compared, Is.GreaterThan(180), "constants found in the header");
        TestContext.Out.WriteLine($"{compared} of {Declared().Count} constants are in {_header.Path}");
    }

    [Test]
    public void Every_constant_of_the_header_is_declared()
    {
        Dictionary<string, long> declared = Declared();
        Assert.That(_header.NumericMacros, Has.Count.GreaterThan(180));
        Assert.That(
            _header.NumericMacros.Where(name => !declared.ContainsKey(name) && !HeaderOnly.AsSpan().Contains(name)), Is.Empty);
    }

    [Test]
    public void Error_numbers_are_those_of_this_platform()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (string name in PosixErrors)
            {
                Assert.That(Errno.NameOf((int)_printed[name]), Is.EqualTo(name));
            }

            foreach (FieldInfo constant in typeof(Errno).GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                Assert.That(constant.GetRawConstantValue(), Is.EqualTo(_printed[constant.Name]), constant.Name);
            }

            foreach (PropertyInfo property in typeof(Errno).GetProperties(BindingFlags.Public | BindingFlags.Static))
            {
                Assert.That(property.GetValue(null), Is.EqualTo(_printed[property.Name]), property.Name);
            }
        }
    }

    /// <summary>Every constant of the two interop classes, by name.</summary>
    private static Dictionary<string, long> Declared() =>
        new[] { typeof(Libzmq), typeof(LibzmqDraft) }
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(static field => field.IsLiteral)
            .ToDictionary(
                static field => field.Name,
                static field => Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture),
                StringComparer.Ordinal);

    // 4.3.5 changed the value, which is a flag, to one that no combination of the others has.
    private static long ExceptionFor(string name, long header) =>
        name == nameof(LibzmqDraft.ZMQ_RECONNECT_STOP_AFTER_DISCONNECT) && header == 3 ? 4 : header;

    private static unsafe int AlignmentOf<T>()
        where T : unmanaged
    {
        Aligned<T> probe = default;
        return (int)((byte*)&probe.Value - (byte*)&probe);
    }

    private void AssertOffsets<T>(params string[] fields)
        where T : unmanaged
    {
        string type = typeof(T).Name;
        Assert.That(typeof(T).GetFields().Select(static f => f.Name), Is.EqualTo(fields), type);
        foreach (string field in fields)
        {
            Assert.That((long)Marshal.OffsetOf<T>(field), Is.EqualTo(_printed[$"offsetof.{type}.{field}"]), $"{type}.{field}");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Aligned<T>
        where T : unmanaged
    {
        public byte Before;
        public T Value;
    }
}
