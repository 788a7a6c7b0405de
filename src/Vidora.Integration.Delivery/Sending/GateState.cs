namespace Vidora.Integration.Delivery.Sending;

/// <summary>Whether requests may leave.</summary>
internal enum GateKind
{
    /// <summary>As many as there are.</summary>
    Open,

    /// <summary>Vidora fails or asked for patience: one now and then.</summary>
    Waiting,

    /// <summary>The set-up is wrong: one now and then, until a person has put it right.</summary>
    Paused,
}

/// <summary>What a gate is at a moment.</summary>
internal sealed record GateState(GateKind Kind, string Reason, int? HttpStatus, DateTimeOffset Since, DateTimeOffset NextProbe);

/// <summary>Leave for one request.</summary>
internal readonly record struct GatePass(int Generation, GateKind Kind)
{
    public bool IsProbe => Kind != GateKind.Open;
}
