namespace Vidora.Documentation.Tests.Floors;

/// <summary>Tests the map of folders on small sources.</summary>
[TestFixture]
public sealed class FolderMapTests
{
    [Test]
    public void DescribeCircles_TwoFoldersThatNameEachOther_NamesFilesAndTypes()
    {
        var map = Map(
            ("Storage/Lease.cs", "class Lease { Outcome? Last; }"),
            ("Sending/Outcome.cs", "class Outcome { }"),
            ("Sending/Sender.cs", "class Sender { Lease? Open; }"),
            ("Json/Reader.cs", "class Reader { Sender? Sender; }"));

        Assert.Multiple(() =>
        {
            Assert.That(map.Circles, Has.Count.EqualTo(1));
            Assert.That(map.DescribeCircles(), Is.EqualTo("""
                Circle: Sending, Storage
                  Fewest names: Sending -> Storage (1), Storage -> Sending (1)
                  Sending -> Storage (1)
                    Sending/Sender.cs -> Storage/Lease.cs: Lease
                  Storage -> Sending (1)
                    Storage/Lease.cs -> Sending/Outcome.cs: Outcome

                """));
            Assert.That(map.DescribeArrows(), Does.Contain("Storage -> Sending (1)  [circle]").And.Contain("Json -> Sending (1)\n"));
        });
    }

    [Test]
    public void Circles_OverThreeFolders_AreFoundApart()
    {
        var map = Map(
            ("A/A.cs", "class A { B? Next; D? Down; }"),
            ("B/B.cs", "class B { C? Next; }"),
            ("C/C.cs", "class C { A? Next; }"),
            ("D/D.cs", "class D { E? Next; }"),
            ("D/E/E.cs", "class E { D? Next; F? Down; }"),
            ("F.cs", "class F { }"));

        Assert.That(
            map.Circles.Select(circle => string.Join(", ", circle)),
            Is.EqualTo(new[] { "A -> B (1), B -> C (1), C -> A (1)", "D -> D/E (1), D/E -> D (1)" }));
    }

    [TestCase("/// <summary>See <see cref=\"Lease\"/>.</summary>\nclass User { }", "")]
    [TestCase("// Lease\nclass User { string Text = \"Lease\"; }", "")]
    [TestCase("class User { void Use(Other other) { var lease = other.Held; } }", "Lease")]
    [TestCase("class User { void Use(Other other) { var leases = other.All(); } }", "Lease")]
    [TestCase("class User { int Use(Other other) => other.Held.Id; }", "Lease.Id")]
    [TestCase("class User { Func<Other, int> Use = other => other.Held.Part.Size; }", "Lease.Part, Part.Size")]
    [TestCase("class User { bool Use(Other other) => other is { Held.Id: 1 }; }", "Lease.Id")]
    [TestCase("class User { void Use(Other other) => other.Take(new()); }", "Lease")]
    [TestCase("class User { int Use(Other other) => other.Twice(); }", "Extensions.Twice")]
    [TestCase("class User { int Use(Other other) => other.Thrice; }", "Extensions.Thrice")]
    [TestCase("class User { int Most = Lease.Most; string Name = nameof(Lease); }", "Lease, Lease, Lease.Most")]
    [TestCase("using Alias = Lease;\nclass User { }", "Lease")]
    [TestCase("[Mark] class User { }", "MarkAttribute")]
    public void Arrows_OfAFile_AreWhatItsCodeNames(string code, string names)
    {
        var map = Map(
            ("Users/User.cs", code),
            ("Users/Other.cs", """
                class Other
                {
                    public Lease Held = new();
                    public List<Lease> All() => [];
                    public void Take(Lease lease) { }
                }
                """),
            ("Storage/Lease.cs", "class Lease { public int Id; public Part Part => new(); public const int Most = 3; }"),
            ("Storage/Part.cs", "class Part { public int Size; }"),
            ("Storage/Mark.cs", "class MarkAttribute : Attribute { }"),
            ("Storage/Extensions.cs", """
                static class Extensions
                {
                    public static int Twice(this Other other) => 2;
                    extension(Other other) { public int Thrice => 3; }
                }
                """));
        var named = map.Arrows.SelectMany(arrow => arrow.Uses).Where(use => use.File == "Users/User.cs").Select(use => use.Name);

        Assert.That(string.Join(", ", named.Order(StringComparer.Ordinal)), Is.EqualTo(names));
    }

    [TestCase("class User { Lost? Next; }")]
    [TestCase("class User : Lost { }")]
    [TestCase("[Lost] class User { }")]
    [TestCase("class User { int Use() => Lost.Size; }")]
    [TestCase("class User { void Use() => Lost(); }")]
    [TestCase("class User { void Use() => this.Lost(); }")]
    [TestCase("class User { void Use(User? user) => user?.Lost(); }")]
    [TestCase("class User { void Use() { var next = new List<Lost>(); } }")]
    public void MapFolders_UnknownName_Throws(string code) =>
        Assert.That(() => Map(("A/A.cs", code)), Throws.TypeOf<AggregateException>().With.Message.Contains("'Lost'"));

    private static FolderMap Map(params (string Path, string Code)[] files) =>
        Compiler.MapFolders("Small", files, usings: [], isReferenced: _ => true, generators: []);
}
