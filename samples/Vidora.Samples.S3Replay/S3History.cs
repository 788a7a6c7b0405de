using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using Amazon.S3;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.S3Replay;

/// <summary>The objects of a bucket as inputs of a replay, in the order of their keys. None is opened before its turn.</summary>
internal static class S3History
{
    public static async IAsyncEnumerable<ReplayInput> ListAsync(
        IAmazonS3 s3, string bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pages = s3.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix });
        await foreach (var found in pages.S3Objects.WithCancellation(cancellationToken))
        {
            // Empty objects stand for folders.
            if (found.Size > 0)
            {
                yield return new ReplayInput(
                    $"s3://{bucket}/{found.Key}", stop => OpenAsync(s3, bucket, found, stop), version: found.ETag, length: found.Size);
            }
        }
    }

    /// <summary>Opens the object that was listed, and no other that has its key by now.</summary>
    private static async ValueTask<Stream> OpenAsync(IAmazonS3 s3, string bucket, S3Object found, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = bucket, Key = found.Key, EtagToMatch = found.ETag };
            return (await s3.GetObjectAsync(request, cancellationToken)).ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // The replay's word for what is not there any more.
            throw new FileNotFoundException("It is not in the bucket any more.", found.Key, e);
        }
        catch (AmazonS3Exception e)
        {
            // The replay repeats what an IOException says. S3's own text is left out, its code is not.
            throw new IOException(
                e.StatusCode == HttpStatusCode.PreconditionFailed ? "It changed after it was listed." : $"S3 does not give it out: {e.ErrorCode}.", e);
        }
    }
}
