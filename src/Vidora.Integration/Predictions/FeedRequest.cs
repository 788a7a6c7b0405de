using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Predictions;

/// <summary>Some users in a row and the body of the request that writes them; without a body the one user is over a limit.</summary>
/// <param name="Start">The index of the first user.</param>
/// <param name="Count">How many users.</param>
/// <param name="Body">The body; empty when nothing is to be sent.</param>
/// <param name="Fault">Why nothing is to be sent.</param>
internal readonly record struct FeedRequest(int Start, int Count, ReadOnlyMemory<byte> Body, FeedWriteOutcome? Fault)
{
    /// <summary>mParticle says 256 KB and 128 KB; counted in thousands the limits hold whichever kind it means.</summary>
    public const int MaxRequestBytes = 256_000;

    public const int MaxBatchBytes = 128_000;

    private const int BytesExpectedPerUser = 320;

    private static readonly FeedWriteOutcome _tooLarge = new(FeedWriteStatus.TooLarge, "batch_too_large");
    private static readonly FeedWriteOutcome _tooMany = new(FeedWriteStatus.Rejected, "too_many_attributes");

    /// <summary>Fills requests in order, by count and bytes.</summary>
    public static IEnumerable<FeedRequest> Split(IReadOnlyList<UserPrediction> users, MParticleEnvironment environment)
    {
        var start = 0;
        while (start < users.Count)
        {
            var expected = Math.Min(users.Count - start, MParticleFeedClient.MaxUsersPerRequest) * BytesExpectedPerUser;
            var body = new Utf8Buffer(expected);
            var end = start;
            FeedWriteOutcome? fault = null;
            while (end < users.Count && end - start < MParticleFeedClient.MaxUsersPerRequest && fault is null)
            {
                var before = body.Length;
                body.Append(end == start ? (byte)'[' : (byte)',');
                Write(users[end], environment, body);
                var batchBytes = body.Length - before - 1;
                fault = users[end].Columns.Count > MParticleFeedClient.MaxAttributesPerUser ? _tooMany
                    : batchBytes > MaxBatchBytes ? _tooLarge
                    : null;
                if (fault is not null || body.Length + 1 > MaxRequestBytes)
                {
                    body.Truncate(before);
                    break;
                }

                end++;
            }

            if (end > start)
            {
                body.Append((byte)']');
                yield return new FeedRequest(start, end - start, body.WrittenMemory, null);
                start = end;
            }

            if (fault is not null)
            {
                yield return new FeedRequest(start, 1, default, fault);
                start++;
            }
        }
    }

    /// <summary>The body for one user alone, which is not in a list.</summary>
    public static FeedRequest Single(UserPrediction user, MParticleEnvironment environment)
    {
        var request = Split([user], environment).First();
        return request.Fault is null ? request with { Body = request.Body[1..^1] } : request;
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
