namespace Vidora.Integration.Client;

/// <summary>Says what to check when the account is at fault.</summary>
internal static class SetupAdvice
{
    public static string For(string reason) => reason switch
    {
        AnswerClassifier.InvalidSignature => "Check ApiKey, ApiSecret and this machine's clock.",
        AnswerClassifier.UnknownHost => "Check BaseAddress and the name servers: the host does not exist.",
        AnswerClassifier.TlsFailure => "Check BaseAddress, the trusted certificates and this machine's clock: no secure connection.",
        "http_401" or "http_403" => "Check ApiKey and ApiSecret; without ApiSecret calls are not signed.",
        _ => "Check BaseAddress: another service answers there.",
    };
}
