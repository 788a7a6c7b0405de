namespace Vidora.Integration.Emulator.Audiences;

/// <summary>Holds a user who joined or left an audience, with the value before the last export and now.</summary>
internal readonly record struct AudienceChange(long Mpid, double? Before, double? Now, bool HasJoined);
