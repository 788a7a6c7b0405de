using System.IO.Compression;
using System.Text.Json;
using System.Text;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The reader of prediction exports, plain and compressed.</summary>
internal sealed class CsvTarget : FuzzTarget
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vidora-fuzzing-csv-").FullName;

    public override string Name => "csv";

    public override IReadOnlyList<byte[]> Seeds { get; } = SeedDocuments.With(
        [
            SeedDocuments.Utf8("user_id,Conversion Probability,Percentile\n-7346244611012968789,0.8100,1\n5,1,0\n6,0.5,0.25\n"),
            SeedDocuments.Utf8("\uFEFF\"user_id\";\"Score, weighted\"\r\n\"1\";\"0.5\"\r\n2;-1e5\r\n2;3\r\n"),
            SeedDocuments.Utf8("MPID\tScore\tPercentile\n12\t+.5\t100\n13\t1.\t50\n0\tNaN\t101\n"),
            SeedDocuments.Utf8("user_id,Score\n1,\"0.5\"1\n2,\"0\n.5\"\n3,0\"5\n4\n5,6,7\n"),
        ],
        [0, 0], [1, 1], [2, 2], [4, 3]);

    public override int ControlBytes => 2;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "\"\"", "\",\"", ";", "\t", "\r", "user_id", "id", "mpid", "Score", "Percentile", "Uplift", "NaN", "Infinity", "1e999", "0x1", "9223372036854775807", "=1+1", "\0" }
            .Select(Encoding.UTF8.GetBytes),
        [0x1f, 0x8b], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0],
    ];

    public override bool Run(byte[] input)
    {
        var how = input.Length > 0 ? input[0] : 0;
        var choice = input.Length > 1 ? input[1] : 0;
        var path = Path.Combine(_folder, "export.csv");
        File.WriteAllBytes(path, Content(input.AsSpan(Math.Min(input.Length, ControlBytes)), how));
        var export = new PredictionExportFile
        {
            Path = path,
            Pipeline = "Sample Pipeline",
            PercentilesInPercent = (choice & 1) != 0,
            Type = (choice & 6) switch { 0 => null, 2 => VidoraPipelineType.Regression, 4 => VidoraPipelineType.Uplift, _ => new VidoraPipelineType("x") },
            Columns = (choice & 24) == 24 ? ["score", "Percentile"] : null,
            UserColumn = (choice & 96) == 96 ? "user id" : null,
        };
        var good = 0;
        var line = 0L;
        var users = new HashSet<long>();
        try
        {
            using var reader = new PredictionExportReader(export);
            FuzzViolationException.Unless(reader.Columns.Count > 0, "An export is taken without a column.");
            foreach (var row in reader.ReadRows())
            {
                FuzzViolationException.Unless(row.Line > line, "Lines do not ascend.");
                line = row.Line;
                FuzzViolationException.Unless(row.UserId.Length <= 100, "An id is not cut.");
                if (row.Problem is not null)
                {
                    FuzzViolationException.Unless(row.Values.Count == 0, "A bad row has values.");
                    continue;
                }

                good++;
                FuzzViolationException.Unless(row.Mpid != 0 && users.Add(row.Mpid), "A good row has no user, or one that was there.");
                FuzzViolationException.Unless(row.Values.Count == reader.Columns.Count, "A good row has not a value for each column.");
                foreach (var value in row.Values)
                {
                    CheckNumber(value);
                }
            }
        }
        catch (PredictionExportException)
        {
            // Also in the middle of the rows.
        }

        return good > 0;
    }

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    internal static void CheckNumber(PredictionNumber number)
    {
        using var json = JsonDocument.Parse(number.ToString());
        FuzzViolationException.Unless(json.RootElement.ValueKind == JsonValueKind.Number, "A number is no JSON number.");
        FuzzViolationException.Unless(double.IsFinite(number.Value), "A number is not finite.");
        FuzzViolationException.Unless(json.RootElement.GetDouble().Equals(number.Value) || number.Value == 0, "A number is written as another one.");
    }

    private static byte[] Content(ReadOnlySpan<byte> text, int how)
    {
        switch (how % 6)
        {
            case 2:
                return Compress(text);
            case 3:
                var cut = Compress(text);
                return cut[..(cut.Length * (how / 6) / 43)];
            case 4:
                return [.. Compress(text[..(text.Length / 2)]), .. Compress(text[(text.Length / 2)..])];
            case 5:
                var damaged = Compress(text);
                damaged[how % damaged.Length] ^= (byte)(how + 1);
                return damaged;
            default:
                return text.ToArray();
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            // .NET writes nothing at all for nothing.
            gzip.Write(text.IsEmpty ? "\n"u8 : text);
        }

        return compressed.ToArray();
    }
}
