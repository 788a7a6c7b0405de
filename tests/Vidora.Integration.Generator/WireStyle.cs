namespace Vidora.Integration.Generator;

/// <summary>
/// The ways in which documents of one format differ from each other in the field. None is what mParticle's outputs
/// usually write: numbers, identities as an array, consent as a map, attribute values as text.
/// </summary>
[Flags]
internal enum WireStyle
{
    None = 0,

    /// <summary>64-bit ids and times of the batch are text.</summary>
    BatchIdsAsText = 1,

    /// <summary>64-bit ids and times of the events are text.</summary>
    EventIdsAsText = 2,

    /// <summary>User identities are one object, as in a raw data feed.</summary>
    IdentitiesAsObject = 4,

    /// <summary>GDPR consent is one object without purposes.</summary>
    FlatConsent = 8,

    /// <summary>What is absent is written: null, zero, empty text, zero GUID.</summary>
    AbsentWritten = 16,

    /// <summary>Some keys are there twice.</summary>
    DuplicateKeys = 32,

    /// <summary>What says the type of an event stands after the rest of it.</summary>
    DiscriminatorLast = 64,

    /// <summary>Fields without documentation.</summary>
    UnknownFields = 128,

    /// <summary>Attribute values are numbers, booleans and nulls too, as senders may write them.</summary>
    TypedValues = 256,

    /// <summary>Text outside of ASCII, and some inside, is escaped.</summary>
    Escaped = 512,

    /// <summary>Each event repeats the state of the device.</summary>
    DeviceState = 1024,
}
