using System.Diagnostics;
using System.Text.Json.Serialization;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;
using Vidora.Integration.Settings;

namespace Vidora.Integration.AspNetCore;

/// <summary>Configures the endpoints of <c>MapVidora</c>, which reads the options once. Defaults are our choice.</summary>
public sealed class VidoraEndpointOptions
{
    /// <summary>Gets or sets the name of the account that receives. Default: the account without a name.</summary>
    public string Account { get; set; } = "";

    /// <summary>
    /// Gets the values of the <c>Authorization</c> header that the webhook may send, each the whole value. Several values let you
    /// change the value without a pause. Default: none, and <c>POST …/batches</c> does not exist.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> WebhookAuthorizations { get; } = [];

    /// <summary>
    /// Gets the tokens that mParticle's Firehose may send, as <c>Authorization: Token …</c>. Default: none, and
    /// <c>POST …/firehose</c> does not exist. Registration needs no token (mParticle Firehose).
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> FirehoseTokens => Firehose.Tokens;

    /// <summary>
    /// Gets the topics of Amazon SNS whose signed messages <c>POST …/sns</c> takes and whose subscriptions it confirms, such as
    /// <c>arn:aws:sns:us-east-1:123456789012:mparticle</c>. Default: none, and the endpoint does not exist.
    /// </summary>
    public IList<string> SnsTopics { get; } = [];

    /// <summary>
    /// Gets the service accounts whose pushes of Google Pub/Sub <c>POST …/pubsub</c> takes, by their mail addresses. Default: none, and
    /// the endpoint does not exist.
    /// </summary>
    public IList<string> PubSubServiceAccounts { get; } = [];

    /// <summary>
    /// Gets or sets the audience of the tokens of Pub/Sub; by default of Pub/Sub the address of the endpoint. Required with
    /// <see cref="PubSubServiceAccounts"/>. Default: null.
    /// </summary>
    public string? PubSubAudience { get; set; }

    /// <summary>
    /// Gets the access keys that Amazon Data Firehose may send to <c>POST …/kinesis</c>. Default: none, and the endpoint does not exist.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> KinesisAccessKeys { get; } = [];

    /// <summary>
    /// Gets or sets whether <c>POST …/batches</c> takes requests without a credential, from this machine only. Default: false.
    /// </summary>
    public bool AllowAnonymousWebhook { get; set; }

    /// <summary>
    /// Gets or sets whether <c>POST …/firehose</c> takes requests without a credential, from this machine only. Every caller can then
    /// erase users. Default: false.
    /// </summary>
    public bool AllowAnonymousFirehose { get; set; }

    /// <summary>
    /// Gets or sets whether the two options before this one apply to every machine, such as behind a proxy that checks the credential.
    /// Default: false.
    /// </summary>
    public bool AllowAnonymousFromAnywhere { get; set; }

    /// <summary>
    /// Gets or sets the maximum size of a body in bytes, compressed and decompressed, 1 KiB to 256 MiB. Default: 16 MiB. The answer
    /// to a larger body is 413.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// Gets or sets the most bytes that the bodies of all requests hold together, 1 MiB to 64 GiB. Default: 256 MiB, and never more than
    /// a quarter of the process's memory, but always room for one body. The answer beyond is 503 with <c>Retry-After</c>.
    /// </summary>
    public long MaxBytesInHand { get; set; } = 256L << 20;

    /// <summary>Gets or sets how a Firehose message selects its account. Default: <see cref="FirehoseAccountKey.Host"/>.</summary>
    public FirehoseAccountKey FirehoseAccountKey { get; set; }

    /// <summary>Gets or sets the partner's name in the answer to Firehose's registration. Default: <c>Vidora</c>.</summary>
    public string FirehoseName
    {
        get => Firehose.Name;
        set => Firehose.Name = value;
    }

    /// <summary>
    /// Gets or sets the partner's description there, at most 229 characters; a link in HTML is allowed (mParticle Firehose). Default:
    /// none.
    /// </summary>
    public string? FirehoseDescription
    {
        get => Firehose.Description;
        set => Firehose.Description = value;
    }

    /// <summary>Gets or sets the domain that lists the partner as a processor of erasures (mParticle Firehose). Default: none.</summary>
    public string? FirehoseDomain
    {
        get => Firehose.Domain;
        set => Firehose.Domain = value;
    }

    internal VidoraFirehoseOptions Firehose { get; } = new();

    /// <summary>Gets or sets what asks other services for their keys, for tests.</summary>
    internal Func<HttpMessageHandler>? KeyTransport { get; set; }

    internal bool HasWebhook => AllowAnonymousWebhook || WebhookAuthorizations.Count > 0;

    internal bool HasFirehose => AllowAnonymousFirehose || FirehoseTokens.Count > 0;

    internal static SettingsTable<VidoraEndpointOptions> Settings { get; } = new SettingsTable<VidoraEndpointOptions>()
        .Text(nameof(Account), (options, value) => options.Account = value ?? "")
        .List(nameof(WebhookAuthorizations), (options, values) => Replace(options.WebhookAuthorizations, values), "Token <token>")
        .List(nameof(FirehoseTokens), (options, values) => Replace(options.FirehoseTokens, values), "<token>")
        .List(nameof(SnsTopics), (options, values) => Replace(options.SnsTopics, values), "arn:aws:sns:us-east-1:123456789012:mparticle")
        .List(nameof(PubSubServiceAccounts), (options, values) => Replace(options.PubSubServiceAccounts, values), "push@project.iam.gserviceaccount.com")
        .Text(nameof(PubSubAudience), (options, value) => options.PubSubAudience = value)
        .List(nameof(KinesisAccessKeys), (options, values) => Replace(options.KinesisAccessKeys, values), "<access key>")
        .Flag(nameof(AllowAnonymousWebhook), (options, value) => options.AllowAnonymousWebhook = value)
        .Flag(nameof(AllowAnonymousFirehose), (options, value) => options.AllowAnonymousFirehose = value)
        .Flag(nameof(AllowAnonymousFromAnywhere), (options, value) => options.AllowAnonymousFromAnywhere = value)
        .Number(
            nameof(MaxBytesInHand), options => options.MaxBytesInHand, (options, value) => options.MaxBytesInHand = value, 1 << 20, 64L << 30, 256L << 20)
        .Number(
            nameof(MaxRequestBytes),
            options => options.MaxRequestBytes,
            (options, value) => options.MaxRequestBytes = value,
            1024,
            256 * 1024 * 1024,
            16 * 1024 * 1024)
        .Value<FirehoseAccountKey>(
            nameof(FirehoseAccountKey),
            text => Enum.TryParse<FirehoseAccountKey>(text, ignoreCase: true, out var key) && Enum.IsDefined(key) ? key : null,
            (options, value) => options.FirehoseAccountKey = value,
            "Host or FromSettings",
            "FromSettings")
        .Text(nameof(FirehoseName), (options, value) => options.FirehoseName = value ?? "")
        .Text(nameof(FirehoseDescription), (options, value) => options.FirehoseDescription = value)
        .Text(nameof(FirehoseDomain), (options, value) => options.FirehoseDomain = value)
        .Check((options, failures) =>
        {
            CheckCredentials(failures, nameof(WebhookAuthorizations), options.WebhookAuthorizations, nameof(AllowAnonymousWebhook), options.AllowAnonymousWebhook);
            CheckAnonymous(failures, nameof(FirehoseTokens), options.FirehoseTokens, nameof(AllowAnonymousFirehose), options.AllowAnonymousFirehose);
            CheckCarriers(options, failures);
            if (!options.HasWebhook && !options.HasFirehose && options.SnsTopics.Count + options.PubSubServiceAccounts.Count + options.KinesisAccessKeys.Count == 0)
            {
                failures.Add(
                    nameof(WebhookAuthorizations),
                    $"and {nameof(FirehoseTokens)} are empty, and an endpoint without a credential does not exist. Set the values that mParticle sends, or {nameof(AllowAnonymousWebhook)} or {nameof(AllowAnonymousFirehose)} for tests on this machine",
                    "[\"<value>\"]");
            }

            options.Firehose.Check(failures, nameof(Firehose));
        });

    private static void CheckCarriers(VidoraEndpointOptions options, Failures failures)
    {
        if (options.SnsTopics.FirstOrDefault(topic => !SnsSignature.IsTopic(topic)) is { } other)
        {
            failures.Add(
                nameof(SnsTopics), $"holds \"{OptionText.Of(other)}\", which is no topic", "[\"arn:aws:sns:us-east-1:123456789012:mparticle\"]");
        }

        if (options.PubSubServiceAccounts.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add(nameof(PubSubServiceAccounts), "holds an empty value", "[\"push@project.iam.gserviceaccount.com\"]");
        }

        if (options.PubSubServiceAccounts.Count > 0 && string.IsNullOrWhiteSpace(options.PubSubAudience))
        {
            failures.Add(
                nameof(PubSubAudience), $"is not set, and {nameof(PubSubServiceAccounts)} need it", "\"https://events.example.com/mparticle/pubsub\"");
        }

        if (options.KinesisAccessKeys.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add(nameof(KinesisAccessKeys), "holds an empty value", "[\"<access key>\"]");
        }
    }

    private static void CheckCredentials(Failures failures, string name, IList<string> values, string anonymous, bool isAnonymous)
    {
        // An empty value is a variable that is not set. It would accept every request that sends an empty header.
        if (values.Any(string.IsNullOrWhiteSpace))
        {
            failures.Add(name, "holds an empty value", "[\"<value>\"]");
        }

        CheckAnonymous(failures, name, values, anonymous, isAnonymous);
    }

    private static void CheckAnonymous(Failures failures, string name, IList<string> values, string anonymous, bool isAnonymous)
    {
        if (isAnonymous && values.Count > 0)
        {
            failures.Add(anonymous, $"is true, and {name} has values, which would not be checked", "false");
        }
    }

    private static void Replace(IList<string> list, IEnumerable<string> values)
    {
        list.Clear();
        foreach (var value in values)
        {
            list.Add(value);
        }
    }
}
