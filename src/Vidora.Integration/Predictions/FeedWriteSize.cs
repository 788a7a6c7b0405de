using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>How much a call would send.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Bytes">How many bytes their bodies have.</param>
public readonly record struct FeedWriteSize(int Requests, long Bytes);
