using Aspire.Hosting.ApplicationModel;

namespace Vidora.Integration.Aspire.Hosting;

/// <summary>Represents an emulated Vidora in an app host: the tool <c>vidora emulate</c> as a process.</summary>
/// <remarks>Its data is deleted at the end. It is for development and tests, and no manifest holds it.</remarks>
public sealed class VidoraEmulatorResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string EndpointName = "http";

    // What the emulator takes without options.
    private const string ApiToken = "demo-key";
    private const string Secret = "demo-secret";

    internal VidoraEmulatorResource(string name, string command, string workingDirectory)
        : base(name, command, workingDirectory)
    {
    }

    /// <summary>Gets the endpoint of the API, of the emulated mParticle feed and of the pages.</summary>
    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>Gets the connection string that <c>AddVidora</c> reads: endpoint, token and secret.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Endpoint={Endpoint.Property(EndpointProperty.Url)};ApiToken={ApiToken};Secret={Secret};AllowHttp=true");
}
