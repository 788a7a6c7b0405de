namespace Vidora.Integration.Json;

/// <summary>Values that a reader puts in place of what the wire said in other words, as negative positions.</summary>
internal static class JsonConstants
{
    public const int True = -1;
    public const int False = -2;
    public const int Development = -3;
    public const int PushReceived = -4;
    public const int PushAction = -5;

    public static JsonToken At(int position) => new(position switch
    {
        True => "true"u8,
        False => "false"u8,
        Development => "\"development\""u8,
        PushReceived => "\"received\""u8,
        PushAction => "\"action\""u8,
        _ => throw new ArgumentOutOfRangeException(nameof(position), position, null),
    });
}
