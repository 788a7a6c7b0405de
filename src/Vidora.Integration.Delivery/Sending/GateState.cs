using System.Globalization;

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
    /// <summary>Gets since when an operator holds the gate; null when none does.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>Returns the sentence that says why sending is paused and what to correct.</summary>
    public string DescribePause() => "Sending is paused: " + Reason switch
    {
        "invalid_signature" => "Vidora finds the signature invalid. Check ApiSecret of this account, and the clock of this machine.",
        "unknown_host" => "the host of BaseAddress is unknown. Check BaseAddress of this account, and name resolution.",
        "tls_failure" => "no secure connection can be made. Check BaseAddress of this account, and the machine's certificates.",
        _ when HttpStatus is >= 300 and < 400 and var status =>
            $"Vidora answered {status.ToString(CultureInfo.InvariantCulture)}, which sends requests elsewhere. Check BaseAddress of this account.",
        _ when HttpStatus is { } status =>
            $"Vidora answered {status.ToString(CultureInfo.InvariantCulture)}. Check ApiKey and ApiSecret of this account.",
        _ => $"the setup is wrong ({Reason}). Check BaseAddress, ApiKey and ApiSecret of this account.",
    };
}

/// <summary>Permits one request.</summary>
internal readonly record struct GatePass(int Generation, GateKind Kind)
{
    public bool IsProbe => Kind != GateKind.Open;
}
