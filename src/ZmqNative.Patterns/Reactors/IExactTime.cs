namespace ZmqNative.Patterns;

/// <summary>Marks a clock of a test, which has few timers and stands still between them: deadlines on it are exact, and not grouped by slots.</summary>
internal interface IExactTime;
