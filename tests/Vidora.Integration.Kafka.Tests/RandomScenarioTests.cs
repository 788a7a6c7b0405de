using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>
/// Members come, go and crash, brokers fail and Vidora stalls at random while messages are written. VIDORA_TEST_SCENARIOS sets
/// the number of scenarios.
/// </summary>
[Slow]
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class RandomScenarioTests
{
    private static IEnumerable<int> Seeds => Enumerable.Range(1, TestRun.Size("VIDORA_TEST_SCENARIOS", usual: 3, full: 50));

    [TestCaseSource(nameof(Seeds))]
    public async Task Run_WhateverHappens_NothingIsLostOrCommittedBeforeItIsSettledAndOrderIsKept(int seed)
    {
        await using var scenario = await Scenario.StartAsync(seed);
        for (var step = 0; step < 8; step++)
        {
            await scenario.StepAsync();
        }

        await scenario.EndAsync();
    }

    private sealed class Scenario : IAsyncDisposable
    {
        private readonly Random _random;
        private readonly int _partitions;
        private readonly PartitionAssignmentStrategy _strategy;
        private readonly int _workers;
        private readonly MockCluster _cluster = new();
        private readonly ScriptedVidora _vidora;
        private readonly List<Member> _members = [];
        private readonly List<TestProcess> _processes = [];
        private readonly ConcurrentDictionary<(int Partition, long Offset), List<string>> _written = new();
        private readonly List<string> _story = [];
        private readonly LogLines _log = new();
        private int _produced;

        private Scenario(int seed, ScriptedVidora vidora)
        {
            _random = new Random(seed);
            _partitions = _random.Next(2, 7);
            _strategy = _random.Next(3) switch
            {
                0 => PartitionAssignmentStrategy.Range,
                1 => PartitionAssignmentStrategy.RoundRobin,
                _ => PartitionAssignmentStrategy.CooperativeSticky,
            };
            _workers = _random.Next(1, 4);
            _vidora = vidora;
            _cluster.CreateTopic("events", _partitions);
            _story.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {_partitions} partitions, {_strategy}, {_workers} workers"));
        }

        public static async Task<Scenario> StartAsync(int seed)
        {
            var scenario = new Scenario(seed, await ScriptedVidora.StartAsync());
            await scenario.JoinAsync();
            return scenario;
        }

        public async Task StepAsync()
        {
            Produce(_random.Next(50, 300));
            await Task.Delay(_random.Next(0, 600));
            await ChangeAsync();
            Produce(_random.Next(0, 100));
            await Task.Delay(_random.Next(0, 600));
            Check();
        }

        public async Task EndAsync()
        {
            _vidora.Release();
            if (_members.Count == 0)
            {
                await JoinAsync();
            }

            var ids = _written.Values.SelectMany(own => own).ToList();
            await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, $"everything arrives ({string.Join("; ", _story)})", limit: TimeSpan.FromSeconds(90));
            Check();
            var told = string.Join("; ", _story);
            var accepted = _vidora.Accepted;
            Assert.That(accepted.Select(e => e.EventId).ToHashSet().SetEquals(ids), told);
            Assert.That(Batches.OutOfOrder(accepted), Is.Empty, told);
            var partitions = _written.SelectMany(entry => entry.Value.Select(id => (id, entry.Key.Partition))).ToDictionary(entry => entry.id, entry => entry.Partition);
            Assert.That(Batches.SentTooOften(accepted, partitions, _log), Is.Empty, told);
            await TestContext.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{told}: {ids.Count} events, {accepted.Count - ids.Count} of them twice or more often"));
        }

        public async ValueTask DisposeAsync()
        {
            _vidora.Release();
            _processes.ForEach(process => process.Dispose());
            await Task.WhenAll(_members.Select(member => member.DisposeAsync().AsTask()));
            await _vidora.DisposeAsync();
            _cluster.Dispose();
        }

        private async Task ChangeAsync()
        {
            switch (_random.Next(9))
            {
                case 0 or 1 when _members.Count < 3:
                    await JoinAsync();
                    break;
                case 0 or 1 or 2 when _members.Count > 0:
                    var leaving = _members[_random.Next(_members.Count)];
                    _story.Add("a member leaves");
                    _members.Remove(leaving);
                    await leaving.DisposeAsync();
                    break;
                case 3 or 4 when _processes.Count < 2:
                    _story.Add("a process joins");
                    _processes.Add(MemberProcess.Start(_cluster.BootstrapServers, _vidora.Address, _strategy, _workers, _log));
                    break;
                case 3 or 4 or 5 or 6 when _processes.Count > 0:
                    var crashing = _processes[_random.Next(_processes.Count)];
                    _story.Add("a process crashes");
                    _processes.Remove(crashing);
                    crashing.Dispose();
                    break;
                case 5 or 6 or 7:
                    _story.Add("brokers fail");
                    _cluster.FailNext(MockCluster.Request.Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.RequestTimedOut);
                    _cluster.FailNext(MockCluster.Request.OffsetCommit, ErrorCode.GroupLoadInProgress);
                    _cluster.FailNext(MockCluster.Request.Heartbeat, ErrorCode.UnknownMemberId);
                    break;
                default:
                    _story.Add("Vidora stalls");
                    _vidora.Hold();
                    await Task.Delay(_random.Next(100, 2500));
                    _vidora.Release();
                    break;
            }
        }

        private async Task JoinAsync()
        {
            _story.Add("a member joins");
            _members.Add(await Member.StartAsync(
                _cluster.BootstrapServers,
                _vidora.Address,
                options =>
                {
                    options.Consumer.PartitionAssignmentStrategy = _strategy;
                    options.WorkersPerPartition = _workers;
                    options.DrainTimeout = TimeSpan.FromMilliseconds(_random.Next(0, 1500));
                },
                _log));
        }

        private void Produce(int messages)
        {
            Batches.Produce(
                _cluster, messages, users: 30, from: _produced, written: (at, ids) => _written[(at.Partition.Value, at.Offset.Value)] = ids);
            _produced += messages;
        }

        /// <summary>Whatever is committed has arrived before.</summary>
        private void Check()
        {
            var committed = _cluster.CommittedEach("vidora", "events", _partitions);
            var arrived = _vidora.Accepted.Select(e => e.EventId).ToHashSet();
            var early = _written.Where(entry => entry.Key.Offset < committed[entry.Key.Partition] && !entry.Value.All(arrived.Contains));
            Assert.That(early.Select(entry => entry.Key), Is.Empty, string.Join("; ", _story));
        }
    }
}
