using System.Text;
using System.Text.Json;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Reads received events into the rows of the scores.</summary>
internal sealed class ActivityReader(EmulatedPipeline pipeline)
{
    /// <summary>A larger label is ignored: its average may have no decimal form.</summary>
    private const double LabelLimit = 1e15;

    private readonly byte[]? _label = pipeline.LabelAttribute is { } label ? Encoding.UTF8.GetBytes(label) : null;
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public List<ActivityRow> Rows { get; } = [];

    public IReadOnlyList<string> Users => _names;

    public void Add(ReceivedEvent received)
    {
        if (received.UserId is not { } userId || received.Type is not { } type)
        {
            return;
        }

        if (!_users.TryGetValue(userId, out var user))
        {
            _users[userId] = user = _names.Count;
            _names.Add(userId);
        }

        if (!_types.TryGetValue(type, out var typeNumber))
        {
            _types[type] = typeNumber = _types.Count;
        }

        var time = received.ReceivedAt.ToUnixTimeSeconds();
        var hasLabel = false;
        var label = double.NaN;
        var reader = new Utf8JsonReader(received.Utf8Json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.TextIs("timestamp"u8);
            var isLabel = _label is not null && reader.TextIs(_label);
            reader.Read();

            // A time in milliseconds would take the weight of every other event, so the time of receipt replaces it.
            if (isTime)
            {
                var isSeconds = (received.Found & EventProblems.TimestampInMilliseconds) == 0 && reader.TokenType == JsonTokenType.Number;
                time = isSeconds && reader.TryGetInt64(out var seconds) ? seconds : time;
            }
            else if (isLabel)
            {
                hasLabel = reader.TokenType is JsonTokenType.True or JsonTokenType.Number
                    || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0 && !reader.TextIs("false"u8));
                label = reader.TokenType == JsonTokenType.Number && Math.Abs(reader.GetDouble()) < LabelLimit ? reader.GetDouble() : double.NaN;
            }
        }

        Rows.Add(new ActivityRow(user, typeNumber, time, pipeline.TargetEvent is null || pipeline.TargetEvent == type, hasLabel, label));
    }
}
