namespace Vidora.Integration.Json;

/// <summary>Lists values that a reader sets in place of the wire's own words, as positions that are in no document.</summary>
internal static class JsonConstants
{
    public static readonly JsonPosition True = JsonPosition.OfConstant(1);
    public static readonly JsonPosition False = JsonPosition.OfConstant(2);
    public static readonly JsonPosition Development = JsonPosition.OfConstant(3);
    public static readonly JsonPosition PushReceived = JsonPosition.OfConstant(4);
    public static readonly JsonPosition PushAction = JsonPosition.OfConstant(5);
    public static readonly JsonPosition DataFeed = JsonPosition.OfConstant(6);

    /// <summary>A null that was written, where it differs from no value.</summary>
    public static readonly JsonPosition Null = JsonPosition.OfConstant(7);

    public static JsonToken At(JsonPosition position) => new(position.Constant switch
    {
        1 => "true"u8,
        2 => "false"u8,
        3 => "\"development\""u8,
        4 => "\"received\""u8,
        5 => "\"action\""u8,
        6 => "\"data_feed\""u8,
        7 => "null"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(position)),
    });
}
