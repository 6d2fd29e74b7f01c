namespace ZmqNative.Interleavings;

/// <summary>Chooses the thread that continues at each step.</summary>
internal interface IStrategy
{
    /// <summary>Chooses a thread.</summary>
    /// <param name="options">The numbers of the threads that can continue; 0 and -1 for a choice of another kind.</param>
    /// <param name="costs">Whether any but the first is a preemption.</param>
    /// <param name="yielding">The thread that yields; 0 for none.</param>
    /// <returns>The index of one of the options.</returns>
    int Choose(int[] options, bool costs, int yielding);

    /// <summary>Prepares the next schedule.</summary>
    /// <returns>False when all have been explored.</returns>
    bool MoveNext();
}
