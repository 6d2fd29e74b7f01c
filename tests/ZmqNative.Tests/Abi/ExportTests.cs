using System.Reflection;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.Tests;

/// <summary>The functions of zmq.h, the C# declarations, and what the loaded library exports.</summary>
[TestFixture]
public sealed class ExportTests
{
    private ZmqHeader _header = null!;

    [OneTimeSetUp]
    public void ReadTheHeader() => _header = ZmqHeader.Find();

    [Test]
    public void Every_function_of_the_header_is_declared()
    {
        Assert.That(_header.Functions, Has.Count.GreaterThan(90));
        Dictionary<string, MethodInfo> declared = Declared();
        Assert.That(_header.Functions.Select(static f => f.Name).Where(name => !declared.ContainsKey(name)), Is.Empty);
    }

    [Test]
    public void Every_declaration_has_the_parameters_of_the_header()
    {
        Dictionary<string, MethodInfo> declared = Declared();
        using (Assert.EnterMultipleScope())
        {
            foreach (HeaderFunction function in _header.Functions.Where(f => declared.ContainsKey(f.Name)))
            {
                MethodInfo method = declared[function.Name];
                Assert.That(Shape(method.ReturnType), Is.EqualTo(Shape(function.Result)), $"the result of {function.Name}");
                Assert.That(
                    method.GetParameters().Select(static p => Shape(p.ParameterType)),
                    Is.EqualTo(function.Parameters.Select(Shape)),
                    $"the parameters of {function.Name}");
            }
        }
    }

    [Test]
    public void The_loaded_library_exports_every_function_that_both_declare()
    {
        if (_header.Version != Zmq.Version)
        {
            Assert.Ignore($"The libzmq at {Zmq.LibraryPath} is {Zmq.Version}, {_header.Path} is {_header.Version}.");
        }

        if (!Zmq.Has("draft"))
        {
            Assert.Ignore($"The libzmq at {Zmq.LibraryPath} was built without its draft API, which the header has.");
        }

        nint library = NativeLibrary.Load(Zmq.LibraryPath);
        try
        {
            Dictionary<string, MethodInfo> declared = Declared();
            Assert.That(
                _header.Functions.Select(static f => f.Name)
                    .Where(name => declared.ContainsKey(name) && !NativeLibrary.TryGetExport(library, name, out _)),
                Is.Empty);
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    private static Dictionary<string, MethodInfo> Declared() =>
        new[] { typeof(Libzmq), typeof(LibzmqDraft) }
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static method => method.Name.StartsWith("zmq_", StringComparison.Ordinal))
            .ToDictionary(static method => method.Name, StringComparer.Ordinal);

    private static string Shape(Type type) =>
        type.IsPointer || type.IsFunctionPointer ? "pointer"
        : type == typeof(CLong) ? "long"
        : type == typeof(CULong) ? "unsigned long"
        : type == typeof(nint) ? "fd"
        : type == typeof(nuint) ? "size"
        : type.Name;

    // zmq_fd_t is passed as a pointer-sized number, which fits both calling conventions.
    private static string Shape(string type) => type switch
    {
        _ when type.EndsWith('*') => "pointer",
        "zmq_timer_fn" => "pointer",
        "zmq_fd_t" => "fd",
        "size_t" => "size",
        "int" => nameof(Int32),
        "short" => nameof(Int16),
        "uint32_t" => nameof(UInt32),
        "uint64_t" => nameof(UInt64),
        "void" => "Void",
        _ => type,
    };
}
