namespace Vidora.Integration.Delivery;

/// <summary>Why a row of an export is not applied. A closed set of our own.</summary>
public enum BadRowReason
{
    /// <summary>It has more or fewer fields than the header.</summary>
    FieldCount,

    /// <summary>A quote stands where none can be, or is not closed.</summary>
    Quotes,

    /// <summary>
    /// The user id is not a 64-bit integer in its plain form (<c>-7346244611012968789</c>): no spaces, no leading zeros, no
    /// exponent, and not 0.
    /// </summary>
    UserId,

    /// <summary>A value is no finite number in invariant culture; also when it is empty.</summary>
    NotANumber,

    /// <summary>A value that must be 0 to 1, or a percentile of the scale, is outside.</summary>
    OutOfRange,

    /// <summary>An earlier row has the same user id.</summary>
    DuplicateUser,
}
