using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/kinesis</c>, the requests of Amazon Data Firehose (Kinesis). Every answer has that service's form. It repeats a
/// request after every error, so unreadable documents, which the quarantine keeps, are no error here.
/// </summary>
internal sealed class KinesisEndpoint(Receiver receiver, EndpointAccess access, BatchIntake intake, Credentials accessKeys)
    : BodyEndpoint("kinesis", receiver, access)
{
    private const string AccessKeyHeader = "X-Amz-Firehose-Access-Key";
    private const string RequestIdHeader = "X-Amz-Firehose-Request-Id";
    private const int MaxIdLength = 128;

    private static readonly ReceivingAnswer _unauthorized = ReceivingAnswer.NotAuthorized(
        "The header X-Amz-Firehose-Access-Key is missing or has an unknown value.");

    protected override ValueTask<ReceivingAnswer?> RefuseAsync(HttpRequest request) =>
        new(request.Headers[AccessKeyHeader] is [var key] && accessKeys.Allows(key) ? null : Receiver.Unauthorized(Name, _unauthorized));

    protected override async Task<ReceivingAnswer> AcceptAsync(HttpRequest request, ReadOnlyMemory<byte> body) =>
        EnvelopeReader.TryReadKinesis(body.Span, out var requestId, out var records) && requestId == IdOf(request)
            ? await intake.AcceptKeptAsync(Name, records).ConfigureAwait(false)
            : Receiver.NotAnEnvelope(Name, "a request of Amazon Data Firehose with the id of its header");

    protected override ReceivingAnswer Shape(HttpRequest request, ReceivingAnswer answer) => answer.ForKinesis(IdOf(request), Receiver.Time.GetUtcNow());

    /// <summary>Returns the id that the answer repeats, also when the body cannot be read.</summary>
    private static string IdOf(HttpRequest request) => request.Headers[RequestIdHeader] is [{ Length: > 0 and <= MaxIdLength } given] ? given : "";
}
