using System.CommandLine;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Samples.S3Replay;

// Sends the events that mParticle's Amazon S3 output wrote to a bucket to Vidora. Every storage with the S3 protocol works too. The AWS
// SDK finds the storage's credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the role of the machine. The variable
// VIDORA_API_KEY holds Vidora's key.
var bucket = new Argument<string>("BUCKET") { Description = "The bucket." };
var prefix = new Argument<string>("PREFIX")
{
    Description = "The start of the objects' keys, such as events/2026-01-. Default: all objects.",
    DefaultValueFactory = _ => "",
};
var endpoint = Address("--endpoint", "The address of another storage than Amazon's.");
var to = Address("--to", "The address of Vidora or an emulator.");
var checkpoint = new Option<string?>("--checkpoint")
{
    Description = "The file that keeps the position. The same command continues there.",
    HelpName = "FILE",
};
var dryRun = new Option<bool>("--dry-run") { Description = "Read and map everything, and send nothing." };
var command = new RootCommand("Send the events in a bucket to Vidora.") { bucket, prefix, endpoint, to, checkpoint, dryRun };
command.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        var storage = new AmazonS3Config();
        if (parsed.GetValue(endpoint) is { } address)
        {
            storage.ServiceURL = address.ToString();
            storage.AuthenticationRegion = "us-east-1";
            storage.ForcePathStyle = true;
        }

        var account = new VidoraOptions
        {
            ApiKey = parsed.GetValue(dryRun) ? "none" : Environment.GetEnvironmentVariable("VIDORA_API_KEY"),
            ApiSecret = Environment.GetEnvironmentVariable("VIDORA_API_SECRET"),
        };
        account.BaseAddress = parsed.GetValue(to) ?? account.BaseAddress;

        using var s3 = new AmazonS3Client(storage);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var replay = new VidoraReplay(new VidoraClient(http, account), account);
        var report = await replay.RunAsync(
            S3History.ListAsync(s3, parsed.GetRequiredValue(bucket), parsed.GetRequiredValue(prefix), cancellationToken),
            new ReplayOptions { CheckpointFile = parsed.GetValue(checkpoint), DryRun = parsed.GetValue(dryRun) },
            cancellationToken: cancellationToken);

        foreach (var input in report.Files.Where(input => input.Problem is not null && input.State != ReplayFileState.LeftOut))
        {
            Console.Error.WriteLine($"{input.Name}: {input.Problem}");
        }

        var total = report.Total;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Files.Count} objects, {total.Documents} documents, {total.Events} events; of {total.VidoraEvents} Vidora events {total.Delivered} delivered, {total.Refused.Values.Sum()} refused, {total.NotSent} not sent."));
        Console.WriteLine(report.WasStopped ? "Stopped." : report.IsClean ? "Complete; it adds up." : "Not all of it could be replayed.");
        return report.WasStopped ? 130 : report.IsClean ? 0 : 2;
    }
    catch (Exception e) when (e is ReplayException or OptionsValidationException or AmazonClientException or AmazonServiceException or HttpRequestException)
    {
        Console.Error.WriteLine($"s3-replay: {e.Message}");
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();

static Option<Uri?> Address(string name, string description) => new(name)
{
    Description = description,
    HelpName = "URL",
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"{name} takes an address such as https://storage.example.com");
        return null;
    },
};
