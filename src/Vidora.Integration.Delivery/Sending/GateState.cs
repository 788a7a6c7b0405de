using Vidora.Integration.Client;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Says whether requests may be sent.</summary>
internal enum GateKind
{
    /// <summary>All requests are sent.</summary>
    Open,

    /// <summary>Vidora fails or asked for a wait. One request at a time probes.</summary>
    Waiting,

    /// <summary>The account is at fault. One request at a time probes until the setup is corrected.</summary>
    Paused,
}

/// <summary>Holds the state of a gate at one moment.</summary>
internal sealed record GateState(GateKind Kind, string Reason, int? HttpStatus, DateTimeOffset Since, DateTimeOffset NextProbe)
{
    /// <summary>Gets the answer that paused the account; null while it is not paused.</summary>
    public SendOutcome? Fault { get; init; }

    /// <summary>Gets whether another service seems to answer at the address, so that waiting here helps only when it goes away.</summary>
    public bool IsWrongDoor => Kind == GateKind.Paused
        && (Reason is AnswerClassifier.AllRefused or AnswerClassifier.UnrecognisedAnswer || HttpStatus is (> 202 and < 300) or 404 or 405 or 410 or 421);

    /// <summary>Gets since when an operator holds the gate; null when none does.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>Returns the sentence that says why sending is paused and what to correct.</summary>
    public string DescribePause() =>
        $"Sending is paused: {SetupFault.Describe(Fault ?? new SendOutcome(SendStatus.AccountFault, Reason) { HttpStatus = HttpStatus })}";
}

/// <summary>Permits one request.</summary>
internal readonly record struct GatePass(int Generation, GateKind Kind)
{
    public bool IsProbe => Kind != GateKind.Open;
}
