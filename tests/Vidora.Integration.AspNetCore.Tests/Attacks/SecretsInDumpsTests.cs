using Microsoft.Extensions.Options;
using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json;

namespace Vidora.Integration.AspNetCore.Tests.Attacks;

/// <summary>
/// A stranger reads a dump of the endpoints' options, an error about them, the log or an answer. Authorizations and tokens, those that are
/// expected and those that were tried, are in none of them.
/// </summary>
public sealed class SecretsInDumpsTests
{
    private const string Secret = "5ec7e7";

    [Test]
    public void Options_PrintedSerialisedOrInspected_ShowNoSecrets()
    {
        var options = new VidoraEndpointOptions();
        options.WebhookAuthorizations.Add("Bearer " + Secret);
        options.FirehoseTokens.Add(Secret);

        Assert.That($"{options} {JsonSerializer.Serialize(options)}", Does.Contain("MaxRequestBytes").And.Not.Contain(Secret));
        foreach (var name in new[] { nameof(options.WebhookAuthorizations), nameof(options.FirehoseTokens) })
        {
            Assert.That(options.GetType().GetProperty(name)!.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State, Is.EqualTo(DebuggerBrowsableState.Never));
        }
    }

    [Test]
    public void Options_ThatCannotBe_AreNamedWithoutSecrets()
    {
        var exception = Assert.ThrowsAsync<OptionsValidationException>(() => ReceivingHost.StartAsync(
            options =>
            {
                options.WebhookAuthorizations.Add("Bearer " + Secret);
                options.FirehoseTokens.Add(Secret);
                options.FirehoseTokens.Add("");
            },
            vidoraIsDown: true))!;

        Assert.That(exception.ToString(), Does.Contain("FirehoseTokens").And.Not.Contain(Secret));
    }

    [TestCase("Bearer wrong-" + Secret)]
    [TestCase("Token wrong-" + Secret)]
    [TestCase("right-" + Secret + " ,")]
    public async Task Authorization_ThatIsWrong_IsToldWithoutWhatWasTriedOrExpected(string tried)
    {
        await using var host = await ReceivingHost.StartAsync(
            options =>
            {
                options.WebhookAuthorizations.Add("right-" + Secret);
                options.FirehoseTokens.Add("right-" + Secret);
            },
            vidoraIsDown: true);

        var batches = await host.PostBatchesAsync(Batches.One("a"), request => request.Headers.TryAddWithoutValidation("Authorization", tried));
        var firehose = await host.PostFirehoseAsync(Batches.Firehose("a"), request => request.Headers.TryAddWithoutValidation("Authorization", tried));

        Assert.That((batches.Status, firehose.Status), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized)));
        Assert.That(host.Log.Lines, Has.Some.Contains("without valid authorization"));
        Assert.That(host.Log.Lines.Concat([batches.Body, firehose.Body, batches.Headers.ToString(), firehose.Headers.ToString()]), Has.None.Contains(Secret));
    }
}
