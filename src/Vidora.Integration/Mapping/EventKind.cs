namespace Vidora.Integration.Mapping;

/// <summary>Says which names of this library are reserved in an event; README, "Names".</summary>
[Flags]
internal enum EventKind
{
    Every = 1,
    Custom = 2,
    Attribution = 4,
    ScreenView = 8,
    StateTransition = 16,
    SessionEnd = 32,
    PushMessage = 64,
    PushRegistration = 128,
    Crash = 256,
    AttributeChange = 512,
    IdentityChange = 1024,
    Consent = 2048,
    Commerce = 4096,
}
