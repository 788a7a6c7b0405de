using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Audiences;

/// <summary>Serves <c>/emulator/audiences</c>: the attributes, or one audience.</summary>
internal sealed class AudienceRoutes(AudienceReader audiences)
{
    public Task GetAsync(HttpContext http)
    {
        if (QueryText.Read(http, "attribute") is not { } attribute)
        {
            return JsonAnswer.WriteAsync(http, 200, new JsonObject { ["attributes"] = JsonAnswer.Array(audiences.Attributes()) });
        }

        if (!double.TryParse(QueryText.Read(http, "threshold"), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) || !double.IsFinite(threshold))
        {
            return JsonAnswer.ErrorAsync(http, 400, "\"threshold\" is a number, such as 0.8.");
        }

        var audience = audiences.Read(attribute, threshold);
        return JsonAnswer.WriteAsync(http, 200, new JsonObject
        {
            ["attribute"] = attribute, ["threshold"] = threshold, ["users"] = audience.Users, ["members"] = audience.Members, ["joined"] = audience.Joined,
            ["left"] = audience.Left, ["exported_from"] = audience.Export?.From.UtcDateTime, ["exported_to"] = audience.Export?.To.UtcDateTime,
        });
    }
}
