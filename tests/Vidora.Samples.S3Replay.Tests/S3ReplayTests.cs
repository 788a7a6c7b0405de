using Vidora.Integration.Emulator;

namespace Vidora.Samples.S3Replay.Tests;

/// <summary>The sample as people start it, against a storage that speaks S3 and an emulated Vidora.</summary>
public sealed class S3ReplayTests
{
    private const string SecretKey = "secret-of-the-storage";

    [Test]
    public async Task Replay_SeveralPages_SendsWhatEveryObjectHolds()
    {
        await using var s3 = await FakeS3.StartAsync();
        await using var vidora = await VidoraEmulator.StartAsync();
        s3.Put("events/", "");
        s3.Put("events/2026-01-01/Shop_20260101120000000_00001.txt", Archive.Lines(Archive.Batch(1, "a", "b")));
        s3.Put("events/2026-01-02/Shop_20260102120000000_00001.txt", Archive.Gzip(Archive.Lines(Archive.Batch(1, "c"), Archive.Batch(2, "d"))));
        s3.Put("events/2026-01-03/with space+plus.txt", Archive.Batch(1, "e") + Archive.Batch(1, "f"));
        s3.Put("events/mParticle_Bucket_Verification_20260101-120000.txt", "{}");
        s3.Put("other/Shop.txt", Archive.Lines(Archive.Batch(1, "not-this")));

        var run = await RunAsync(s3, vidora, "events/");

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(vidora.Events.Select(received => received.Event.EventId), Is.EquivalentTo(new[] { "a", "b", "c", "d", "e", "f" }));
        Assert.That(run.Output, Does.Contain("4 objects").And.Contain("of 6 Vidora events 6 delivered").And.Contain("it adds up"));
        Assert.That(s3.Requests.Count(request => request.Target.Contains("list-type=2", StringComparison.Ordinal)), Is.EqualTo(3), "five keys, two a page");
        Assert.That(s3.Requests.Select(request => request.Authorization), Is.All.StartsWith("AWS4-HMAC-SHA256 Credential=id-of-the-storage/"));
        AssertNoSecrets(run);
    }

    [Test]
    public async Task Replay_ObjectsVanishOrChangeAfterTheListing_AreNamedAndTheOthersSent()
    {
        await using var s3 = await FakeS3.StartAsync();
        await using var vidora = await VidoraEmulator.StartAsync();
        s3.Put("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        s3.Put("b.txt", Archive.Lines(Archive.Batch(1, "b")));
        s3.Put("c.txt", Archive.Lines(Archive.Batch(1, "c")));
        s3.Vanished.Add("a.txt");
        s3.Replaced.Add("b.txt");

        var run = await RunAsync(s3, vidora, "");

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain("s3://history/a.txt: It no longer exists.").And.Contain("s3://history/b.txt: It changed after it was listed."));
        Assert.That(run.Error, Does.Not.Contain("c.txt"));
        Assert.That(vidora.Events.Select(received => received.Event.EventId), Is.EqualTo(new[] { "c" }));
        AssertNoSecrets(run);
    }

    [Test]
    public async Task Replay_Again_SendsOnlyWhatIsNewAndReportsWhatChanged()
    {
        using var folder = new TemporaryFolder();
        await using var s3 = await FakeS3.StartAsync();
        await using var vidora = await VidoraEmulator.StartAsync();
        s3.Put("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        Assert.That((await RunAsync(s3, vidora, "", "--checkpoint", folder.File("checkpoint"))).ExitCode, Is.Zero);
        s3.Put("a.txt", Archive.Lines(Archive.Batch(1, "other")));
        s3.Put("b.txt", Archive.Lines(Archive.Batch(1, "b")));

        var run = await RunAsync(s3, vidora, "", "--checkpoint", folder.File("checkpoint"));

        Assert.That(run.ExitCode, Is.EqualTo(2), run.Error);
        Assert.That(run.Error, Does.Contain("s3://history/a.txt: It is not the file that the checkpoint knows."));
        Assert.That(vidora.Events.Select(received => received.Event.EventId), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Replay_NoSuchBucket_Ends1InOneLine()
    {
        await using var s3 = await FakeS3.StartAsync();
        await using var vidora = await VidoraEmulator.StartAsync();

        var run = await StartAsync("nowhere", "", "--endpoint", s3.Address.ToString(), "--to", vidora.Address.ToString());

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Error, Does.StartWith("s3-replay: ").And.Not.Contain("   at "));
        AssertNoSecrets(run);
    }

    private static Task<Ended> RunAsync(FakeS3 s3, VidoraEmulator vidora, string prefix, params string[] more) =>
        StartAsync([FakeS3.Bucket, prefix, "--endpoint", s3.Address.ToString(), "--to", vidora.Address.ToString(), .. more]);

    private static async Task<Ended> StartAsync(params string[] args)
    {
        using var process = TestProcess.DotnetWith(typeof(S3ReplayTests).Assembly.GetName().Name!, "s3-replay.dll", args, start =>
        {
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            {
                start.Environment.Remove(name);
            }

            start.Environment["AWS_ACCESS_KEY_ID"] = "id-of-the-storage";
            start.Environment["AWS_SECRET_ACCESS_KEY"] = SecretKey;
            start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
            start.Environment["VIDORA_API_KEY"] = "demo-key";
        });
        return await process.EndAsync();
    }

    private static void AssertNoSecrets(Ended run) =>
        Assert.That(run.Output + run.Error, Does.Not.Contain(SecretKey).And.Not.Contain("demo-key"));
}
