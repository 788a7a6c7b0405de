namespace Vidora.Integration.Generator;

internal enum ShopEventKind
{
    SessionStart,
    SessionEnd,
    ScreenView,
    Custom,
    Attribution,
    ProductAction,
    PromotionAction,
    Impression,
    StateTransition,
    Push,
    PushRegistration,
    AttributeChange,
    IdentityChange,
    Crash,
    Uninstall,

    /// <summary>A type that is never forwarded; its name is the wire's.</summary>
    NotForwarded,

    /// <summary>A type without documentation; its name is the wire's.</summary>
    Undocumented,
}
