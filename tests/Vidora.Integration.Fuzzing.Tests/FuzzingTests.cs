using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.Fuzzing.Targets;

namespace Vidora.Integration.Fuzzing.Tests;

/// <summary>
/// A bounded, seeded run over every target, without instrumentation; the long one is a command (see the README of
/// Vidora.Integration.Fuzzing). What a run finds stays as a fixture.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public sealed class FuzzingTests
{
    private const int Seed = 20231117;

    private static readonly long _inputs = TestRun.Size("VIDORA_TEST_INPUTS", usual: 42_000, full: 2_100_000);

    private static IReadOnlyList<string> Targets => FuzzTargets.Names;

    private static IEnumerable<TestCaseData> Fixtures =>
        from file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.bin", SearchOption.AllDirectories)
        orderby file
        select new TestCaseData(Path.GetFileName(Path.GetDirectoryName(file)!), file)
            .SetArgDisplayNames(Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileNameWithoutExtension(file));

    [TestCaseSource(nameof(Targets))]
    public void Run_ChangedInputs_FindsNothing(string name)
    {
        using var target = FuzzTargets.Create(name);
        var report = new Fuzzer(target, Seed).Run(FuzzTargets.InputsOf(name, FuzzTargets.Names, _inputs));

        TestContext.Out.WriteLine(report);
        Assert.That(report.Findings.Select(finding => $"input {finding.Number}: {finding.Problem}"), Is.Empty);
        Assert.That(report.Accepted, Is.InRange(report.Inputs / 40, report.Inputs * 99 / 100), "The inputs are all good or all bad: such a run says little.");
    }

    [Test]
    public void InputsOf_AllTargets_AreAtLeastAllInputs() =>
        Assert.That(FuzzTargets.Names.Sum(name => FuzzTargets.InputsOf(name, FuzzTargets.Names, _inputs)), Is.InRange(_inputs, _inputs + FuzzTargets.Names.Count));

    [TestCaseSource(nameof(Fixtures))]
    public void Run_WhatWasFoundOnce_IsHandled(string name, string file)
    {
        using var target = FuzzTargets.Create(name);
        Assert.That(() => target.Run(File.ReadAllBytes(file)), Throws.Nothing);
    }

    [Test]
    public void Run_Seeds_AreTakenByEveryTarget()
    {
        foreach (var name in FuzzTargets.Names)
        {
            using var target = FuzzTargets.Create(name);
            Assert.That(target.Seeds.Count(target.Run), Is.GreaterThan(target.Seeds.Count / 20), name);
        }
    }
}
