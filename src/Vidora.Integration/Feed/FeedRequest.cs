using Vidora.Integration.Client;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Feed;

/// <summary>Holds the request that writes the first of some users.</summary>
/// <param name="Count">How many users.</param>
/// <param name="Body">The body; empty when nothing is sent.</param>
/// <param name="Fault">Why nothing is sent: the one user is over a limit. Null for a request.</param>
internal readonly record struct FeedRequest(int Count, ReadOnlyMemory<byte> Body, SendOutcome? Fault)
{
    /// <summary>mParticle says 256 KB and 128 KB. Counted in thousands, the limits hold for either kind of KB.</summary>
    public const int MaxRequestBytes = 256_000;

    public const int MaxBatchBytes = 128_000;

    private const int BytesExpectedPerUser = 320;

    private static readonly SendOutcome _tooLarge = new(SendStatus.Rejected, AnswerClassifier.BatchTooLarge);
    private static readonly SendOutcome _tooMany = new(SendStatus.Rejected, AnswerClassifier.TooManyAttributes);

    /// <summary>Fills one request, by count and bytes, with users from an index on; there is at least one.</summary>
    public static FeedRequest Fill(IReadOnlyList<UserPrediction> users, int start, MParticleEnvironment environment)
    {
        var most = Math.Min(users.Count - start, MParticleFeedClient.MaxUsersPerRequest);
        var body = new Utf8Buffer(most * BytesExpectedPerUser);
        for (var count = 0; count < most; count++)
        {
            var user = users[start + count];
            var before = body.Length;
            body.Append(count == 0 ? (byte)'[' : (byte)',');
            Write(user, environment, body);
            var fault = user.Columns.Count > MParticleFeedClient.MaxAttributesPerUser ? _tooMany
                : body.Length - before - 1 > MaxBatchBytes ? _tooLarge
                : null;
            if (fault is not null && count == 0)
            {
                return new FeedRequest(1, default, fault);
            }

            if (fault is not null || body.Length + 1 > MaxRequestBytes)
            {
                body.Truncate(before);
                most = count;
            }
        }

        body.Append((byte)']');
        return new FeedRequest(most, body.WrittenMemory, null);
    }

    private static void Write(UserPrediction user, MParticleEnvironment environment, Utf8Buffer json)
    {
        json.Append("{\"environment\":"u8);
        JsonText.AppendString(json, environment.Value);
        json.Append(",\"mpid\":"u8);
        json.Append(user.Mpid);
        if (user.SourceRequestId is { } id)
        {
            json.Append(",\"source_request_id\":"u8);
            JsonText.AppendString(json, id);
        }

        json.Append(",\"user_attributes\":{"u8);
        for (var i = 0; i < user.Columns.Count; i++)
        {
            if (i > 0)
            {
                json.Append((byte)',');
            }

            JsonText.AppendString(json, user.Columns[i].Attribute.ToString());
            json.Append((byte)':');
            JsonText.AppendUtf16(json, user.Values[i].ToString());
        }

        json.Append("}}"u8);
    }
}
