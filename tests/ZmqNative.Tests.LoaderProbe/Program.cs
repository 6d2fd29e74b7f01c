using ZmqNative;

// Makes the first calls into libzmq, twice and on two threads at once, and prints the results.
string[] results = new string[2];
Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() => results[i] = Probe()))];
foreach (Thread thread in threads)
{
    thread.Start();
}

foreach (Thread thread in threads)
{
    thread.Join();
}

string again = Probe();
Console.WriteLine(results[0]);
return results[0] == results[1] && results[0] == again ? 0 : 1;

static string Probe()
{
    try
    {
        using Context context = new();
        using Socket socket = context.CreateSocket(SocketType.Pair);
        return $"{Zmq.Version} from {Zmq.LibraryPath}";
    }
#pragma warning disable CA1031 // Whatever it is, the test looks at it.
    catch (Exception exception)
#pragma warning restore CA1031
    {
        return $"{exception.GetType().FullName}: {exception.Message}";
    }
}
