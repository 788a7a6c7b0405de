using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Properties that hold for whatever is generated; the same cases in every run.</summary>
internal static class Laws
{
    public static void Check<T>(Gen<T> cases, int count, Action<T> law)
    {
        var replay = new Replay(new Rnd(2023, 1117), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(count)).WithReplay(FSharpOption<Replay>.Some(replay));
        Prop.ForAll(cases.ToArbitrary(), law).Check(config);
    }

    public static Gen<int> Seed => Gen.Choose(0, int.MaxValue - 1);
}
