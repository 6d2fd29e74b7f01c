using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The keys of a socket for CURVE and PLAIN, of which it can have one.</summary>
internal static class SecurityKeys
{
    public static readonly string[] Names = [.. CurveKeys.Names, .. PlainKeys.Names];

    public static TOptions Read<TOptions>(SectionReader reader, TOptions options)
        where TOptions : PatternOptions
    {
        SecurityOptions? curve = CurveKeys.Read(reader);
        SecurityOptions? plain = PlainKeys.Read(reader);
        if (curve is not null && plain is not null)
        {
            reader.Report(string.Empty, "has keys for CURVE and for PLAIN: a socket has one mechanism");
        }

        if ((curve ?? plain) is not { } security)
        {
            return options;
        }

        PatternOptions common = options;
        return (TOptions)(common with { Security = security });
    }
}
