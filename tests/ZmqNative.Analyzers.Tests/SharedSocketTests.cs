using Microsoft.CodeAnalysis.Testing;

namespace ZmqNative.Analyzers.Tests;

/// <summary>ZMQ005.</summary>
internal sealed class SharedSocketTests : RuleTest<SharedSocketAnalyzer, EmptyCodeFixProvider>
{
    [Test]
    public Task A_socket_that_two_threads_use_is_reported() => VerifyAsync(Program(
        "_ = Task.Run(() => [|socket.Receive()|].Dispose()); socket.Send(\"x\");",
        "Task task = Task.Run(() => [|socket.Receive()|].Dispose()); await Task.Delay(1); socket.Send(\"x\"); await task;",
        "Thread thread = new(() => [|socket.Receive()|].Dispose()); thread.Start(); socket.Send(\"x\"); thread.Join();",
        "ThreadPool.QueueUserWorkItem(_ => [|socket.Send(\"x\")|]); socket.Send(\"y\");",
        "Task.Factory.StartNew(() => [|socket.Send(\"x\")|]); socket.Send(\"y\");",
        "using Timer timer = new(_ => [|socket.Send(\"x\")|], null, 0, 1); socket.Send(\"y\");",
        "Parallel.For(0, 2, i => [|socket.Send(\"x\")|]);",
        "Parallel.Invoke(() => [|socket.Send(\"x\")|], () => [|socket.Send(\"y\")|]);",
        "for (int i = 0; i < 2; i++) { _ = Task.Run(() => [|socket.Send(\"x\")|]); }",
        "Task a = Task.Run(() => [|socket.Send(\"x\")|]); Task b = Task.Run(() => socket.Send(\"y\")); await Task.WhenAll(a, b);"));

    [Test]
    public Task A_socket_that_is_passed_on_from_one_thread_to_another_is_not_reported() => VerifyAsync(Program(
        "socket.Bind(\"inproc://a\"); _ = Task.Run(() => socket.Receive().Dispose());",
        "Task task = Task.Run(() => socket.Receive().Dispose()); socket.Dispose(); await task;",
        "Task task = Task.Run(() => socket.Receive().Dispose()); await task; socket.Send(\"x\");",
        "Task task = Task.Run(() => socket.Receive().Dispose()); task.Wait(); socket.Send(\"x\");",
        "await Task.Run(() => socket.Receive().Dispose()); socket.Send(\"x\");",
        "await Task.Run(() => socket.Receive().Dispose()).WaitAsync(TimeSpan.FromSeconds(1)); socket.Send(\"x\");",
        "Thread thread = new(() => socket.Receive().Dispose()); socket.Bind(\"inproc://a\"); thread.Start(); thread.Join(); socket.Send(\"x\");",
        "Task task = Task.Run(() => { lock (gate) { socket.Send(\"x\"); } }); lock (gate) { socket.Send(\"y\"); }",
        "_ = Task.Run(() => { using Socket own = zmq.CreateSocket(SocketType.Pull); own.Receive().Dispose(); }); socket.Send(\"x\");",
        "for (int i = 0; i < 2; i++) { using Socket own = zmq.CreateSocket(SocketType.Push); await Task.Run(() => own.Send(\"x\")); }",
        "List<Task> tasks = []; tasks.Add(Task.Run(() => socket.Send(\"x\"))); await Task.WhenAll(tasks); socket.Send(\"y\");",
        "Func<int> later = () => { socket.Send(\"x\"); return 1; }; socket.Send(\"y\");",
        "_ = Task.Run(() => safe.Send(\"x\")); safe.Send(\"y\");"));

    [Test]
    public Task A_static_socket_is_reported() => VerifyAsync("""
        Sockets.Send();

        static class Sockets
        {
            private static readonly Context Zmq = new();
            private static readonly Socket [|Shared|] = Zmq.CreateSocket(SocketType.Push);
            private static readonly Socket Locked = Zmq.CreateSocket(SocketType.Push);
            private static readonly object Gate = new();
            public static readonly Socket [|Public|] = Zmq.CreateSocket(SocketType.Push);

            [ThreadStatic]
            private static Socket? _own;

            #pragma warning disable ZMQDRAFT
            private static readonly Socket ThreadSafe = Zmq.CreateSocket(SocketType.Client);
            #pragma warning restore ZMQDRAFT

            private static Socket [|Property|] { get; } = Zmq.CreateSocket(SocketType.Push);

            public static void Send()
            {
                Shared.Send("x");
                Property.Send("x");
                lock (Gate)
                {
                    Locked.Send("x");
                }

                _own ??= Zmq.CreateSocket(SocketType.Push);
                _own.Send("x");
                ThreadSafe.Send("x");
            }
        }
        """);

    [Test]
    public Task Uses_that_cannot_be_at_the_same_time_are_not_reported() => VerifyAsync(Program(
        "if (flag) { Task task = Task.Run(() => socket.Send(\"a\")); } else { socket.Send(\"b\"); }",
        "switch (flag) { case true: _ = Task.Run(() => socket.Send(\"a\")); break; default: socket.Send(\"b\"); break; }",
        "if (flag) { _ = Task.Run(() => socket.Send(\"a\")); return; } socket.Send(\"b\");",
        "Task[] tasks = [Task.Run(() => socket.Send(\"a\"))]; foreach (Task task in tasks) { await task; } socket.Send(\"b\");",
        "Task first = Task.Run(() => socket.Send(\"a\")); Task second = first.ContinueWith(_ => socket.Send(\"b\")); await second; socket.Send(\"c\");",
        "Task task = Task.Run(() => socket.Send(\"a\")); while (!task.IsCompleted) { await Task.Delay(1); } socket.Send(\"b\");",
        "TaskCompletionSource done = new(); ThreadPool.QueueUserWorkItem(_ => { socket.Send(\"a\"); done.SetResult(); }); await done.Task; socket.Send(\"b\");",
        "ManualResetEventSlim done = new(); Thread thread = new(() => { socket.Send(\"a\"); done.Set(); }); thread.Start(); done.Wait(); socket.Send(\"b\");",
        "if (flag) { Task task = Task.Run(() => [|socket.Send(\"a\")|]); } socket.Send(\"b\");",
        "CancellationTokenSource end = new(); Task task = Task.Run(() => [|socket.Send(end.ToString()!)|]); await Task.Delay(1, end.Token); socket.Send(\"b\");"));

    [Test]
    public Task A_socket_in_a_field_is_checked() => VerifyAsync("""
        using Context zmq = new();
        new Service(zmq.CreateSocket(SocketType.Dealer)).Run();

        sealed class Service(Socket socket)
        {
            private readonly Socket _socket = socket;

            public void Run()
            {
                _ = Task.Run(() => [|_socket.Send("x")|]);
                _socket.Send("y");
            }

            public void RunOnlyThere() => _ = Task.Run(() => _socket.Send("x"));
        }
        """);

    private static string Program(params string[] statements) => $$"""
        #pragma warning disable ZMQDRAFT
        using Context zmq = new();
        object gate = new();
        bool flag = gate is not null;
        {{string.Join("\n", statements.Select(static (s, i) => $$"""
            async Task Run{{i}}()
            {
                using Socket socket = zmq.CreateSocket(SocketType.Dealer);
                using Socket safe = zmq.CreateSocket(SocketType.Client);
                await Task.Yield();
                {{s}}
            }
            """))}}
        """;
}
