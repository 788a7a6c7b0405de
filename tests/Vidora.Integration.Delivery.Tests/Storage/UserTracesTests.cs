using System.Globalization;
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

    [TestCase("{\"mpid\":42,", true)]
    [TestCase("{\"mpid\":\"42\"}", true)]
    [TestCase("42", true)]
    [TestCase("423 142 -42 a42 42_ 4 2", false)]
    [TestCase("423 42", true)]
    [TestCase("", false)]
    public void AreIn_Hashes_FindTheSameAsIds(string content, bool found)
    {
        var traces = new HashedTraces(new HashSet<UInt128> { UserHash.Of("42") });
        Assert.That(traces.AreIn(null, Encoding.UTF8.GetBytes(content)), Is.EqualTo(found));
        Assert.That(traces.AreIn("7", Encoding.UTF8.GetBytes(content)), Is.EqualTo(found));
        Assert.That(traces.AreIn("42", []), Is.True);
    }

    [Test]
    public void Hash_OfAnId_NeverChanges()
    {
        // Files and topics hold it. printf 'vidora-forgotten:-7346244611012968789' | sha256sum
        Assert.That(UserHash.Of("-7346244611012968789").ToString("x32", CultureInfo.InvariantCulture), Is.EqualTo("4ab7efc13a2c23c7088a895d40e1a25f"));
        Assert.That(UserHash.Of("-7346244611012968789"u8), Is.EqualTo(UserHash.Of("-7346244611012968789")));
        Assert.That(UserHash.FromBytes(UserHash.ToBytes(UserHash.Of("1"))), Is.EqualTo(UserHash.Of("1")));
        Assert.That(UserHash.Of(new string('x', 1_000)), Is.Not.EqualTo(UserHash.Of(new string('x', 1_001))));
    }

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
