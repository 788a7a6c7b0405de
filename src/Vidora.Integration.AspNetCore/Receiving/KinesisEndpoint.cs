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
{
    private const string Name = "kinesis";
    private const string AccessKeyHeader = "X-Amz-Firehose-Access-Key";
    private const string RequestIdHeader = "X-Amz-Firehose-Request-Id";
    private const int MaxIdLength = 128;

    private static readonly ReceivingAnswer _unauthorized = ReceivingAnswer.NotAuthorized("The header X-Amz-Firehose-Access-Key is missing or has an unknown value.");

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, access, async http =>
    {
        // The body must repeat the id that stands in the header, also when the body cannot be read.
        var id = http.Request.Headers[RequestIdHeader] is [{ Length: > 0 and <= MaxIdLength } given] ? given : "";
        return (await AnswerAsync(http, id).ConfigureAwait(false))?.ForKinesis(id, receiver.Time.GetUtcNow());
    });

    private async Task<ReceivingAnswer?> AnswerAsync(HttpContext http, string id)
    {
        if (receiver.IsStopping)
        {
            return ReceivingAnswer.Stopping;
        }

        if (http.Request.Headers[AccessKeyHeader] is not [var key] || !accessKeys.Allows(key))
        {
            return receiver.Unauthorized(Name, _unauthorized);
        }

        if (Receiver.HasOtherContentType(http.Request))
        {
            return ReceivingAnswer.UnsupportedType;
        }

        using var body = await receiver.ReadAsync(http.Request, receiver.MaxRequestBytes).ConfigureAwait(false);
        if (body.Fault is not RequestBodyFault.None)
        {
            return receiver.AnswerTo(body.Fault);
        }

        if (!EnvelopeReader.TryReadKinesis(body.Bytes.Span, out var requestId, out var records) || (id.Length > 0 && requestId != id))
        {
            return await intake.QuarantineAsync(body.Bytes, ReceivingAnswer.NotAnEnvelope("a request of Amazon Data Firehose")).ConfigureAwait(false);
        }

        var answer = await intake.AcceptAsync(Name, records).ConfigureAwait(false);
        return answer.Outcome == RequestOutcome.Unreadable ? ReceivingAnswer.Done(RequestOutcome.Unreadable) : answer;
    }
}
