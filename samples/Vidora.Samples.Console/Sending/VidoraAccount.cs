using Microsoft.Extensions.Options;
using Vidora.Integration;

namespace Vidora.Samples.Console.Sending;

/// <summary>A client of one Vidora account, with the connections it uses.</summary>
internal sealed class VidoraAccount : IDisposable
{
    // A redirect would take the key, which travels in the address, to another host.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private VidoraAccount(VidoraOptions options) => Client = new VidoraClient(_http, options);

    public VidoraClient Client { get; }

    /// <exception cref="CommandFailedException">Address, key or secret cannot be used.</exception>
    public static VidoraAccount Create(VidoraOptions options)
    {
        try
        {
            return new VidoraAccount(options);
        }
        catch (OptionsValidationException e)
        {
            throw Refusal(e);
        }
    }

    /// <summary>What is an option in code is an argument here, and the line of code that corrects it is of no use.</summary>
    public static CommandFailedException Refusal(OptionsValidationException exception) => new(exception.Failures.First().Split(" Fix: ")[0]
        .Replace("VidoraOptions.BaseAddress", "--to", StringComparison.Ordinal)
        .Replace("VidoraOptions.ApiKey", "the API key", StringComparison.Ordinal)
        .Replace("VidoraOptions.ApiSecret", "the API secret", StringComparison.Ordinal));

    public void Dispose() => _http.Dispose();
}
