using Microsoft.AspNetCore.Http;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Handles requests whose body is read at once: first the credential, then the type, then the body.</summary>
/// <param name="name">The endpoint's name in logs and metrics.</param>
/// <param name="receiver">Runs requests.</param>
/// <param name="access">Says who may call.</param>
internal abstract class BodyEndpoint(string name, Receiver receiver, EndpointAccess access)
{
    protected string Name => name;

    protected Receiver Receiver => receiver;

    /// <summary>Gets the largest body, compressed and decompressed.</summary>
    protected virtual int MaxBytes => receiver.MaxRequestBytes;

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, name, access, AnswerAsync, answer => Shape(http.Request, answer));

    /// <summary>Returns the refusal of a request whose headers have no credential; null when it may be read.</summary>
    protected abstract ValueTask<ReceivingAnswer?> RefuseAsync(HttpRequest request);

    /// <summary>Answers a request by its body.</summary>
    protected abstract Task<ReceivingAnswer> AcceptAsync(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <summary>Answers a request whose body is damaged. Its sender sends it again, or keeps it.</summary>
    protected virtual Task<ReceivingAnswer> AnswerCorruptAsync(ReadOnlyMemory<byte> beforeTheDamage) => Task.FromResult(ReceivingAnswer.Corrupt);

    /// <summary>Gives an answer the form that the sender wants.</summary>
    protected virtual ReceivingAnswer Shape(HttpRequest request, ReceivingAnswer answer) => answer;

    private async Task<ReceivingAnswer?> AnswerAsync(HttpContext http)
    {
        if (receiver.IsStopping)
        {
            return ReceivingAnswer.Stopping;
        }

        if (await RefuseAsync(http.Request).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        if (Receiver.HasOtherContentType(http.Request))
        {
            return ReceivingAnswer.UnsupportedType;
        }

        using var body = await receiver.ReadAsync(http.Request, MaxBytes).ConfigureAwait(false);
        return body.Fault switch
        {
            RequestBodyFault.None => await AcceptAsync(http.Request, body.Bytes).ConfigureAwait(false),
            RequestBodyFault.Corrupt => await AnswerCorruptAsync(body.Bytes).ConfigureAwait(false),
            _ => receiver.AnswerTo(body.Fault),
        };
    }
}
