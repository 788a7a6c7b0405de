using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>A host with the endpoints and nothing else: no socket, and a queue in memory that is never drained.</summary>
internal sealed class EndpointHost : IAsyncDisposable
{
    public const string Token = "token";

    /// <summary>Small, so that inputs reach it.</summary>
    public const int MaxRequestBytes = 64 * 1024;

    private readonly WebApplication _app;

    private EndpointHost(WebApplication app, string endpoint)
    {
        _app = app;
        Handle = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Single(route => route.RoutePattern.RawText!.EndsWith(endpoint, StringComparison.Ordinal)).RequestDelegate!;
    }

    public RequestDelegate Handle { get; }

    /// <param name="endpoint">Which one: <c>batches</c> or <c>firehose</c>.</param>
    /// <param name="state">Makes the host one that cannot take anything at the moment.</param>
    public static EndpointHost Start(string endpoint, HostState state)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services
            .AddVidora(options => options.ApiKey = "demo-key")
            .AddForwarding(options =>
            {
                options.QueueFile = ":memory:";
                options.Limits.MaxBytes = state == HostState.Full ? 1 : 1 << 30;
                options.Limits.MaxQuarantineBytes = 1 << 20;
            });
        var app = builder.Build();
        if (state == HostState.Failing)
        {
            app.Services.GetRequiredService<DeliveryStore>().Fault = _ => new DeliveryStoreException("The disk is gone.");
        }

        app.MapVidora("/mparticle", options =>
        {
            options.MaxRequestBytes = MaxRequestBytes;
            options.WebhookAuthorizations.Add(Token);
            options.FirehoseTokens.Add(Token);
            options.FirehoseAccountKey = state == HostState.UnknownAccount ? AspNetCore.FirehoseAccountKey.FromSettings : AspNetCore.FirehoseAccountKey.Host;
        });
        if (state == HostState.Stopping)
        {
            app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }

        return new EndpointHost(app, endpoint);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
