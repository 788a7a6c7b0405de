using System.Globalization;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Client;

/// <summary>Describes why an account is at fault: what answered, and what to check.</summary>
internal static class SetupFault
{
    public static string Describe(SendOutcome fault) => fault switch
    {
        { Reason: AnswerClassifier.InvalidSignature } =>
            "Vidora finds the signature invalid. Check ApiSecret of this account, and the clock of this machine.",
        { Reason: AnswerClassifier.UnknownHost } => "the host of BaseAddress is unknown. Check BaseAddress of this account, and name resolution.",
        { Reason: AnswerClassifier.TlsFailure } =>
            "no secure connection can be made. Check BaseAddress of this account, and the machine's certificates and clock.",
        { ClockError: { } error } =>
            $"Vidora answered {Status(fault)}, and the clock of this machine is {Durations.Of(error.Duration())} {(error > TimeSpan.Zero ? "ahead of" : "behind")} "
            + "Vidora's. Set the clock: a signature expires. Then check ApiKey and ApiSecret of this account.",
        { Reason: AnswerClassifier.ProxyRefused } =>
            $"{fault.Origin} answered {Status(fault)} and does not connect to Vidora. Check the address and the credentials of the proxy.",
        { HttpStatus: 407 } => "a proxy answered 407. Check the address and the credentials of the proxy.",
        { Reason: AnswerClassifier.AllRefused } =>
            $"Vidora refused one event after the other ({fault.Origin}), {RefusalRun.Limit} of them alone or {RefusalRun.MaxRequests} requests, and accepted none in "
            + "between. Check BaseAddress of this account, because another service may answer there, and what the refused events have in common.",
        { HttpStatus: 401 or 403 } => $"Vidora answered {Status(fault)}. Check ApiKey and ApiSecret of this account.",
        { HttpStatus: 402 } => "Vidora answered 402, which asks for a payment. Check the account at Vidora.",
        { HttpStatus: >= 300 and < 400 } => $"Vidora answered {Status(fault)}, which sends requests elsewhere. Check BaseAddress of this account.",
        { HttpStatus: not null } =>
            $"the host of BaseAddress answered {Status(fault)}{(fault.Origin is { } origin ? $" with {origin}" : "")}, which is not an answer of Vidora. "
            + "Check BaseAddress of this account, and proxies in between.",
        _ => $"the setup is wrong ({fault.Reason}). Check BaseAddress, ApiKey and ApiSecret of this account.",
    };

    private static string Status(SendOutcome fault) => fault.HttpStatus!.Value.ToString(CultureInfo.InvariantCulture);
}
