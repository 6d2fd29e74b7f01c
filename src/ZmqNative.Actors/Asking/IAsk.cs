using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>Marks a message with the type of its answer, so that <c>AskAsync(message)</c> needs no type argument.</summary>
/// <typeparam name="TReply">What the actor answers with.</typeparam>
[SuppressMessage("Design", "CA1040", Justification = "It carries a type, for inference.")]
public interface IAsk<TReply>;
