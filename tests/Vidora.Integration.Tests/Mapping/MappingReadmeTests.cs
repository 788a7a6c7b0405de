using System.Reflection;
using System.Text.RegularExpressions;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>The rules in <c>Mapping/README.md</c> name each issue code, option and output field of the code, and no other.</summary>
public sealed class MappingReadmeTests
{
    private static readonly string _text = File.ReadAllText(Path.Combine(Repository.Root, "src", "Vidora.Integration", "Mapping", "README.md"));

    private static readonly HashSet<string> _named = [.. Regex.Matches(_text, "`([^`\n]+)`").Select(match => match.Groups[1].Value)];

    private static IEnumerable<string> Fields => OutputNames.All.Select(output => output.Name.ToString());

    private static IEnumerable<string> Options =>
        typeof(VidoraMappingOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);

    [Test]
    public void Rules_NameEveryIssueCode() => Assert.That(Enum.GetNames<MappingIssueCode>().Where(code => !_named.Contains(code)), Is.Empty);

    [Test]
    public void Rules_NameEveryOptionAndMode()
    {
        Assert.That(Options.Where(option => !_named.Contains(option)), Is.Empty);
        Assert.That(Enum.GetNames<CommerceMode>().Where(mode => !_named.Contains(mode)), Is.Empty);
    }

    [Test]
    public void Rules_NameEveryOutputField() => Assert.That(Fields.Where(field => !_named.Contains(field)), Is.Empty);

    [Test]
    public void Rules_NameEveryTypePlatformAndEnvironment() => Assert.That(
        VidoraMappingOptions.AllPlatforms.Concat(VidoraMappingOptions.AllEnvironments).Where(word => !_named.Contains(word)), Is.Empty);

    [Test]
    public void Rules_NameNoCodeThatThereIsNot()
    {
        var known = Enum.GetNames<MappingIssueCode>().Concat(Options).Concat(Enum.GetNames<CommerceMode>())
            .Concat(typeof(MParticleEventMapper).Assembly.GetTypes().Select(type => type.Name)).ToHashSet(StringComparer.Ordinal);

        Assert.That(_named.Where(name => Regex.IsMatch(name, "^([A-Z][a-z]+){2,}$") && !known.Contains(name)), Is.Empty);
    }

    [Test]
    public void Rules_NameNoOutputFieldThatThereIsNot()
    {
        var section = _text[_text.IndexOf("## Every event", StringComparison.Ordinal).._text.IndexOf("Then follow", StringComparison.Ordinal)];
        var rows = Regex.Matches(section, "^\\|([^|]+)\\|", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Groups[1].Value, "`([^`]+)`")).Select(name => name.Groups[1].Value);

        Assert.That(rows, Is.EquivalentTo(EventWriter.Names.Select(name => name.ToString())));
    }
}
