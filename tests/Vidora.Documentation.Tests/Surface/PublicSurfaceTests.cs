using System.Globalization;

namespace Vidora.Documentation.Tests.Surface;

/// <summary>The public surface stays so small that a person can learn it.</summary>
[TestFixture]
[Slow]
public sealed class PublicSurfaceTests
{
    private const int MostTypes = 190;
    private const int MostMembers = 1_450;

    [Test]
    public void Surface_OfAllPackages_StaysInItsBudget()
    {
        var packages = PublicPackage.All();
        var types = packages.Sum(package => package.Types.Count);
        var members = packages.Sum(package => package.MemberCount);
        var figures = string.Join('\n', packages.Select(package => Figures(package.Name, package.Types.Count, package.MemberCount)).Append(Figures("all", types, members)));
        TestContext.Out.WriteLine(figures);
        Assert.That((types <= MostTypes, members <= MostMembers), Is.EqualTo((true, true)), $"At most {MostTypes} types and {MostMembers} members may be public.\n{figures}");
    }

    [Test]
    public void PublicType_OfAPackage_IsUsedByAReadmeASampleOrATestOfAUser()
    {
        var used = UserCode.UsedTypes();
        var unused = PublicPackage.All().SelectMany(package => package.Types).Select(UserCode.NameOf).Where(type => !used.Contains(type)).Order(StringComparer.Ordinal).ToList();
        Assert.That(unused, Is.Empty, $"{unused.Count} public types are used by no README, sample or test of a user. Show their use, or make them internal.\n{string.Join('\n', unused)}");
    }

    private static string Figures(string name, int types, int members) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-32}{types,5} types{members,7:N0} members");
}
