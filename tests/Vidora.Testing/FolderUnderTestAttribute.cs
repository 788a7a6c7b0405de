using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace Vidora.Testing;

/// <summary>
/// Skips the tests outside the folders that VIDORA_TEST_FOLDER names, with commas between them. The mutation runs of
/// tests/Vidora.Integration.PureRooms set it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FolderUnderTestAttribute : Attribute, ITestAction
{
    private static readonly string[] _folders = (Environment.GetEnvironmentVariable("VIDORA_TEST_FOLDER") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (_folders.Length > 0 && !_folders.Any(folder => $"{test.ClassName}.".Contains($".Tests.{folder}.", StringComparison.Ordinal)))
        {
            Assert.Ignore($"Only the tests of {string.Join(" and ", _folders)} are run.");
        }
    }

    public void AfterTest(ITest test)
    {
    }
}
