using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Kafka.Erasures;

/// <summary>Checks the topic of forgotten users.</summary>
internal sealed class ErasureHealthCheck(ForgottenTopic topic) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (health, sentence) = topic.Describe();
        return Task.FromResult(new HealthCheckResult(
            health, sentence, data: new Dictionary<string, object> { ["forgotten_users_to_share"] = topic.Unwritten }));
    }
}
