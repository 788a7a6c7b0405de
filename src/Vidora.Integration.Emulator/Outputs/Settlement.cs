namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Says what became of a document.</summary>
internal enum Settlement
{
    Accepted,
    Dropped,
    GivenUp,
}
