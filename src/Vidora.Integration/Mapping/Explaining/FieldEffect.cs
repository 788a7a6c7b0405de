namespace Vidora.Integration.Mapping.Explaining;

/// <summary>What a field of the document was seen to do.</summary>
[Flags]
internal enum FieldEffect
{
    None = 0,

    /// <summary>Its value is in a field of an event.</summary>
    Forwarded = 1,

    /// <summary>Without it, or with another value, there are other events or fields.</summary>
    Decides = 2,

    /// <summary>With another value it would be in an event.</summary>
    WouldBeForwarded = 4,

    /// <summary>It was looked at, for one event at least.</summary>
    Examined = 8,

    /// <summary>It was not looked at, for one event at least.</summary>
    NotExamined = 16,
}
