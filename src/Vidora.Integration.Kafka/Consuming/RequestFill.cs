namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Says when a request is full: at a number of events, or after a delay.</summary>
internal readonly record struct RequestFill(int MaxEvents, TimeSpan Delay);
