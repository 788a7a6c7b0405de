using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidora.Integration.Emulator.Audiences;
using Vidora.Integration.Emulator.Control;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Outputs;
using Vidora.Integration.Emulator.Pages;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Emulator.Profiles;
using Vidora.Integration.Emulator.Scripting;
using Vidora.Integration.Emulator.Vidora;

namespace Vidora.Integration.Emulator;

/// <summary>Maps every address of the emulator.</summary>
internal static class EmulatorRoutes
{
    public static void MapVidora(
        this IEndpointRouteBuilder app, VidoraCalls calls, ValidateRoute validate, EmulatedPipelines emulated, PrivacyRoutes privacy)
    {
        var pipelines = new PipelineRoutes(emulated);
        var predictions = new PredictionRoutes(emulated);
        app.MapPost("/v1/validate", calls.Guard(validate.HandleAsync));
        app.MapGet("/v1/api/pipelines", calls.Guard(pipelines.ListAsync));
        app.MapGet("/v1/objects/{id}/predictions", calls.Guard(predictions.GetAllAsync));
        app.MapGet("/v1/items/{id}/pipelines/{pipeline}/predictions", calls.Guard(predictions.GetOneAsync));
        app.MapGet("/v1/api/deleted_users", calls.Guard(privacy.ListDeletedAsync, alwaysSigned: true));
        app.MapPost("/v1/api/deleted_users", calls.Guard(privacy.AddDeletedAsync, alwaysSigned: true));
        app.MapPost("/v1/api/erasure_requests", calls.Guard(privacy.RequestErasureAsync, alwaysSigned: true));
        app.MapGet("/v1/api/erasure_requests/{id}", calls.Guard(privacy.GetErasureAsync, alwaysSigned: true));
    }

    public static void MapFeed(this IEndpointRouteBuilder app, FeedRoutes feed, ProfileRoutes profiles)
    {
        app.MapPost("/oauth/token", (RequestDelegate)profiles.PostTokenAsync);
        app.MapGet("/userprofile/v1/{org}/{account}/{workspace}/{mpid}", (RequestDelegate)profiles.GetAsync);
        app.MapPost("/v2/events", (RequestDelegate)feed.PostEventAsync);
        app.MapPost("/v2/bulkevents", (RequestDelegate)feed.PostBulkAsync);
        app.MapPost("/s2s/v2/events", (RequestDelegate)feed.PostEventAsync);
        app.MapPost("/s2s/v2/bulkevents", (RequestDelegate)feed.PostBulkAsync);
        app.MapGet("/emulator/users", (RequestDelegate)feed.ListUsersAsync);
        app.MapGet("/emulator/users/{mpid}", (RequestDelegate)feed.GetUserAsync);
    }

    public static void MapControl(this IEndpointRouteBuilder app, PipelineControlRoutes pipelines, ScriptRoutes script, ControlRoutes control)
    {
        app.MapGet("/emulator/pipelines", (RequestDelegate)pipelines.ListAsync);
        app.MapPost("/emulator/pipelines", (RequestDelegate)pipelines.CreateAsync);
        app.MapPost("/emulator/pipelines/check", (RequestDelegate)pipelines.CheckAsync);
        app.MapGet("/emulator/pipelines/{id}/card", (RequestDelegate)pipelines.GetCardAsync);
        app.MapDelete("/emulator/pipelines/{id}", (RequestDelegate)pipelines.RemoveAsync);
        app.MapPost("/emulator/pipelines/{id}/run", (RequestDelegate)pipelines.RunAsync);
        app.MapGet("/emulator/pipelines/{id}/predictions", (RequestDelegate)pipelines.GetPredictionsAsync);
        app.MapPost("/emulator/pipelines/export.csv", (RequestDelegate)pipelines.PredictAsync);
        app.MapGet("/emulator/pipelines/{id}/export.csv", (RequestDelegate)pipelines.DownloadAsync);
        app.MapPost("/emulator/pipelines/{id}/exports", (RequestDelegate)pipelines.AddExportAsync);
        app.MapDelete("/emulator/pipelines/{id}/exports/{export}", (RequestDelegate)pipelines.RemoveExportAsync);
        app.MapPost("/emulator/script", (RequestDelegate)script.PostAsync);
        app.MapGet("/emulator/script", (RequestDelegate)script.GetAsync);
        app.MapDelete("/emulator/script", (RequestDelegate)script.DeleteAsync);
        app.MapGet(ServiceRoutes.Health, (RequestDelegate)ControlRoutes.GetHealthAsync);
        app.MapGet("/emulator/openapi.json", (RequestDelegate)ControlRoutes.GetOpenApiAsync);
        app.MapGet("/emulator/state", (RequestDelegate)control.GetStateAsync);
        app.MapDelete("/emulator/state", (RequestDelegate)control.DeleteStateAsync);
        app.MapGet("/emulator/events", (RequestDelegate)control.GetEventsAsync);
        app.MapGet("/emulator/report", (RequestDelegate)control.GetReportAsync);
    }

    public static void MapOutputs(this IEndpointRouteBuilder app, OutputsRoutes outputs, OutputsPage page)
    {
        app.MapGet("/emulator/plays", (RequestDelegate)outputs.ListAsync);
        app.MapPost("/emulator/plays", (RequestDelegate)outputs.PostAsync);
        app.MapGet("/emulator/plays/{id}", (RequestDelegate)outputs.GetAsync);
        app.MapDelete("/emulator/plays/{id}", (RequestDelegate)outputs.StopAsync);
        app.MapGet("/emulator/event_ids", (RequestDelegate)outputs.GetEventIdsAsync);
        app.MapGet(OutputsPage.Path, (RequestDelegate)page.GetAsync);
        app.MapPost(OutputsPage.Path, (RequestDelegate)page.StartAsync);
        app.MapPost(OutputsPage.Path + "/{id}/stop", (RequestDelegate)page.StopAsync);
    }

    public static void MapAudiences(this IEndpointRouteBuilder app, AudienceRoutes audiences, AudiencesPage page)
    {
        app.MapGet("/emulator/audiences", (RequestDelegate)audiences.GetAsync);
        app.MapGet(AudiencesPage.Path, (RequestDelegate)page.GetAsync);
    }

    public static void MapPages(this IEndpointRouteBuilder app, EventsPage events, UsersPage users, PipelinesPage pipelines, FaultsPage faults)
    {
        app.MapGet("/", (RequestDelegate)events.GetAsync);
        app.MapGet("/pieces/events", (RequestDelegate)events.GetLiveAsync);
        app.MapGet("/events/{number}", (RequestDelegate)events.GetOneAsync);
        app.MapGet("/users", (RequestDelegate)users.GetAsync);
        app.MapGet("/pipelines", (RequestDelegate)pipelines.ListAsync);
        app.MapPost("/pipelines", (RequestDelegate)pipelines.CreateAsync);
        app.MapGet("/pipelines/new", (RequestDelegate)pipelines.NewAsync);
        app.MapGet("/pieces/pipelines/{id}", (RequestDelegate)pipelines.GetLiveAsync);
        app.MapGet("/pipelines/{id}", (RequestDelegate)pipelines.GetAsync);
        app.MapPost("/pipelines/{id}/run", (RequestDelegate)pipelines.RunAsync);
        app.MapPost("/pipelines/{id}/remove", (RequestDelegate)pipelines.RemoveAsync);
        app.MapPost("/pipelines/{id}/exports", (RequestDelegate)pipelines.AddExportAsync);
        app.MapPost("/pipelines/{id}/exports/{export}/run", (RequestDelegate)pipelines.RunExportAsync);
        app.MapPost("/pipelines/{id}/exports/{export}/remove", (RequestDelegate)pipelines.RemoveExportAsync);
        app.MapGet("/faults", (RequestDelegate)faults.GetAsync);
        app.MapPost("/faults", (RequestDelegate)faults.AddAsync);
        app.MapPost("/faults/clear", (RequestDelegate)faults.ClearAsync);
        app.MapGet("/assets/{name}", (RequestDelegate)PageAssets.SendAsync);
    }
}
