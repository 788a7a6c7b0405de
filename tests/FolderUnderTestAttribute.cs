using NUnit.Framework.Interfaces;

[assembly: FolderUnderTest]

/// <summary>
/// Leaves out the tests that are not in the folder that VIDORA_TEST_FOLDER names, when it is set: tests/Vidora.Integration.PureRooms
/// does so where a folder's own tests are run thousands of times.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1050", Justification = "Every test assembly has it, whatever its namespaces.")]
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
