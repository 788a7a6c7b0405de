using System.Globalization;
using System.Text;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Audiences;

/// <summary>
/// Counts audiences over the attributes that the feed wrote. mParticle does not mark exports, so the last one is the latest run of
/// writes of the attribute without a pause of a minute.
/// </summary>
internal sealed class AudienceReader(EmulatorDatabase database)
{
    private const int MaxChanges = 50;
    private const int Steps = 20;
    private const long PauseMs = 60_000;

    /// <summary>Returns the names of prediction attributes of production users.</summary>
    public IReadOnlyList<string> Attributes() => database.Read(() => database
        .Query("SELECT DISTINCT name FROM changes WHERE name LIKE '$intelligent_attribute:%' ORDER BY name")
        .ToList(row => row.Text(0)!));

    public Audience Read(string attribute, double threshold) => database.Read(() =>
    {
        var export = FindExport(attribute);
        var values = new List<double>();
        var changes = new List<AudienceChange>();
        int members = 0, joined = 0, left = 0;
        long? user = null;
        double? before = null, now = null;
        database
            .Query("SELECT mpid, value, at FROM changes JOIN users ON users.number = changes.user WHERE name = ?1 AND development = 0 ORDER BY changes.user, changes.number")
            .Bind(1, attribute)
            .ForEach(row =>
            {
                if (user != row.Number(0))
                {
                    Finish();
                    (user, before, now) = (row.Number(0), null, null);
                }

                now = row.IsNull(1) ? null : ParseNumber(row.Bytes(1));
                before = row.Number(2) < export.From ? now : before;
            });
        Finish();
        var (lowest, highest) = values.Count == 0 ? (0, 1) : (Math.Min(0, values.Min()), Math.Max(1, values.Max()));
        var spread = new long[Steps];
        foreach (var value in values)
        {
            spread[Math.Clamp((int)((value - lowest) / (highest - lowest) * Steps), 0, Steps - 1)]++;
        }

        return new Audience
        {
            Attribute = attribute, Threshold = threshold, Users = values.Count, Members = members, Joined = joined, Left = left, Changes = changes,
            Export = export.To == 0 ? null : (DateTimeOffset.FromUnixTimeMilliseconds(export.From), DateTimeOffset.FromUnixTimeMilliseconds(export.To)),
            Spread = spread, Lowest = lowest, Highest = highest,
        };

        void Finish()
        {
            if (user is not { } mpid)
            {
                return;
            }

            var isMember = now >= threshold;
            var wasMember = before >= threshold;
            members += isMember ? 1 : 0;
            if (now is { } value)
            {
                values.Add(value);
            }

            if (isMember != wasMember)
            {
                joined += isMember ? 1 : 0;
                left += isMember ? 0 : 1;
                if (changes.Count < MaxChanges)
                {
                    changes.Add(new AudienceChange(mpid, before, now, isMember));
                }
            }
        }
    });

    private static double? ParseNumber(ReadOnlySpan<byte> json) =>
        double.TryParse(Encoding.UTF8.GetString(json).Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private (long From, long To) FindExport(string attribute)
    {
        // By the second, so that an export of a million users is a few thousand rows.
        var seconds = database
            .Query("SELECT min(at), max(at) FROM changes JOIN users ON users.number = changes.user WHERE name = ?1 AND development = 0 GROUP BY at / 1000 ORDER BY 1 DESC")
            .Bind(1, attribute).ToList(row => (From: row.Number(0), To: row.Number(1)));
        if (seconds.Count == 0)
        {
            return default;
        }

        var from = seconds[0].From;
        foreach (var second in seconds)
        {
            if (from - second.To >= PauseMs)
            {
                break;
            }

            from = second.From;
        }

        return (from, seconds[0].To);
    }
}
