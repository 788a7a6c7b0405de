namespace Vidora.Integration.AspNetCore.Envelopes;

/// <summary>Holds a message of Amazon SNS, as it is signed.</summary>
internal sealed class SnsMessage
{
    public const string Notification = "Notification";
    public const string SubscriptionConfirmation = "SubscriptionConfirmation";

    /// <summary>Gets the texts by their names in the message.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary>Gets the message that was published: documents in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }

    public string? Type => this["Type"];

    public string? TopicArn => this["TopicArn"];

    public string? this[string name] => Texts.GetValueOrDefault(name);
}
