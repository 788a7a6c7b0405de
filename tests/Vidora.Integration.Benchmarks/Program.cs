using BenchmarkDotNet.Running;
using Vidora.Integration.Benchmarks;
using Vidora.Integration.Benchmarks.Floors;

switch (args)
{
    case ["floors"]:
        await FloorTable.PrintAllAsync();
        return 0;
    case ["ratios"]:
        await Ratios.PrintAsync();
        return 0;
    case ["writeback"]:
        return await WriteBackBenchmark.RunAsync();
    case ["writeback", "unchanged", var export, var state, var feed]:
        return await WriteBackBenchmark.RunUnchangedAsync(export, state, new Uri(feed));
    case ["queue"]:
        await QueueFigures.PrintAsync(1_000_000);
        return 0;
    case ["queue", var events]:
        await QueueFigures.PrintAsync(long.Parse(events, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["operations"]:
        await OperationsFigures.PrintAsync(1_000_000);
        return 0;
    case ["operations", var queued]:
        await OperationsFigures.PrintAsync(long.Parse(queued, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["emulator"]:
        await EmulatorFigures.PrintAsync();
        return 0;
    case ["pipelines"]:
        await PipelineFigures.PrintAsync(shoppers: 10_000);
        return 0;
    case ["pipelines", var shoppers]:
        await PipelineFigures.PrintAsync(int.Parse(shoppers, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["sink", var mode, var listen]:
        await SinkProcess.RunAsync(mode, new Uri(listen));
        return 0;
    case ["serve"]:
        await ServeFigures.PrintAsync();
        await QueueFigures.PrintAsync(1_000_000);
        return 0;
    case ["serve-host", var vidora, var queueFile]:
        await ServeFigures.HostAsync(vidora, queueFile);
        return 0;
    case ["replay"]:
        await ReplayFigures.PrintAsync(megabytes: 500);
        return 0;
    case ["replay", var megabytes]:
        await ReplayFigures.PrintAsync(int.Parse(megabytes, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["kafka"]:
        await KafkaFigures.PrintAsync(answerMilliseconds: 200);
        return 0;
    case ["kafka", var milliseconds]:
        await KafkaFigures.PrintAsync(int.Parse(milliseconds, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["kafka-broker", var messagesPerPartition]:
        await KafkaFigures.BrokerAsync(int.Parse(messagesPerPartition, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["kafka-member", var brokers, var to, var group, var file]:
        await KafkaFigures.MemberAsync(brokers, to, group, file);
        return 0;
    case ["kafka-forward", var brokers, var to, var folder]:
        await KafkaFloor.ForwardAsync(brokers, to, folder);
        return 0;
    case ["kafka-consume", var brokers]:
        await KafkaFloor.ConsumeAsync(brokers);
        return 0;
    case [] or ["--help"] or ["-h"]:
        Console.WriteLine(
            """
            dotnet run -c Release --project tests/Vidora.Integration.Benchmarks -- COMMAND

              floors            every entry point beside the least that has to be done for it, as ratios: under five minutes
              ratios            mapping, and what other JSON libraries do, against a bare JSON pass in the same process
              writeback         a million predictions written, unchanged, and at mParticle's limit: about two minutes
              queue [EVENTS]    appends with Vidora down, then drains a queue of that length (default a million)
              serve             requests of batches with Vidora up and down, then the figures of queue: about three minutes
              operations [N]    time and size of the operations page with N events queued (default a million)
              emulator          what the emulator takes, keeps and shows: about a minute
              pipelines [N]     predictions of a season of N shoppers (default 10,000): speed, memory, quality
              replay [MB]       replays generated files (default 500 MB) to a counting emulator in another process
              kafka [MS]        a consumer group of 1, 2 and 3 processes to a counting emulator, which answers at once and
                                then after so long (default 200): about three minutes
              anything else     goes to BenchmarkDotNet, such as: --filter '*'
            """);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
