using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

/// <summary>Runs the order book as a reader would, with its Python client.</summary>
public sealed class OrdersTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [Test]
    public async Task The_demonstration_fills_orders_by_price_and_restarts_only_the_poisoned_one()
    {
        using Process orders = StartOrders();
        string output = await EndAsync(orders);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(output, Does.Contain("EUR: 50 at 1.07, b1 from s2"));
            Assert.That(output, Does.Contain("EUR: 70 at 1.08, b1 from s1"));
            Assert.That(output, Does.Contain("Actor 'order/poison' failed: DivideByZeroException"));
            Assert.That(output, Does.Contain("Id = b1, Status = filled, Filled = 120"));
            Assert.That(output, Does.Contain("Id = s1, Status = cancelled, Filled = 70, Open = 0"));
        }
    }

    [Test]
    public async Task The_Python_client_trades_over_tcp()
    {
        string python = PythonInterpreter.With("zmq", Requirement.Pyzmq);
        using Process orders = StartOrders("tcp://127.0.0.1:*");
        string[] words = (await orders.StandardOutput.ReadLineAsync())!.Split(' ', ',', ';');
        string[] endpoints = [.. words.Where(static word => word.StartsWith("tcp://", StringComparison.Ordinal))];
        using Process client = Start(python, [Path.Combine(AppContext.BaseDirectory, "client.py"), .. endpoints]);
        string output;
        try
        {
            output = await EndAsync(client);
        }
        finally
        {
            orders.StandardInput.Close();
        }

        _ = await EndAsync(orders);
        Assert.That(output, Is.EqualTo("executions/EUR: 10 at 1.05\n(failed)\npy-buy-1: filled, 10 at 1.05"));
    }

    private static Process StartOrders(params string[] arguments) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Orders.dll"), .. arguments]);

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<string> EndAsync(Process process)
    {
        using CancellationTokenSource limit = new(Generous);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            string problem = await errors;
            Assert.That(process.ExitCode, Is.Zero, problem);
            return output.ReplaceLineEndings("\n").TrimEnd();
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
