using Tour.Stage;

namespace Tour.Screen;

/// <summary>What a progress bar knows of its step: nothing before it starts, and the result once it is done.</summary>
internal readonly record struct StepState(Gauge? Gauge, Measurement? Result)
{
    public const string Key = "step";
}
