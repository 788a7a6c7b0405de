using System.Text;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class VidoraSignerTests
{
    private const string ValidateBody = """{"data":[{"user_id":"u1","type":"click","timestamp":1893456000}]}""";

    [TestCase("GET", "/v1/api/pipelines", "", "", "iOnyIUNikbxaubzz8/78YlT4KZBs8UbZFkWnBWqKXWo")]
    [TestCase("GET", "/v1/api/pipelines", "recurring=true&active=true", "", "jzAK884rQRloUqiJ3AQRgYf/fSORAk2D5C9P+tv+RlA")]
    [TestCase("POST", "/v1/validate", "", ValidateBody, "/NqBKVjVM+njDAw7AgufKMHADWAJ1lsri4RRLF/ahwY")]
    [TestCase("GET", "/v1/users/ü1/recommendations", "category=a b", "", "NMH24prPc9cfPVyAtw80dKMfbh0FB/UmIBywWIpOz1U")]
    public void Sign_Vector_IsTheKnownSignature(string method, string path, string extra, string body, string expected)
    {
        Assert.That(Sign(method, path, extra, Encoding.UTF8.GetBytes(body)), Is.EqualTo(expected));
    }

    [TestCase("v1/api/pipelines")]
    [TestCase("/v1/api/pipelines/")]
    [TestCase("//v1/api/pipelines//")]
    public void Sign_PathWithOtherSlashesAround_IsTheSame(string path)
    {
        Assert.That(Sign("GET", path, "", []), Is.EqualTo("iOnyIUNikbxaubzz8/78YlT4KZBs8UbZFkWnBWqKXWo"));
    }

    [Test]
    public void Sign_BodyInPieces_IsTheSameAsInOne()
    {
        var bytes = Encoding.UTF8.GetBytes(ValidateBody);

        var signature = VidoraSigner.Sign(
            ExampleAccount.Secret, "POST", "/v1/validate", Parameters(""), [bytes.AsMemory(0, 9), default, bytes.AsMemory(9)]);

        Assert.That(signature, Is.EqualTo("/NqBKVjVM+njDAw7AgufKMHADWAJ1lsri4RRLF/ahwY"));
    }

    [Test]
    public void Sign_OneCharacterOfTheBodyDiffers_IsAnother()
    {
        Assert.That(
            Sign("POST", "/v1/validate", "", Encoding.UTF8.GetBytes(ValidateBody + " ")),
            Is.Not.EqualTo("/NqBKVjVM+njDAw7AgufKMHADWAJ1lsri4RRLF/ahwY"));
    }

    private static string Sign(string method, string path, string extra, byte[] body) =>
        VidoraSigner.Sign(ExampleAccount.Secret, method, path, Parameters(extra), body.Length == 0 ? [] : [body]);

    private static IEnumerable<KeyValuePair<string, string>> Parameters(string extra) =>
        extra.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => new KeyValuePair<string, string>(pair.Split('=')[0], pair.Split('=')[1]))
            .Append(new("expires", "2030-01-01T00:00"))
            .Append(new("api_key", ExampleAccount.Key));
}
