using System.Text;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Tests;

/// <summary>That the fuzzer finds what there is to find.</summary>
public sealed class FuzzerTests
{
    [Test]
    public void Run_CodeThatThrowsOnHalfASurrogatePair_FindsIt()
    {
        using var target = new Broken(input =>
        {
            if (input.AsSpan().IndexOf("\\ud800"u8) >= 0)
            {
                throw new InvalidOperationException("Half of a surrogate pair.");
            }
        });

        var report = new Fuzzer(target, seed: 1).Run(2_000);

        Assert.That(report.Findings, Has.Count.EqualTo(1));
        Assert.That(report.Findings[0].Problem, Does.StartWith("InvalidOperationException").And.EndWith("Half of a surrogate pair."));
        Assert.That(() => target.Run(report.Findings[0].Input), Throws.InvalidOperationException);
    }

    [Test]
    public void Run_CodeThatTakesItsTime_FindsIt()
    {
        using var target = new Broken(_ => Thread.Sleep(Fuzzer.SlowestAllowed + TimeSpan.FromMilliseconds(100)));
        Assert.That(new Fuzzer(target, seed: 1).Run(1).Findings.Single().Problem, Does.StartWith("It took "));
    }

    [Test]
    public void Run_CodeThatAllocatesWithoutBound_FindsIt()
    {
        using var target = new Broken(_ => GC.KeepAlive(new byte[Fuzzer.MostAllocatedAllowed]));
        Assert.That(new Fuzzer(target, seed: 1).Run(1).Findings.Single().Problem, Does.StartWith("It allocated "));
    }

    [Test]
    public void Run_SameSeed_GivesTheSameInputs()
    {
        Assert.That(Inputs(seed: 5), Is.EqualTo(Inputs(seed: 5)));
        Assert.That(Inputs(seed: 5), Is.Not.EqualTo(Inputs(seed: 6)));

        static List<string> Inputs(int seed)
        {
            List<string> inputs = [];
            using var target = new Broken(input => inputs.Add(Convert.ToHexString(input)));
            new Fuzzer(target, seed).Run(200);

            // A slow one is given again.
            return [.. inputs.Distinct()];
        }
    }

    private sealed class Broken(Action<byte[]> run) : FuzzTarget
    {
        public override string Name => "broken";

        public override IReadOnlyList<byte[]> Seeds { get; } = [Encoding.UTF8.GetBytes("""{"a":{"b":[1,"x"]},"c":null}""")];

        public override bool Run(byte[] input)
        {
            run(input);
            return true;
        }
    }
}
