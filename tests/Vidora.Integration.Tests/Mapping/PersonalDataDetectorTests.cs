using System.Text;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Tests.Mapping;

public sealed class PersonalDataDetectorTests
{
    [TestCase("ada@example.com")]
    [TestCase(" Ada.Lovelace+shop@mail.example.co.uk ")]
    [TestCase("用户@例子.公司")]
    [TestCase("0ada@example.com")]
    [TestCase("+ada@example.com")]
    [TestCase("198.51.100.7")]
    [TestCase("0.0.0.0")]
    [TestCase("2001:db8::7")]
    [TestCase("::1")]
    [TestCase("fe80::1ff:fe23:4567:890a")]
    [TestCase("::ffff:198.51.100.7")]
    [TestCase("+4915112345678")]
    [TestCase("+49 (0)151 / 123-456")]
    [TestCase("+1 202.555.0143")]
    [TestCase("4111111111111111")]
    [TestCase("4111 1111 1111 1111")]
    [TestCase("5555-5555-5555-4444")]
    [TestCase("2223003122003222")]
    [TestCase("378282246310005")]
    [TestCase("30569309025904")]
    [TestCase("6011111111111117")]
    [TestCase("3530111333300000")]
    public void IsPersonalValue_AddressOrNumber_IsTrue(string text) => Assert.That(PersonalDataDetector.IsPersonalValue(Encoding.UTF8.GetBytes(text)), Is.True);

    [TestCase("")]
    [TestCase("gold")]
    [TestCase("@ada")]
    [TestCase("ada@example")]
    [TestCase("a and b@example.com")]
    [TestCase("https://ada@example.com/x")]
    [TestCase("a@b@example.com")]
    [TestCase("1.2.3")]
    [TestCase("1.2.3.256")]
    [TestCase("1.2.3.04")]
    [TestCase("12:30:45")]
    [TestCase("a:b:c")]
    [TestCase("015112345678")]
    [TestCase("+1234567")]
    [TestCase("+1234567890123456")]
    [TestCase("+0123456789")]
    [TestCase("+12 apples and 34 pears")]
    [TestCase("4111111111111112")]
    [TestCase("1700000000123")]
    [TestCase("4006381333931")]
    [TestCase("6004677780660780123")]
    [TestCase("1111111111111117")]
    [TestCase("00123")]
    [TestCase("19.90")]
    public void IsPersonalValue_OtherText_IsFalse(string text) => Assert.That(PersonalDataDetector.IsPersonalValue(Encoding.UTF8.GetBytes(text)), Is.False);

    [TestCase("user_email", true)]
    [TestCase("E-Mail", true)]
    [TestCase("user_firstname", true)]
    [TestCase("user_age", true)]
    [TestCase("user_reserved.firstname", true)]
    [TestCase("phone_number", true)]
    [TestCase("age", false)]
    [TestCase("user_plan", false)]
    [TestCase("product_name", false)]
    [TestCase("device_model", false)]
    public void IsPersonalName_Name_IsComparedWithoutCaseAndSeparators(string name, bool expected) =>
        Assert.That(PersonalDataDetector.IsPersonalName(Encoding.UTF8.GetBytes(name)), Is.EqualTo(expected));

    [Test]
    public void IsPersonal_AnyBytes_Ends()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(60)];
            for (var j = 0; j < bytes.Length; j++)
            {
                bytes[j] = random.Next(8) == 0 ? (byte)random.Next(256) : (byte)"0123456789+-. :@abc"[random.Next(19)];
            }

            Assert.That(() => PersonalDataDetector.IsPersonalValue(bytes), Throws.Nothing);
            Assert.That(() => PersonalDataDetector.IsPersonalName(bytes), Throws.Nothing);
        }
    }
}
