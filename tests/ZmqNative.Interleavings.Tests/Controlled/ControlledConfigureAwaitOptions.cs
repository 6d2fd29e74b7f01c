namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.Tasks.ConfigureAwaitOptions"/>: the continuation is a thread of the schedule.</summary>
internal enum ControlledConfigureAwaitOptions
{
    ForceYielding,
}
