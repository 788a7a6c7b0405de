using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Vidora.Testing;

/// <summary>
/// Marks tests that take seconds, start processes or open sockets. They are skipped when VIDORA_TEST_SLOW is <c>skip</c>:
/// <c>.ci/quick</c> and the mutation runs of tests/Vidora.Integration.PureRooms set it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (Environment.GetEnvironmentVariable("VIDORA_TEST_SLOW") == "skip" && test.RunState == RunState.Runnable)
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, "Slow tests are skipped: VIDORA_TEST_SLOW is skip.");
        }
    }
}
