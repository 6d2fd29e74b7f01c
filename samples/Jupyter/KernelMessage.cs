using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ZmqNative.Samples.Jupyter;

/// <summary>A message: <c>topic | &lt;IDS|MSG&gt; | signature | header | parent header | metadata | content</c>, the topic in output alone.</summary>
public sealed record KernelMessage(string Type, string ParentId, JsonNode Content)
{
    /// <summary>Whether the request that it belongs to has no more output.</summary>
    public bool IsIdle => Type == "status" && $"{Content["execution_state"]}" == "idle";

    public static MultipartMessage Write(string type, JsonObject content, byte[] key, out string id)
    {
        id = Guid.NewGuid().ToString();
        JsonObject header = new() { ["msg_id"] = id, ["msg_type"] = type, ["session"] = "sample", ["username"] = "sample", ["version"] = "5.3" };
        string[] parts = [header.ToJsonString(), "{}", "{}", content.ToJsonString()];
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Concat(parts))));
        return ["<IDS|MSG>", signature, .. parts];
    }

    public static string ReadId(MultipartMessage request) => $"{JsonNode.Parse(request[2].Span)!["msg_id"]}";

    public static KernelMessage Read(MultipartMessage message, byte[] key)
    {
        int start = $"{message[0]}" == "<IDS|MSG>" ? 1 : 2;
        byte[] signed = [.. message[start + 1].Span, .. message[start + 2].Span, .. message[start + 3].Span, .. message[start + 4].Span];
        return !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, signed), Convert.FromHexString($"{message[start]}"))
            ? throw new CryptographicException("A message of the kernel has a wrong signature.")
            : new KernelMessage(
                $"{JsonNode.Parse(message[start + 1].Span)!["msg_type"]}",
                $"{JsonNode.Parse(message[start + 2].Span)!["msg_id"]}",
                JsonNode.Parse(message[start + 4].Span)!);
    }
}
