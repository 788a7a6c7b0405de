using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Vidora.Testing;

/// <summary>
/// Marks tests that take seconds, start processes or open sockets. They are skipped when VIDORA_TEST_SLOW is <c>skip</c>, and
/// under another culture (<see cref="TestCultureAttribute"/>) unless they format or parse something.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : NUnitAttribute, IApplyToTest
{
    /// <summary>Gets or sets whether these tests format or parse something in this process. Default: false.</summary>
    public bool Formats { get; set; }

    public void ApplyToTest(Test test)
    {
        if (test.RunState == RunState.Runnable && Reason() is { } reason)
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, reason);
        }
    }

    private string? Reason() =>
        Environment.GetEnvironmentVariable("VIDORA_TEST_SLOW") == "skip" ? "Slow tests are skipped: VIDORA_TEST_SLOW is skip."
        : TestCultureAttribute.IsOn && !Formats ? "Nothing here depends on the culture."
        : null;
}
