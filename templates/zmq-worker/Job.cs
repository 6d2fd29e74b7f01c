using System.Text.Json.Serialization;

namespace ZmqWorker;

/// <summary>A job, as JSON on the wire.</summary>
/// <param name="Id">Its id. A job may be delivered twice: an id makes that visible.</param>
/// <param name="Name">What is to be done.</param>
public sealed record Job(int Id, string Name);

/// <summary>The code that reads and writes jobs, made by the compiler.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Job))]
public sealed partial class JobJson : JsonSerializerContext;
