using Aspire.Hosting.ApplicationModel;
using Vidora.Integration.Aspire.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds an emulated Vidora to an app host.</summary>
public static class VidoraEmulatorBuilderExtensions
{
    private const string Tool = "vidora";

    private static readonly (string Path, string Name)[] _pages =
    [
        ("/", "Check Your Events"), ("/users", "User Activity"), ("/pipelines", "Pipelines"), ("/outputs", "Outputs"), ("/audiences", "Audiences"), ("/faults", "Faults"),
    ];

    /// <summary>Adds an emulator of Vidora and of an mParticle feed, with its health and its pages.</summary>
    /// <remarks>
    /// It runs the .NET tool <c>vidora</c>: <c>dotnet tool install --global Vidora.Integration.Tool</c>. <c>WithReference</c> hands its
    /// connection string to a project as <c>ConnectionStrings:NAME</c>, which <c>AddVidora(connectionString)</c> reads.
    /// </remarks>
    /// <param name="builder">The app host.</param>
    /// <param name="name">The name of the resource, and of the connection string.</param>
    /// <param name="port">The port. Default: a free one.</param>
    /// <param name="tool">The path of the tool, or of its <c>vidora.dll</c>. Default: the command <c>vidora</c>.</param>
    /// <param name="dataDirectory">A folder that keeps what it received over a restart. Default: none.</param>
    public static IResourceBuilder<VidoraEmulatorResource> AddVidoraEmulator(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, string? tool = null, string? dataDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var isAssembly = tool?.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) is true;
        var resource = new VidoraEmulatorResource(name, isAssembly ? "dotnet" : tool ?? Tool, builder.AppHostDirectory);
        return builder.AddResource(resource)
            .WithHttpEndpoint(port, name: VidoraEmulatorResource.EndpointName)
            .WithArgs(context =>
            {
                if (isAssembly)
                {
                    context.Args.Add(tool!);
                }

                context.Args.Add("emulate");
                context.Args.Add("--listen");
                context.Args.Add(ReferenceExpression.Create($"http://127.0.0.1:{resource.Endpoint.Property(EndpointProperty.TargetPort)}"));
                if (dataDirectory is not null)
                {
                    context.Args.Add("--data");
                    context.Args.Add(Path.GetFullPath(dataDirectory, builder.AppHostDirectory));
                }
            })
            .WithHttpHealthCheck("/emulator/health", endpointName: VidoraEmulatorResource.EndpointName)
            .WithUrls(context =>
            {
                context.Urls.Clear();
                foreach (var (path, page) in _pages)
                {
                    context.Urls.Add(new ResourceUrlAnnotation { Url = resource.Endpoint.Url.TrimEnd('/') + path, DisplayText = page });
                }
            })
            .ExcludeFromManifest();
    }
}
