namespace Vidora.Integration.Delivery.Tests;

internal static class Samples
{
    public static readonly DateTimeOffset Start = Archive.Start;

    public static VidoraEvent Event(string eventId, string userId = "-7346244611012968789") =>
        new(userId, "purchase") { Timestamp = Start, EventId = eventId };

    public static VidoraEvent[] Events(int count, string userId = "-7346244611012968789", string prefix = "e") =>
        Enumerable.Range(0, count).Select(i => Event(prefix + i.ToString("D4", System.Globalization.CultureInfo.InvariantCulture), userId)).ToArray();

    public static string IdOf(ReadOnlyMemory<byte> json) => VidoraEvent.Parse(json).EventId!;
}
