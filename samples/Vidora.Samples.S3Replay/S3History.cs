using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Amazon.S3;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.S3Replay;

/// <summary>Lists the objects of a bucket as inputs of a replay, in the order of their keys. The replay opens each in its turn.</summary>
internal static class S3History
{
    public static async IAsyncEnumerable<ReplayInput> ListAsync(
        IAmazonS3 s3, string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pages = s3.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix });
        await foreach (var found in pages.S3Objects.WithCancellation(cancellationToken))
        {
            // An empty object is a folder.
            if (found.Size > 0)
            {
                yield return new ReplayInput(
                    $"s3://{bucket}/{found.Key}", stop => OpenAsync(s3, bucket, found, stop), version: found.ETag, length: found.Size);
            }
        }
    }

    /// <summary>Opens the listed object. A changed object fails.</summary>
    private static async ValueTask<Stream> OpenAsync(IAmazonS3 s3, string bucket, S3Object found, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = bucket, Key = found.Key, EtagToMatch = found.ETag };
            return (await s3.GetObjectAsync(request, cancellationToken)).ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // The replay reports a missing input as FileNotFoundException.
            throw new FileNotFoundException("It is no longer in the bucket.", found.Key, e);
        }
        catch (AmazonS3Exception e)
        {
            // The report of the replay shows the text of an IOException, so the text holds S3's code only.
            throw new IOException(
                e.StatusCode == HttpStatusCode.PreconditionFailed ? "It changed after it was listed." : $"S3 refused it: {e.ErrorCode}.", e);
        }
    }
}
