using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace Vidora.Integration.AspNetCore.Envelopes;

/// <summary>
/// Checks that Amazon signed a message, and which addresses are Amazon's (Amazon SNS Developer Guide). The certificate comes over https
/// from SNS itself, in the region of the topic; that connection vouches for it.
/// </summary>
internal static partial class SnsSignature
{
    private static readonly string[] _ofNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] _ofConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    /// <summary>Returns whether a text is the ARN of a topic.</summary>
    public static bool IsTopic(string arn) => Topic().IsMatch(arn);

    /// <summary>Returns the address of the certificate when it is SNS's, in the region of the topic.</summary>
    public static Uri? CertificateAddress(SnsMessage message) =>
        AddressAtSns(message, "SigningCertURL") is { Query: "", AbsolutePath: var path } address && CertificatePath().IsMatch(path) ? address : null;

    /// <summary>Returns the address that confirms a subscription when it is SNS's, in the region of the topic.</summary>
    public static Uri? ConfirmationAddress(SnsMessage message) => AddressAtSns(message, "SubscribeURL");

    /// <summary>Returns whether the holder of a certificate signed the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="pem">The certificate.</param>
    /// <param name="now">The time, at which the certificate must be valid.</param>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Version 1 is SNS's default.")]
    public static bool IsValid(SnsMessage message, ReadOnlySpan<byte> pem, DateTimeOffset now)
    {
        HashAlgorithmName? hash = message["SignatureVersion"] switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => null,
        };
        if (hash is null || message["Signature"] is not { } signature)
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(pem));
            using var key = certificate.GetRSAPublicKey();
            return key is not null
                && now.UtcDateTime >= certificate.NotBefore.ToUniversalTime()
                && now.UtcDateTime <= certificate.NotAfter.ToUniversalTime()
                && key.VerifyData(TextToSign(message), Convert.FromBase64String(signature), hash.Value, RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Returns the names and values that are signed, one a line, in the order of their names.</summary>
    internal static byte[] TextToSign(SnsMessage message)
    {
        using var text = new MemoryStream();
        foreach (var name in message.Type == SnsMessage.Notification ? _ofNotification : _ofConfirmation)
        {
            if (name == "Message")
            {
                Write("Message"u8);
                Write(message.Message.Span);
            }
            else if (message[name] is { } value)
            {
                Write(Encoding.UTF8.GetBytes(name));
                Write(Encoding.UTF8.GetBytes(value));
            }
        }

        return text.ToArray();

        void Write(ReadOnlySpan<byte> line)
        {
            text.Write(line);
            text.WriteByte((byte)'\n');
        }
    }

    private static Uri? AddressAtSns(SnsMessage message, string name)
    {
        var topic = Topic().Match(message.TopicArn ?? "");
        if (!topic.Success || !Uri.TryCreate(message[name], UriKind.Absolute, out var address))
        {
            return null;
        }

        var host = $"sns.{topic.Groups["region"].Value}.amazonaws.com" + (topic.Groups["partition"].Value == "aws-cn" ? ".cn" : "");
        return address is { Scheme: "https", IsDefaultPort: true, UserInfo: "", Fragment: "" } && address.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
            ? address
            : null;
    }

    [GeneratedRegex(@"^arn:(?<partition>aws|aws-cn|aws-us-gov):sns:(?<region>[a-z0-9-]{1,40}):[0-9]{12}:[A-Za-z0-9_.-]{1,256}\z")]
    private static partial Regex Topic();

    [GeneratedRegex(@"^/SimpleNotificationService-[0-9a-f]{1,64}\.pem\z")]
    private static partial Regex CertificatePath();
}
