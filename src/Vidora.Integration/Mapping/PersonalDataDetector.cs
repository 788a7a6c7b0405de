using System.Buffers;
using System.Net;
using System.Text;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Tells values and names that look personal; README, "Personal data". The mapper, explanations and the emulator use the same.
/// </summary>
internal static class PersonalDataDetector
{
    private const int LongestName = 48;
    private const int LongestValue = 320;

    private static readonly SearchValues<byte> _notInEmail = SearchValues.Create(" \t\r\n:/?=&,;<>\""u8);
    private static readonly SearchValues<byte> _inIPv6 = SearchValues.Create("0123456789abcdefABCDEF:."u8);
    private static readonly SearchValues<byte> _inPhone = SearchValues.Create("0123456789 ()-./"u8);
    private static readonly SearchValues<byte> _inCard = SearchValues.Create("0123456789 -"u8);

    private static readonly HashSet<string> _names = new(StringComparer.Ordinal)
    {
        "email", "emailaddress", "mail", "phone", "phonenumber", "mobile", "mobilenumber", "telephone",
        "firstname", "lastname", "surname", "fullname", "givenname", "familyname", "maidenname",
        "address", "streetaddress", "street", "zip", "zipcode", "postalcode",
        "birthday", "birthdate", "dateofbirth", "dob", "ssn", "socialsecuritynumber", "passportnumber", "taxid",
        "creditcard", "creditcardnumber", "cardnumber", "iban",
        "ip", "ipaddress", "clientip", "clientipaddress", "latitude", "longitude",
        "deviceid", "mpdeviceid", "idfa", "idfv", "gaid", "imei", "iosidfv", "androidid", "androiduuid", "ampid",
        "advertisingid", "iosadvertisingid", "androidadvertisingid", "googleadvertisingid", "fireadvertisingid",
        "rokuadvertisingid", "microsoftadvertisingid", "rokupublisherid", "microsoftpublisherid",
        "pushtoken", "registrationtoken", "hardwareid", "launchreferral", "installreferrer",
    };

    /// <summary>Holds mParticle's reserved user attributes that are personal only after <c>user_</c>.</summary>
    private static readonly HashSet<string> _userNames = new(StringComparer.Ordinal)
    {
        "age", "gender", "city", "state", "country", "name",
    };

    /// <summary>Returns whether a field of a Vidora event is one of mParticle's reserved user attributes.</summary>
    public static bool IsReservedAttribute(ReadOnlySpan<byte> name) =>
        name.StartsWith("user_"u8) && name[5..] is var rest
        && (rest.StartsWith("reserved."u8) || (rest.Length <= LongestName && PersonalData.IsReserved([(byte)'$', .. rest])));

    /// <summary>Returns whether a field of a Vidora event looks personal by its name, ignoring case, separators and <c>user_</c>.</summary>
    public static bool IsPersonalName(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return false;
        }

        var ofUser = name.StartsWith("user_"u8);
        Span<char> letters = stackalloc char[LongestName];
        var count = 0;
        foreach (var b in ofUser ? name[5..] : name)
        {
            if (char.IsAsciiLetterOrDigit((char)b))
            {
                letters[count++] = char.ToLowerInvariant((char)b);
            }
        }

        ReadOnlySpan<char> plain = letters[..count];
        return _names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(plain)
            || (ofUser && (_userNames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(plain) || plain.StartsWith("reserved")));
    }

    /// <summary>
    /// Returns whether the text looks like an e-mail address, an IP address, a phone number with country code or a payment card
    /// number.
    /// </summary>
    public static bool IsPersonalValue(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (text.Length is < 3 or > LongestValue)
        {
            return false;
        }

        return text[0] switch
        {
            (byte)'+' => IsPhone(text[1..]) || IsEmail(text),
            >= (byte)'0' and <= (byte)'9' => IsIPv4(text) || IsCard(text) || IsIPv6(text) || IsEmail(text),
            (byte)':' or (>= (byte)'a' and <= (byte)'f') or (>= (byte)'A' and <= (byte)'F') => IsIPv6(text) || IsEmail(text),
            _ => IsEmail(text),
        };
    }

    private static bool IsEmail(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        if (at is < 1 or > 64 || text.ContainsAny(_notInEmail))
        {
            return false;
        }

        var domain = text[(at + 1)..];
        var dot = domain.LastIndexOf((byte)'.');
        return dot > 0 && dot < domain.Length - 1 && !domain.Contains((byte)'@');
    }

    private static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 7 or > 15)
        {
            return false;
        }

        var (parts, part, digits) = (1, 0, 0);
        foreach (var b in text)
        {
            if (b == (byte)'.' && digits > 0)
            {
                (parts, part, digits) = (parts + 1, 0, 0);
            }
            else if (b is >= (byte)'0' and <= (byte)'9' && (digits == 0 || part > 0))
            {
                part = (part * 10) + (b - '0');
                digits++;
            }
            else
            {
                return false;
            }

            if (part > 255)
            {
                return false;
            }
        }

        return parts == 4 && digits > 0;
    }

    private static bool IsIPv6(ReadOnlySpan<byte> text) =>
        text.Length <= 45 && text.Count((byte)':') >= 2 && !text.ContainsAnyExcept(_inIPv6) && IPAddress.TryParse(Encoding.ASCII.GetString(text), out _);

    /// <summary>Returns whether the text after a plus is a number of ITU E.164, with any separators.</summary>
    private static bool IsPhone(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[0] is >= (byte)'1' and <= (byte)'9' && !text.ContainsAnyExcept(_inPhone) && DigitsOf(text, stackalloc byte[16]) is >= 8 and <= 15;

    /// <summary>
    /// Returns whether the text has a length and a beginning that card numbers have (ISO/IEC 7812), and the check digit of Luhn.
    /// One in ten numbers has that check digit by chance.
    /// </summary>
    private static bool IsCard(ReadOnlySpan<byte> text)
    {
        Span<byte> digits = stackalloc byte[20];
        if (text.Length > 32 || text.ContainsAnyExcept(_inCard))
        {
            return false;
        }

        var count = DigitsOf(text, digits);
        var first = (digits[0] * 10) + digits[1];
        var isIssued = count switch
        {
            14 => first is 30 or 36 or 38 or 39,
            15 => first is 34 or 37,
            16 => first is (>= 22 and <= 27) or 35 or (>= 40 and <= 69),
            17 or 18 or 19 => first == 62,
            _ => false,
        };
        if (!isIssued)
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            var digit = digits[count - 1 - i] * (1 + (i % 2));
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>Copies the digits, as numbers, and returns how many there are; one more than fit when there are more.</summary>
    private static int DigitsOf(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        var count = 0;
        foreach (var b in text)
        {
            if (b is >= (byte)'0' and <= (byte)'9')
            {
                if (count == digits.Length)
                {
                    return count + 1;
                }

                digits[count++] = (byte)(b - '0');
            }
        }

        return count;
    }
}
