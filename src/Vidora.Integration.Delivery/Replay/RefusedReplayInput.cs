namespace Vidora.Integration.Delivery.Replay;

/// <summary>Stands for an input that was found and is not read.</summary>
internal sealed class RefusedReplayInput(string name, ReplayFileState state, string problem) : ReplayInput(name, 0)
{
    internal override (ReplayFileState State, string Problem)? Refusal => (state, problem);
}
