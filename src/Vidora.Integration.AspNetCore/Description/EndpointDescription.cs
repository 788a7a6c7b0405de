using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Vidora.Integration.AspNetCore.Description;

/// <summary>Describes endpoints for the OpenAPI document of the host: what they take, and every answer that they give.</summary>
internal static class EndpointDescription
{
    private const string Json = "application/json";

    /// <summary>Describes an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="handle">What handles its requests. The document lists only endpoints that name a method.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="success">The status and the type of the answer to what is accepted.</param>
    /// <param name="problems">The other statuses, each with a problem unless <paramref name="problem"/> is another type.</param>
    /// <param name="problem">The type of the other answers.</param>
    /// <param name="accepts">The content types that it takes; none without a body.</param>
    public static void Describe(
        this IEndpointConventionBuilder endpoint,
        RequestDelegate handle,
        string summary,
        (int Status, Type Type) success,
        IEnumerable<int> problems,
        Type? problem = null,
        params string[] accepts)
    {
        endpoint.WithMetadata(handle.Method, new ProducesResponseTypeMetadata(success.Status, success.Type, [Json]));
        endpoint.WithSummary(summary).WithTags("Vidora");
        foreach (var status in problems)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, problem ?? typeof(ProblemDetails), [problem is null ? "application/problem+json" : Json]));
        }

        if (accepts.Length > 0)
        {
            // Routing would answer every other type by itself, without a problem. The endpoint does.
            endpoint.WithMetadata(new AcceptsMetadata([.. accepts, "*/*"], typeof(object)));
        }
    }
}
