namespace ZmqNative.Actors;

/// <summary>A message of the broker to one of its own actors. If that has stopped, it is no dead letter: nobody has lost anything.</summary>
internal interface IBrokerMessage;
