using Tour.Stage;

namespace Tour.Screen;

/// <summary>The state of the step of a progress bar: empty before it starts, with the result when it has ended.</summary>
internal readonly record struct StepState(Gauge? Gauge, Measurement? Result)
{
    public const string Key = "step";
}
