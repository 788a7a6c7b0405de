using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Gives errors without a body an answer in JSON.</summary>
internal static class ErrorAnswers
{
    public static async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await JsonAnswer.ErrorAsync(http, e.StatusCode, e.StatusCode == 413 ? "The body is too large." : "The request could not be read.");
            return;
        }
        catch (SqliteException e) when (!http.Response.HasStarted)
        {
            await JsonAnswer.ErrorAsync(http, 500, $"The emulator's file could not be used: {e.Message}");
            return;
        }

        if (!http.Response.HasStarted && http.Response.StatusCode is 404 or 405)
        {
            var status = http.Response.StatusCode;
            await JsonAnswer.ErrorAsync(http, status, status == 404 ? "There is nothing at this address." : "This address takes another method.");
        }
    }
}
