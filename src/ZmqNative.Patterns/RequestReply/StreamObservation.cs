using System.Diagnostics;

namespace ZmqNative.Patterns;

/// <summary>The span and the measurement of one request for a stream, from the request to the end of the enumeration.</summary>
internal sealed class StreamObservation : IDisposable
{
    private readonly Pattern _pattern;
    private readonly long _begin;
    private readonly Activity? _activity;
    private readonly Activity? _traced;
    private Exception? _failure;

    private StreamObservation(Pattern pattern, long begin)
    {
        _pattern = pattern;
        _begin = begin;
        _activity = PatternTracing.IsOn ? PatternTracing.StartRequest(pattern) : null;
        _traced = PatternTracing.IsOn ? _activity ?? Activity.Current : null;
    }

    /// <summary>Begins to observe. Returns null if nothing listens.</summary>
    public static StreamObservation? Begin(Pattern pattern)
    {
        long begin = PatternMetrics.BeginRequest();
        return begin != 0 || PatternTracing.IsOn ? new StreamObservation(pattern, begin) : null;
    }

    /// <summary>Makes the frame that carries the context of the span. Returns false if there is no span.</summary>
    public bool TryWriteTrace(out Frame frame) => TraceContext.TryWrite(_traced, out frame);

    /// <summary>Stores the exception that the reader gets.</summary>
    public void Fail(Exception exception) => _failure = exception;

    /// <summary>Ends the span and the measurement.</summary>
    public void Dispose()
    {
        PatternMetrics.EndRequest(_pattern, _begin, _failure);
        if (_failure is not null)
        {
            _activity.Fail(_failure);
        }

        PatternTracing.End(_activity);
    }
}
