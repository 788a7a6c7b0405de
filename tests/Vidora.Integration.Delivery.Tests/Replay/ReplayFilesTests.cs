namespace Vidora.Integration.Delivery.Tests.Replay;

[TestFixture]
public sealed class ReplayFilesTests : IDisposable
{
    private Archive _archive = null!;

    [SetUp]
    public void MakeArchive() => _archive = new Archive();

    [TearDown]
    public void Dispose() => _archive.Dispose();

    [Test]
    public void List_DateFoldersAndNone_AreInTheOrderOfTheirPaths()
    {
        foreach (var name in new[] { "2026-02-01/Shop_20260201000000000_00001.txt", "Shop_20260301000000000_00001.txt", "2026-01-31/b.txt", "2026-01-31/a.txt.gz", "deep/2026-01-01/c" })
        {
            _archive.Write(name, "{}");
        }

        Assert.That(
            Names(ReplayInput.FromFiles([_archive.Path])),
            Is.EqualTo(new[] { "2026-01-31/a.txt.gz", "2026-01-31/b.txt", "2026-02-01/Shop_20260201000000000_00001.txt", "Shop_20260301000000000_00001.txt", "deep/2026-01-01/c" }));
    }

    [TestCase("mParticle_Bucket_Verification_20260101-120000.txt")]
    [TestCase("mparticle_validation.txt")]
    [TestCase("mparticle-validation-20260101.txt")]
    [TestCase("2026-01-01/mParticle_Bucket_Verification_20260101-120000.txt")]
    public void List_VerificationFile_IsLeftOut(string name)
    {
        var path = _archive.Write(name, "{}");

        Assert.That(ReplayInput.FromFiles([_archive.Path]).Single().Refusal!.Value.State, Is.EqualTo(ReplayFileState.LeftOut));
        Assert.That(ReplayInput.FromFiles([path]).Single().Refusal!.Value.State, Is.EqualTo(ReplayFileState.LeftOut));
        Assert.That(new ReplayInput("s3://bucket/" + name, _ => new(Stream.Null)).Refusal!.Value.State, Is.EqualTo(ReplayFileState.LeftOut));
    }

    [TestCase("Shop_mparticle_validation.txt")]
    [TestCase("mparticle_validation.txt/Shop.txt")]
    public void List_NameThatOnlyLooksLikeIt_IsRead(string name)
    {
        _archive.Write(name, "{}");

        Assert.That(ReplayInput.FromFiles([_archive.Path]).Single().Refusal, Is.Null);
    }

    [Test]
    public void List_HiddenAndEmptyFilesInAFolder_AreLeftOut()
    {
        var hidden = _archive.Write(".hidden.txt", "{}");
        _archive.Write(".trash/old.txt", "{}");
        _archive.Write("empty.txt", "");

        var inputs = ReplayInput.FromFiles([_archive.Path]);

        Assert.That(Names(inputs), Is.EqualTo(new[] { ".hidden.txt", ".trash", "empty.txt" }));
        Assert.That(inputs.Select(input => input.Refusal!.Value.State), Is.All.EqualTo(ReplayFileState.LeftOut));
        Assert.That(ReplayInput.FromFiles([hidden]).Single().Refusal, Is.Null, "who names it means it");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Links need rights there.")]
    public void List_LinksInAFolder_AreNotFollowed()
    {
        var file = _archive.Write("a/file.txt", "{}");
        File.CreateSymbolicLink(Path.Combine(_archive.Path, "link.txt"), file);
        File.CreateSymbolicLink(Path.Combine(_archive.Path, "nowhere.txt"), file + "-none");
        Directory.CreateSymbolicLink(Path.Combine(_archive.Path, "a/loop"), _archive.Path);

        var inputs = ReplayInput.FromFiles([_archive.Path]);

        Assert.That(Names(inputs), Is.EqualTo(new[] { "a/file.txt", "a/loop", "link.txt", "nowhere.txt" }));
        Assert.That(inputs.Select(input => input.Refusal?.State), Is.EqualTo(new ReplayFileState?[] { null, ReplayFileState.LeftOut, ReplayFileState.LeftOut, ReplayFileState.LeftOut }));
        Assert.That(ReplayInput.FromFiles([Path.Combine(_archive.Path, "link.txt")]).Single().Refusal, Is.Null, "who names it means it");
    }

    [Test]
    public void List_FileNamedTwice_IsListedOnce()
    {
        var file = _archive.Write("a.txt", "{}");

        Assert.That(ReplayInput.FromFiles([file, _archive.Path + "/", Path.Combine(_archive.Path, "..", "archive", "a.txt")]), Has.Count.EqualTo(1));
    }

    [Test]
    public void List_NotThere_ThrowsAndNamesIt() => Assert.That(
        () => ReplayInput.FromFiles([_archive.Path, "no/such"]), Throws.TypeOf<FileNotFoundException>().With.Message.Contains("no/such"));

    [Test]
    public void List_EmptyFolder_IsNothing() => Assert.That(ReplayInput.FromFiles([_archive.Path]), Is.Empty);

    private IEnumerable<string> Names(IEnumerable<ReplayInput> inputs) =>
        inputs.Select(input => Path.GetRelativePath(_archive.Path, input.Name).Replace('\\', '/'));
}
