using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ZmqNative.Benchmarks;

/// <summary>A short job, so that a suite ends in minutes; results in <c>artifacts/bench</c>.</summary>
internal sealed class BenchmarkConfiguration : ManualConfig
{
    public BenchmarkConfiguration(bool quick)
    {
        // In this process: BenchmarkDotNet would otherwise build a separate project for each job, without libzmq
        // beside it.
        AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(quick ? 1 : 3)
            .WithIterationCount(quick ? 1 : 5)
            .WithIterationTime(TimeInterval.FromMilliseconds(quick ? 10 : 100)));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        WithOptions(ConfigOptions.DisableOptimizationsValidator);
        WithSummaryStyle(SummaryStyle.Default.WithRatioStyle(RatioStyle.Value));
        WithArtifactsPath(Path.Combine("artifacts", "bench"));
    }
}
