using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace Vidora.Testing;

/// <summary>
/// Skips the tests outside the folder that VIDORA_TEST_FOLDER names. The mutation runs of tests/Vidora.Integration.PureRooms
/// set it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FolderUnderTestAttribute : Attribute, ITestAction
{
    private static readonly string? _folder = Environment.GetEnvironmentVariable("VIDORA_TEST_FOLDER");

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (!string.IsNullOrEmpty(_folder) && !$"{test.ClassName}.".Contains($".Tests.{_folder}.", StringComparison.Ordinal))
        {
            Assert.Ignore($"Only the tests of {_folder} are run.");
        }
    }

    public void AfterTest(ITest test)
    {
    }
}
