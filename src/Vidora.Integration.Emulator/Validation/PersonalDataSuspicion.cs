using System.Runtime.CompilerServices;
using System.Text;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>
/// Finds fields that look like personal data: by the name, without case, separators and a leading <c>user_</c>, or by a
/// value in the form of an e-mail or IPv4 address.
/// </summary>
internal static class PersonalDataSuspicion
{
    private const int LongestName = 48;

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

    // Caches the result by the hash of the name: events repeat a few names. A lost race costs one more lookup.
    private static readonly ulong[] _known = new ulong[4096];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool InName(ReadOnlySpan<byte> name)
    {
        var hash = Utf8Hash.Of(name);
        ref var known = ref _known[hash >> 52];
        var entry = known;
        if ((entry | 1) == (hash | 1) && entry != 0)
        {
            return (entry & 1) != 0;
        }

        var suspected = LooksPersonal(name);
        known = (hash & ~1UL) | (suspected ? 1UL : 0UL);
        return suspected;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool InText(ReadOnlySpan<byte> text) => text.Length >= 6 && (IsEmail(text) || IsIPv4(text));

    private static bool LooksPersonal(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return false;
        }

        var ofUser = name.StartsWith("user_"u8);
        Span<byte> letters = stackalloc byte[LongestName];
        var count = 0;
        foreach (var b in ofUser ? name[5..] : name)
        {
            var lower = (byte)(b | 0x20);
            if (lower is >= (byte)'a' and <= (byte)'z' || b is >= (byte)'0' and <= (byte)'9')
            {
                letters[count++] = b is >= (byte)'0' and <= (byte)'9' ? b : lower;
            }
        }

        var text = Encoding.ASCII.GetString(letters[..count]);
        return _names.Contains(text)
            || (ofUser && (_userNames.Contains(text) || text.StartsWith("reserved", StringComparison.Ordinal)));
    }

    private static bool IsEmail(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        if (at <= 0 || at > 64 || text.ContainsAny(" \t\r\n"u8))
        {
            return false;
        }

        var dot = text[at..].LastIndexOf((byte)'.');
        return dot > 1 && dot < text.Length - at - 1;
    }

    private static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 7 or > 15 || !char.IsAsciiDigit((char)text[0]) || text.Count((byte)'.') != 3)
        {
            return false;
        }

        foreach (var b in text)
        {
            if (b != (byte)'.' && !char.IsAsciiDigit((char)b))
            {
                return false;
            }
        }

        return System.Net.IPAddress.TryParse(text, out _);
    }
}
