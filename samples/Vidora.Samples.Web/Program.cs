using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Delivery;
using Vidora.Integration;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddVidora(builder.Configuration.GetSection("Vidora"))
    .AddForwarding(options => options.QueueFile = builder.Configuration["QueueFile"]);
builder.Services.AddHealthChecks().AddVidora();
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddSource(VidoraTelemetry.ActivitySourceName).AddConsoleExporter())
    .WithMetrics(metrics => metrics
        .AddMeter(VidoraTelemetry.MeterName, VidoraDeliveryTelemetry.MeterName, VidoraReceivingTelemetry.MeterName)
        .AddConsoleExporter());

var app = builder.Build();
app.MapVidora("/mparticle");
app.MapHealthChecks("/health");
app.Run();
