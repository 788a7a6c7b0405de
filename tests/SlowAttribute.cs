using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

/// <summary>
/// Marks tests that take seconds, processes or sockets. They always run, except where the tests are run thousands of times: when
/// Stryker looks what they notice, tests/Vidora.Integration.PureRooms sets VIDORA_TEST_SLOW to "skip".
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "Every test assembly has it, whatever its namespaces.")]
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (Environment.GetEnvironmentVariable("VIDORA_TEST_SLOW") == "skip" && test.RunState == RunState.Runnable)
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, "Slow tests are left out.");
        }
    }
}
