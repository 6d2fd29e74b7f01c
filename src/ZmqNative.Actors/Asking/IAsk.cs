using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>Declares the type of the answer to a message, so that <c>AskAsync(message)</c> needs no type argument.</summary>
/// <typeparam name="TReply">The type of the answer.</typeparam>
[SuppressMessage("Design", "CA1040", Justification = "It carries a type, for inference.")]
public interface IAsk<TReply>;
