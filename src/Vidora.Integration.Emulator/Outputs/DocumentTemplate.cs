using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>
/// Holds a document of mParticle as fixed bytes with gaps: ids, times and the user. Each filling is a new batch. Filling gaps costs a
/// tenth of writing JSON.
/// </summary>
internal sealed class DocumentTemplate
{
    private const int Shared = -1;
    private const int Notifications = -2;

    private readonly byte[] _json;
    private readonly List<Piece> _pieces = [];
    private readonly long _receivedMs;

    public DocumentTemplate(byte[] utf8Json)
    {
        _json = utf8Json;
        var reader = new Utf8JsonReader(utf8Json);
        var path = new List<string>();
        var name = "";
        var owner = Shared;
        var at = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Add(name);
                    name = "";
                    if (path is [_, "events", ""])
                    {
                        // The comma before the event is written when it is known which events a document has.
                        Cut(Events == 0 ? (int)reader.TokenStartIndex : at);
                        at = (int)reader.TokenStartIndex;
                        owner = Events++;
                    }
                    else if (path is [_, "system_notifications"])
                    {
                        Cut((int)reader.BytesConsumed);
                        owner = Notifications;
                    }

                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (path is [_, "events", ""])
                    {
                        Cut((int)reader.BytesConsumed);
                        owner = Shared;
                    }
                    else if (path is [_, "system_notifications"])
                    {
                        Cut((int)reader.TokenStartIndex);
                        owner = Shared;
                    }

                    path.RemoveAt(path.Count - 1);
                    name = "";
                    break;
                default:
                    var gap = GapOf(string.Join('/', path.Skip(1).Append(name)));
                    if (gap != Gap.None)
                    {
                        Cut((int)reader.TokenStartIndex);
                        at = (int)reader.BytesConsumed;
                        var isText = reader.TokenType == JsonTokenType.String;
                        var text = isText ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
                        _pieces.Add(new Piece(0, 0, owner, gap, isText, long.TryParse(text, out var number) ? number : 0));
                        _receivedMs = gap == Gap.Received ? number : _receivedMs;
                    }

                    break;
            }
        }

        Cut(utf8Json.Length);

        void Cut(int end)
        {
            if (end > at)
            {
                _pieces.Add(new Piece(at, end - at, owner, Gap.None, false, 0));
                at = end;
            }
        }
    }

    private enum Gap
    {
        None,
        Mpid,
        AccountKey,
        DocumentId,
        DocumentGuid,
        Received,
        Time,
        EventId,
        EventGuid,
        Session,
    }

    /// <summary>Gets the number of events.</summary>
    public int Events { get; }

    /// <summary>Writes a document with all events, or with one: the changes of consent are then with the first.</summary>
    public void Write(IBufferWriter<byte> output, PlayedBatch batch, int? onlyEvent)
    {
        var last = Shared;
        foreach (var piece in _pieces)
        {
            if (piece.Owner == Notifications ? onlyEvent > 0 : piece.Owner >= 0 && onlyEvent is { } only && only != piece.Owner)
            {
                continue;
            }

            if (piece.Owner >= 0 && piece.Owner != last)
            {
                output.Write(last >= 0 ? ","u8 : default);
                last = piece.Owner;
            }

            if (piece.Gap == Gap.None)
            {
                output.Write(_json.AsSpan(piece.Start, piece.Length));
            }
            else
            {
                Fill(output, piece, batch, onlyEvent);
            }
        }
    }

    private static Gap GapOf(string path) => path switch
    {
        "mpid" => Gap.Mpid,
        "account/account_settings/apiKey" => Gap.AccountKey,
        "batch_id" => Gap.DocumentId,
        "message_id" or "id" => Gap.DocumentGuid,
        "timestamp_unixtime_ms" or "timestamp_ms" => Gap.Received,
        "events//data/event_id" or "events//source_id" => Gap.EventId,
        "events//data/source_message_id" or "events//id" => Gap.EventGuid,
        "events//data/session_id" or "events//session_id" => Gap.Session,
        "events//data/timestamp_unixtime_ms" or "events//data/session_start_unixtime_ms" or "events//data/event_start_unixtime_ms" or "events//timestamp_ms" => Gap.Time,
        _ => path.StartsWith("system_notifications/", StringComparison.Ordinal) && path.EndsWith("/timestamp_unixtime_ms", StringComparison.Ordinal) ? Gap.Time : Gap.None,
    };

    private void Fill(IBufferWriter<byte> output, Piece piece, PlayedBatch batch, int? onlyEvent)
    {
        switch (piece.Gap)
        {
            case Gap.AccountKey:
                output.Write(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(batch.AccountKey)}\""));
                break;
            case Gap.DocumentGuid:
                Write(output, batch.GuidOf(PlayedBatch.Document(onlyEvent)));
                break;
            case Gap.EventGuid:
                Write(output, batch.GuidOf(piece.Owner));
                break;
            default:
                Write(output, NumberOf(piece, batch, onlyEvent), piece.IsText);
                break;
        }
    }

    private long NumberOf(Piece piece, PlayedBatch batch, int? onlyEvent) => piece.Gap switch
    {
        Gap.Mpid => batch.Mpid,
        Gap.DocumentId => batch.IdOf(PlayedBatch.Document(onlyEvent)),
        Gap.EventId => batch.IdOf(piece.Owner),
        Gap.Session => piece.Number == 0 ? 0 : batch.SessionOf(piece.Number),
        Gap.Received => batch.ReceivedMs,
        _ => piece.Number == 0 ? 0 : batch.ReceivedMs - batch.LateMs - (_receivedMs - piece.Number),
    };

    private static void Write(IBufferWriter<byte> output, long number, bool isText)
    {
        var span = output.GetSpan(24);
        var start = isText ? 1 : 0;
        Utf8Formatter.TryFormat(number, span[start..], out var length);
        if (isText)
        {
            span[0] = span[length + 1] = (byte)'"';
        }

        output.Advance(length + (2 * start));
    }

    private static void Write(IBufferWriter<byte> output, Guid guid)
    {
        var span = output.GetSpan(38);
        span[0] = span[37] = (byte)'"';
        Utf8Formatter.TryFormat(guid, span[1..], out _);
        output.Advance(38);
    }

    /// <summary>Holds fixed bytes, or a gap with the value that stood there.</summary>
    private readonly record struct Piece(int Start, int Length, int Owner, Gap Gap, bool IsText, long Number);
}
