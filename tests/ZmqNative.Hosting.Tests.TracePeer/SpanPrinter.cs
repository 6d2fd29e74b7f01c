using System.Diagnostics;
using OpenTelemetry;

namespace ZmqNative.Hosting.Tests.TracePeer;

/// <summary>Prints each span as it ends, on one line.</summary>
internal sealed class SpanPrinter : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
        {
            Console.WriteLine($"span {span.DisplayName}|{span.TraceId}|{span.ParentSpanId}|{span.HasRemoteParent}|{span.TraceStateString}");
        }

        return ExportResult.Success;
    }
}
