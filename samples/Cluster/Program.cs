// dotnet run --project samples/Cluster       an order book on three broker processes and a nats-server, with a client in Python; one process is killed
using System.Globalization;
using ZmqNative.Samples.ClusterOrders;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["broker", var name, var nats, var store])
{
    await BrokerProcess.RunAsync(name, nats, store);
    return 0;
}

if (Programs.FindNatsServer() is not { } server)
{
    Console.Error.WriteLine("This sample needs nats-server: apt-get install nats-server. ZMQNATIVE_NATS_SERVER may name the program.");
    return 2;
}

if (await Programs.FindPythonAsync() is not { } python)
{
    Console.Error.WriteLine("This sample needs a Python with pyzmq: apt-get install python3-zmq. ZMQNATIVE_PYTHON may name the program.");
    return 2;
}

return await Demo.RunAsync(server, python);
