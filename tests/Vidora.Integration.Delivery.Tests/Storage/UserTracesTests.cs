using System.Text;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.Storage;

[TestFixture]
public sealed class UserTracesTests
{
    [TestCase("{\"mpid\":42,", true)]
    [TestCase("{\"mpid\":\"42\"}", true)]
    [TestCase("42", true)]
    [TestCase("423 142 -42 a42 42_ 4 2", false)]
    [TestCase("423 42", true)]
    [TestCase("", false)]
    public void AreIn_Content_FindsTheIdAsAWholeWord(string content, bool found) =>
        Assert.That(new UserTraces(["42"]).AreIn(null, Encoding.UTF8.GetBytes(content)), Is.EqualTo(found));

    [TestCase("a=7", true)]
    [TestCase("a=7-", false)]
    [TestCase("a=77 7", true)]
    [TestCase("Z7 7z 07 70 _7", false)]
    public void AreIn_SeveralUsers_AnyOfThemIsFound(string content, bool found) =>
        Assert.That(new UserTraces(["42", "7"]).AreIn("9", Encoding.UTF8.GetBytes(content)), Is.EqualTo(found));

    [Test]
    public void AreIn_RecordedUser_IsFoundWithoutTheContent()
    {
        var traces = new UserTraces(["42", "-7"]);

        Assert.That(traces.AreIn("-7", []), Is.True);
        Assert.That(traces.AreIn("7", []), Is.False);
    }
}
