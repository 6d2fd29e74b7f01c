namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.Tasks.ConfigureAwaitOptions"/>: what follows the await is a thread of the schedule.</summary>
internal enum ControlledConfigureAwaitOptions
{
    ForceYielding,
}
