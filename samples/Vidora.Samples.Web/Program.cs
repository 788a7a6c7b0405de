using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Vidora.Integration;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Delivery;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddVidora(builder.Configuration.GetSection("Vidora"))
    .AddForwarding(builder.Configuration.GetSection("Forwarding"));
builder.Services.AddHealthChecks().AddVidora();
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddSource(VidoraTelemetry.ActivitySourceName, "Microsoft.AspNetCore").AddConsoleExporter())
    .WithMetrics(metrics => metrics
        .AddMeter(VidoraTelemetry.AllMeterNames)
        .AddConsoleExporter());

var app = builder.Build();
app.MapVidora("/mparticle", builder.Configuration.GetSection("Receiving"));
app.MapVidoraProbes();
app.MapVidoraOperations("/vidora", builder.Configuration.GetSection("Operations"));
app.Run();
