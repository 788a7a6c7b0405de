using System.Text.Json;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Integration;

namespace Vidora.Samples.Console.Tests;

/// <summary><c>vidora queue</c> and <c>vidora forget</c>, on files as a host leaves them behind.</summary>
public sealed class QueueCommandTests
{
    private const string Ada = "-7236511098812345677";
    private const string Ben = "5120000000000000001";
    private const string Secret = "example-secret-0007";

    [Test]
    public async Task Status_OfAFile_CountsWhatIsInIt()
    {
        var queue = await NewQueueAsync();
        var run = await ConsoleRun.OfAsync("queue", "status", "--queue", queue);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        AssertRow(run, "events to be sent", "2");
        AssertRow(run, "dead letters", "3");
        AssertRow(run, "http_400", "2");
        AssertRow(run, "exhausted_timeout", "1");
        AssertRow(run, "in the quarantine", "1");
        Assert.That(run.Output, Does.Contain("The oldest event was accepted at ").And.Contain(" UTC."));
    }

    [Test]
    public async Task StatusAndDead_WhileAnotherHasTheFile_Work()
    {
        var queue = await NewQueueAsync();
        await using var host = new DeliveryStore(queue);
        Assert.That((await ConsoleRun.OfAsync("queue", "status", "--queue", queue)).ExitCode, Is.Zero);
        Assert.That((await ConsoleRun.OfAsync("queue", "dead", "--queue", queue)).ExitCode, Is.Zero);
    }

    [TestCase("queue", "redrive")]
    [TestCase("queue", "purge", "--yes")]
    [TestCase("forget", Ada)]
    public async Task WhatChangesTheFile_WhileAnotherHasIt_Ends1AndSaysWho(params string[] command)
    {
        var queue = await NewQueueAsync();
        await using var host = new DeliveryStore(queue);
        var run = await ConsoleRun.OfAsync([.. command, "--queue", queue]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain("in use by").And.Contain("stop the other process"));
        Assert.That((await host.GetStatusAsync()).DeadLetters.Values.Sum(), Is.EqualTo(3));
    }

    [TestCase("queue", "status")]
    [TestCase("queue", "dead")]
    [TestCase("queue", "redrive")]
    [TestCase("queue", "purge")]
    [TestCase("forget", Ada)]
    public async Task AnyCommand_OnAFileThatIsNotThere_Ends1AndMakesNone(params string[] command)
    {
        var queue = Fixture.NewPath("absent.db");
        var run = await ConsoleRun.OfAsync([.. command, "--queue", queue]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: there is no queue file "));
        Assert.That(File.Exists(queue), Is.False);
    }

    [Test]
    public async Task Status_OfAFileThatIsNoQueue_Ends1AndLeavesItAlone()
    {
        var queue = Fixture.NewFile("notes.db", "not a queue, but somebody's notes");
        var run = await ConsoleRun.OfAsync("queue", "status", "--queue", queue);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("vidora: "));
        Assert.That(await File.ReadAllTextAsync(queue), Is.EqualTo("not a queue, but somebody's notes"));
    }

    [Test]
    public async Task Dead_ByDefault_ListsReasonUserAndType()
    {
        var run = await ConsoleRun.OfAsync("queue", "dead", "--queue", await NewQueueAsync());
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.OutputLines.Count(line => line.Contains("http_400", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(run.OutputLines.Single(line => line.Contains("exhausted_timeout", StringComparison.Ordinal)), Does.Contain(Ben).And.Contain("purchase"));
    }

    [Test]
    public async Task Dead_AsJson_WritesTheEventsThemselves()
    {
        var run = await ConsoleRun.OfAsync("queue", "dead", "--queue", await NewQueueAsync(), "--json", "--reason", "http_400", "--limit", "1");
        var only = JsonDocument.Parse(run.OutputLines.Single()).RootElement;
        Assert.That(only.GetProperty("user_id").GetString(), Is.EqualTo(Ada));
        Assert.That(only.GetProperty("type").GetString(), Is.EqualTo("click"));
    }

    [Test]
    public async Task Redrive_ByReason_PutsThoseBackAndNoOthers()
    {
        var queue = await NewQueueAsync();
        var run = await ConsoleRun.OfAsync("queue", "redrive", "--queue", queue, "--reason", "http_400");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output.Trim(), Is.EqualTo("2 dead letters are in the queue again."));
        var status = await StatusAsync(queue);
        Assert.That((status.Events, status.DeadLetters.Keys), Is.EqualTo((4L, new[] { "exhausted_timeout" })));
    }

    [Test]
    public async Task Purge_WithoutYes_SaysWhatItWouldDelete()
    {
        var queue = await NewQueueAsync();
        var run = await ConsoleRun.OfAsync("queue", "purge", "--queue", queue);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "vidora: this would delete for good: 1 exhausted_timeout, 2 http_400. Use --yes to delete it.\n")));
        Assert.That((await StatusAsync(queue)).DeadLetters.Values.Sum(), Is.EqualTo(3));
    }

    [Test]
    public async Task Purge_ByNumber_DeletesThatOne()
    {
        var queue = await NewQueueAsync();
        var listed = await ConsoleRun.OfAsync("queue", "dead", "--queue", queue, "--reason", "exhausted_timeout");
        var number = listed.OutputLines.Single(line => line.Contains("exhausted_timeout", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        var run = await ConsoleRun.OfAsync("queue", "purge", "--yes", "--queue", queue, "--id", number);
        Assert.That(run.Output.Trim(), Is.EqualTo("1 dead letter was deleted."));
        var status = await StatusAsync(queue);
        Assert.That((status.Events, status.DeadLetters.Keys), Is.EqualTo((2L, new[] { "http_400" })));
    }

    [Test]
    public async Task Purge_ByReasonAndNumber_Ends1AndDeletesNothing()
    {
        var queue = await NewQueueAsync();
        var run = await ConsoleRun.OfAsync("queue", "purge", "--queue", queue, "--reason", "http_400", "--id", "1");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That((await StatusAsync(queue)).DeadLetters.Values.Sum(), Is.EqualTo(3));
    }

    [Test]
    public async Task Forget_WithoutAnAddress_RemovesTheUserAndLeavesTheRequestToServe()
    {
        var queue = await NewQueueAsync();
        var run = await ConsoleRun.OfAsync("forget", Ada, "--queue", queue);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("1 user is forgotten here. Removed: 1 event from the queue, 2 dead letters, 1 item from the quarantine."));
        Assert.That(run.Output, Does.Contain("Vidora is asked when vidora serve runs on this queue."));
        var status = await StatusAsync(queue);
        Assert.That((status.Events, status.ForgottenUsers, status.OpenErasures), Is.EqualTo((1L, 1L, 1L)));
    }

    [Test]
    public async Task Forget_WithAnAddress_AsksVidoraAtOnce()
    {
        var queue = await NewQueueAsync();
        await using var emulator = await VidoraEmulator.StartAsync(options => options.ApiSecret = Secret);
        var run = await ForgetAsync(queue, emulator);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("Vidora has the request."));
        Assert.That(emulator.DeletedUsers, Is.EqualTo(new[] { Ada }));
        Assert.That((await StatusAsync(queue)).OpenErasures, Is.Zero);
    }

    [Test]
    public async Task Forget_VidoraFails_KeepsTheRequestAndSaysSo()
    {
        var queue = await NewQueueAsync();
        await using var emulator = await VidoraEmulator.StartAsync(options => options.ApiSecret = Secret);
        emulator.Script.Add("/v1/api/erasure_requests", new FaultAnswer { Status = 503 });
        var run = await ForgetAsync(queue, emulator);
        Assert.That(run.ExitCode, Is.EqualTo(5));
        Assert.That(run.Error, Does.Contain("The erasure stays in the queue"));
        Assert.That((await StatusAsync(queue)).OpenErasures, Is.EqualTo(1));
    }

    [TestCase("ada@mail.example")]
    [TestCase("0")]
    [TestCase("00x1")]
    public async Task Forget_WhatIsNoMpid_Ends1AndForgetsNobody(string mpid)
    {
        var queue = await NewQueueAsync();
        var run = await ConsoleRun.OfAsync("forget", Ada, mpid, "--queue", queue);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That((await StatusAsync(queue)).ForgottenUsers, Is.Zero);
    }

    private static Task<ConsoleRun> ForgetAsync(string queue, VidoraEmulator emulator) =>
        ConsoleRun.OfAsync(
            ["forget", Ada, "--queue", queue, "--to", emulator.Address.ToString()],
            [],
            new() { ["VIDORA_API_KEY"] = emulator.ApiKey, ["VIDORA_API_SECRET"] = Secret });

    /// <summary>Two events wait, three are dead, one document is in the quarantine; Ada has one, two and one of them.</summary>
    private static async Task<string> NewQueueAsync()
    {
        var file = Fixture.NewPath("queue.db");
        await using var store = new DeliveryStore(file);
        await store.AppendAsync([new VidoraEvent(Ada, "click"), new VidoraEvent(Ben, "click")]);
        await store.AddDeadLettersAsync(
            [new VidoraEvent(Ada, "click"), new VidoraEvent(Ada, "purchase"), new VidoraEvent(Ben, "purchase")],
            [new(SendStatus.Dead, "http_400"), new(SendStatus.Dead, "http_400"), new(SendStatus.Dead, "exhausted_timeout")]);
        await store.QuarantineAsync("{\"cut off"u8.ToArray(), QuarantineReason.Unreadable, Ada);
        return file;
    }

    private static async Task<DeliveryStoreStatus> StatusAsync(string queue)
    {
        await using var store = new DeliveryStore(queue, readOnly: true);
        return await store.GetStatusAsync();
    }

    private static void AssertRow(ConsoleRun run, string name, string count) =>
        Assert.That(
            run.OutputLines.Select(line => line.Trim()),
            Has.Some.Matches<string>(line => line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith(" " + count, StringComparison.Ordinal)),
            run.Output);
}
