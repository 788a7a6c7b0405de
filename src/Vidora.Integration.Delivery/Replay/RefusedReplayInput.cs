namespace Vidora.Integration.Delivery.Replay;

/// <summary>Something that was found among the inputs and is not read.</summary>
internal sealed class RefusedReplayInput(string name, ReplayFileState state, string problem) : ReplayInput(name, 0)
{
    internal override (ReplayFileState State, string Problem)? Refusal => (state, problem);
}
