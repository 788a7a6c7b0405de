using System.Globalization;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Tests;

/// <summary>Sends enough events for a pipeline to learn from: users 1 to n with the attribute <c>points</c>, who act the more the more points they have.</summary>
internal static class Shoppers
{
    /// <summary>The least number of users of a regression.</summary>
    public const int Enough = 200;

    /// <summary>2030-01-01, the end of the events.</summary>
    public static readonly DateTimeOffset End = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RegressionPipeline Points(string name = "Points", PipelineSchedule schedule = PipelineSchedule.Daily) =>
        new() { Name = name, Attribute = "points", Schedule = schedule };

    public static async Task SendAsync(VidoraEmulator emulator, int users = Enough, int firstUser = 1)
    {
        var (status, body) = await emulator.ValidateAsync([.. Enumerable.Range(firstUser, users).SelectMany(user => Enumerable.Range(0, 1 + (user % 5)).Select(day =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"user_id":"{{user}}","type":"view","timestamp":{{End.ToUnixTimeSeconds() - (day * 86_400) - user}},"event_id":"{{user}}-{{day}}","user_points":{{user % 5}}}""")))]);
        Assert.That(status, Is.EqualTo(200), body);
    }

    public static async Task<EmulatedPipeline> RunAsync(VidoraEmulator emulator, PredictionPipeline definition)
    {
        var pipeline = await emulator.Pipelines.RunAsync(emulator.Pipelines.Create(definition).Id);
        Assert.That(pipeline.Failure, Is.Null);
        return pipeline;
    }
}
