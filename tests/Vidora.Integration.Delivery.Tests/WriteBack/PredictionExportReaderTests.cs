using System.Globalization;
using System.IO.Compression;
using System.Text;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[Slow(Formats = true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PredictionExportReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("-7346244611012968789,0.81", "one that is no title, one that is no title")]
    [TestCase("ada@example.test,Score", "one that is no title, \"Score\"")]
    [TestCase("Customer,Score", "\"Customer\", \"Score\"")]
    public void Open_NoUserColumn_NamesTitlesButNothingOfARow(string first, string named)
    {
        var error = Assert.Throws<PredictionExportException>(() => Open(first + "\n1,0.5\n"));

        Assert.That(error!.Message, Does.Contain($"The export has {named}; its first line must be the titles."));
    }

    [TestCase(",", "\n")]
    [TestCase("\t", "\n")]
    [TestCase(";", "\r\n")]
    [TestCase(",", "\r\n")]
    [TestCase(",", "\r")]
    public void ReadRows_DelimiterAndLineEnd_AreFound(string delimiter, string lineEnd)
    {
        var rows = Read(string.Join(lineEnd, $"user_id{delimiter}Conversion Probability{delimiter}Percentile", $"-7346244611012968789{delimiter}0.8100{delimiter}1", $"5{delimiter}1{delimiter}0", ""));
        Assert.That(rows.Select(Describe), Is.EqualTo(new[] { "2: -7346244611012968789 0.8100 1", "3: 5 1 0" }));
    }

    [Test]
    public void ReadRows_OtherDelimitersInQuotedTitles_DoNotCount()
    {
        using var reader = Open("\"user_id\";\"Score, weighted, smoothed, capped\"\n1;0.5\n");
        Assert.That(reader.Columns.Single().Attribute.Column, Is.EqualTo("score_weighted_smoothed_capped"));
        Assert.That(Describe(reader.ReadRows().Single()), Is.EqualTo("2: 1 0.5"));
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public void ReadRows_ByteOrderMarkAndGzip_AreFoundFromTheBytes(bool withMark, bool compressed)
    {
        var text = new UTF8Encoding(withMark);
        byte[] bytes = [.. text.GetPreamble(), .. text.GetBytes("user_id,Score\n1,0.5\n")];
        var path = _folder.File("export.bin");
        File.WriteAllBytes(path, compressed ? Compress(bytes) : bytes);
        using var reader = new PredictionExportReader(Export(path));
        Assert.That(Describe(reader.ReadRows().Single()), Is.EqualTo("2: 1 0.5"));
    }

    [Test]
    public void ReadRows_Quotes_AreTakenOff()
    {
        var rows = Read("\"user_id\",\"Score\"\n\"1\",\"0.5\"\n2,\"0.\"\"5\"\n3,0.5\n");
        Assert.That(rows.Select(Describe), Is.EqualTo(new[] { "2: 1 0.5", "3: 2 NotANumber Score", "4: 3 0.5" }));
    }

    [Test]
    public void ReadRows_QuoteWhereNoneCanBe_IsABadRowAndNotGuessed()
    {
        var rows = Read("user_id,Score\n1,\"0.5\"1\n2,0.5\n3,0\"5\n");
        Assert.That(rows.Select(Describe), Is.EqualTo(new[] { "2: 1 Quotes", "3: 2 0.5", "4: 3 Quotes" }));
    }

    [Test]
    public void ReadRows_LastLineWithoutEnd_IsCutOff()
    {
        Assert.That(Read("user_id,Score,Percentile\n1,0.5,0.5\n2,0.5,1").Select(Describe), Is.EqualTo(new[] { "2: 1 0.5 0.5", "3: 2 CutOff" }));
        Assert.That(Read("user_id,Score,Percentile\n1,0.5,0.5\n2,0.").Select(Describe), Is.EqualTo(new[] { "2: 1 0.5 0.5", "3: 2 CutOff" }));
    }

    [TestCase("user_id,Score\n1,0.5\n2,0.6\n", false)]
    [TestCase("user_id,Score\r\n1,0.5\r\n", false)]
    [TestCase("user_id,Score\r1,0.5\r", false)]
    [TestCase("user_id,Score\n1,0.5", true)]
    [TestCase("user_id,Score\n1,0.5\n2,0.6", true)]
    [TestCase("user_id,Score\n1,0.5\n2,\"0.6\"", true)]
    public void IsCutOff_LastByte_Decides(string text, bool isCutOff)
    {
        foreach (var pad in new[] { 0, 64 * 1024, 200_000 })
        {
            using var reader = Open(text.Replace("\n1,0.5", "\n" + string.Concat(Enumerable.Range(100_000, pad / 10).Select(i => $"{i},0.5\n")) + "1,0.5", StringComparison.Ordinal));
            var rows = reader.ReadRows().ToList();

            Assert.That((reader.IsCutOff, rows[^1].Problem), Is.EqualTo((isCutOff, isCutOff ? BadRowReason.CutOff : (BadRowReason?)null)));
        }
    }

    [TestCase("1\0,0.5")]
    [TestCase("1,0.5\0")]
    [TestCase("1,0\0.5")]
    [TestCase("\0,\0")]
    public void ReadRows_NulInAValue_IsBad(string row) =>
        Assert.That(Read($"user_id,Score\n{row}\n2,0.6\n").Select(read => read.Problem), Is.EqualTo(new BadRowReason?[] { BadRowReason.Nul, null }));

    [Test]
    public void ReadRows_EmptyLines_ArePassedOverAndCounted() =>
        Assert.That(Read("\nuser_id,Score\n\n1,0.5\n\n\n2,0.6\n\n").Select(Describe), Is.EqualTo(new[] { "4: 1 0.5", "7: 2 0.6" }));

    [TestCase("1,0.5,0.5", "FieldCount")]
    [TestCase("1", "FieldCount")]
    [TestCase("1;0.5", "FieldCount")]
    [TestCase(",0.5", "UserId")]
    [TestCase("abc,0.5", "UserId")]
    [TestCase(" 1,0.5", "UserId")]
    [TestCase("+1,0.5", "UserId")]
    [TestCase("00123,0.5", "UserId")]
    [TestCase("0,0.5", "UserId")]
    [TestCase("-0,0.5", "UserId")]
    [TestCase("1.0,0.5", "UserId")]
    [TestCase("1e3,0.5", "UserId")]
    [TestCase("9223372036854775808,0.5", "UserId")]
    [TestCase("-9223372036854775809,0.5", "UserId")]
    [TestCase("1,", "NotANumber Score")]
    [TestCase("1,NaN", "NotANumber Score")]
    [TestCase("1,Infinity", "NotANumber Score")]
    [TestCase("1,-Infinity", "NotANumber Score")]
    [TestCase("1,\"0,5\"", "NotANumber Score")]
    [TestCase("1, 0.5", "NotANumber Score")]
    [TestCase("1,null", "NotANumber Score")]
    public void ReadRows_BadRow_SaysWhyAndTheOthersGoOn(string row, string reason)
    {
        var rows = Read($"user_id,Score\n77,0.5\n{row}\n78,0.5\n").Select(Describe).ToList();
        Assert.That(rows, Has.Count.EqualTo(3));
        Assert.That(rows[1], Does.EndWith(reason));
        Assert.That((rows[0], rows[2]), Is.EqualTo(("2: 77 0.5", "4: 78 0.5")));
    }

    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("-1", -1)]
    public void ReadRows_UserId_KeepsSixtyFourBits(string text, long mpid) =>
        Assert.That(Read($"user_id,Score\n{text},0.5\n").Single().Mpid, Is.EqualTo(mpid));

    [Test]
    public void ReadRows_UserSeenBefore_IsBadEveryTimeAfterTheFirst()
    {
        var rows = Read("user_id,Score\n1,0.1\n2,0.2\n1,0.3\n1,bad\n3,bad\n3,0.4\n");
        Assert.That(rows.Select(Describe), Is.EqualTo(new[]
        {
            "2: 1 0.1", "3: 2 0.2", "4: 1 DuplicateUser", "5: 1 NotANumber Score", "6: 3 NotANumber Score", "7: 3 0.4",
        }));
    }

    [TestCase("Future Events", "Score", "1.01", true)]
    [TestCase("Uplift", "Score", "-0.1", true)]
    [TestCase("Classification", "Score", "1.01", true)]
    [TestCase("look-alike", "Score", "1.01", true)]
    [TestCase("Regression", "Score", "1.01", false)]
    [TestCase("Regression", "Conversion Probability", "17.5", false)]
    [TestCase(null, "Score", "1.01", false)]
    [TestCase(null, "Predicted Value", "-17", false)]
    [TestCase(null, "Conversion Probability", "1.01", true)]
    [TestCase(null, "Probability", "-0.01", true)]
    [TestCase(null, "Uplift", "2", true)]
    [TestCase(null, "Days Since Visit", "365", false)]
    [TestCase(null, "Percentile", "1.5", true)]
    [TestCase(null, "Percentile", "-0.5", true)]
    public void ReadRows_ValueOutsideOfItsScale_IsBad(string? type, string title, string value, bool isBad)
    {
        var path = Write($"user_id,{title}\n1,{value}\n2,0\n3,1\n");
        using var reader = new PredictionExportReader(new PredictionExportFile
        {
            Path = path,
            Pipeline = "P",
            Type = type is null ? null : new VidoraPipelineType(type),
        });
        Assert.That(reader.ReadRows().Select(row => row.Problem), Is.EqualTo(new BadRowReason?[] { isBad ? BadRowReason.OutOfRange : null, null, null }));
    }

    [Test]
    public void ReadRows_PercentilesOfHundred_AreDividedWithoutLosingDigits()
    {
        var path = Write("user_id,Percentile\n1,93.0001\n2,100\n3,0\n4,100.1\n5,1e1\n");
        using var reader = new PredictionExportReader(new PredictionExportFile { Path = path, Pipeline = "P", PercentilesInPercent = true });
        Assert.That(reader.ReadRows().Select(Describe), Is.EqualTo(new[] { "2: 1 0.930001", "3: 2 1", "4: 3 0", "5: 4 OutOfRange Percentile", "6: 5 0.1" }));
    }

    [TestCase("user_id")]
    [TestCase("User ID")]
    [TestCase("UserId")]
    [TestCase("USERID")]
    [TestCase("user")]
    [TestCase("Id")]
    [TestCase("MPID")]
    public void Constructor_UserColumn_IsFoundByItsName(string title)
    {
        using var reader = Open($"Score,{title}\n0.5,17\n");
        Assert.That(Describe(reader.ReadRows().Single()), Is.EqualTo("2: 17 0.5"));
    }

    [Test]
    public void Constructor_UserColumnNamed_IsTaken()
    {
        using var reader = new PredictionExportReader(new PredictionExportFile { Path = Write("id,Customer Key,Score\n1,17,0.5\n"), Pipeline = "P", UserColumn = "customer_key", Columns = ["score"] });
        Assert.That(Describe(reader.ReadRows().Single()), Is.EqualTo("2: 17 0.5"));
    }

    [TestCase("Key,Score\n", null, null, nameof(ExportAnomalyKind.UserColumn))]
    [TestCase("id,mpid,Score\n", null, null, nameof(ExportAnomalyKind.UserColumn))]
    [TestCase("id,Score\n", "key", null, nameof(ExportAnomalyKind.UserColumn))]
    [TestCase("id\n", null, null, nameof(ExportAnomalyKind.NoColumns))]
    [TestCase("id,Score\n", null, "Percentile", nameof(ExportAnomalyKind.NoColumns))]
    [TestCase("id,Score,Uplift\n", null, null, nameof(ExportAnomalyKind.ColumnName))]
    [TestCase("id,Score,!!!\n", null, null, nameof(ExportAnomalyKind.ColumnName))]
    [TestCase("", null, null, nameof(ExportAnomalyKind.NoRows))]
    public void Constructor_HeaderThatSaysTooLittle_Throws(string text, string? userColumn, string? column, string kind)
    {
        var export = new PredictionExportFile { Path = Write(text), Pipeline = "P", UserColumn = userColumn, Columns = column is null ? null : [column] };
        Assert.That(() => new PredictionExportReader(export), Throws.InstanceOf<PredictionExportException>().With.Property("Kind").EqualTo(Enum.Parse<ExportAnomalyKind>(kind)));
    }

    [Test]
    public void Constructor_TwoColumnsOfOneName_NamesBoth() => Assert.That(
        () => Open("id,Score,Uplift\n"),
        Throws.InstanceOf<PredictionExportException>().With.Message.Contains("\"Score\"").And.Message.Contains("\"Uplift\""));

    [Test]
    public void Constructor_SomeColumnsAskedFor_TakesThoseAndNamesTheMissing()
    {
        using var reader = new PredictionExportReader(new PredictionExportFile
        {
            Path = Write("id,Score,Percentile,Comment\n1,0.5,0.6,\"a,b\"\n"), Pipeline = "P", Columns = ["percentile", "Lifetime Value"],
        });
        Assert.That(reader.MissingColumns, Is.EqualTo(new[] { "Lifetime Value" }));
        Assert.That(Describe(reader.ReadRows().Single()), Is.EqualTo("2: 1 0.6"));
    }

    [Test]
    public void Constructor_NoFile_SaysSo() => Assert.That(
        () => new PredictionExportReader(Export(_folder.File("none.csv"))),
        Throws.InstanceOf<PredictionExportException>().With.Property("Kind").EqualTo(ExportAnomalyKind.Unreadable).And.Message.Contains("none.csv"));

    [Test]
    public void ReadRows_GzipCutOffAnywhere_Throws()
    {
        var random = new Random(1);
        var text = new StringBuilder("user_id,Score\n");
        for (var i = 1; i <= 300; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{random.NextDouble()}\n");
        }

        var bytes = Compress(Encoding.UTF8.GetBytes(text.ToString()));
        var path = _folder.File("cut.csv.gz");
        for (var length = 2; length < bytes.Length; length += length > bytes.Length - 20 ? 1 : 97)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.That(
                () =>
                {
                    using var reader = new PredictionExportReader(Export(path));
                    return reader.ReadRows().Count();
                },
                Throws.InstanceOf<PredictionExportException>().With.Property("Kind").EqualTo(ExportAnomalyKind.Unreadable),
                $"{length} of {bytes.Length}");
        }
    }

    [Test]
    public void ReadRows_GzipOfSeveralMembers_IsOneFile()
    {
        var path = _folder.File("members.csv.gz");
        File.WriteAllBytes(path, [.. Compress("user_id,Score\n1,0.5\n"u8.ToArray()), .. Compress("2,0.6\n"u8.ToArray())]);
        using var reader = new PredictionExportReader(Export(path));
        Assert.That(reader.ReadRows().Select(Describe), Is.EqualTo(new[] { "2: 1 0.5", "3: 2 0.6" }));
    }

    [Test]
    public void ReadRows_QuoteNeverClosed_ThrowsInsteadOfReadingItAll()
    {
        var path = Write("user_id,Score\n1,\"0.5\n" + string.Concat(Enumerable.Range(2, 100_000).Select(i => $"{i},0.5\n")));
        using var reader = new PredictionExportReader(Export(path));
        Assert.That(() => reader.ReadRows().Count(), Throws.InstanceOf<PredictionExportException>().With.Message.Contains("line"));
    }

    [Test]
    public void ReadRows_BytesThatAreNoText_AreBadRows()
    {
        var path = _folder.File("noise.csv");
        var noise = new byte[5000];
        new Random(7).NextBytes(noise);
        File.WriteAllBytes(path, [.. "user_id,Score\n"u8, .. noise.Where(value => value is not (byte)'"')]);
        using var reader = new PredictionExportReader(Export(path));
        Assert.That(reader.ReadRows().All(row => row.Problem is not null), Is.True);
    }

    [Test]
    public void ReadRows_MillionRows_TakeConstantMemory()
    {
        var path = _folder.File("million.csv");
        using (var writer = new StreamWriter(path))
        {
            writer.Write("user_id,Conversion Probability,Percentile\n");
            for (var i = 1; i <= 1_000_000; i++)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{i * 7_919L},0.{i % 1000},0.5\n"));
            }
        }

        using var reader = new PredictionExportReader(Export(path));
        long rows = 0;
        long before = 0;
        long most = 0;
        foreach (var row in reader.ReadRows())
        {
            Assert.That(row.Problem, Is.Null);
            rows++;
            if (rows % 100_000 == 0)
            {
                var now = GC.GetTotalMemory(forceFullCollection: true);
                before = before == 0 ? now : before;
                most = Math.Max(most, now - before);
            }
        }

        // The ids seen before are what grows: 22 bytes a user at most.
        Assert.That(rows, Is.EqualTo(1_000_000));
        Assert.That(most, Is.LessThan(24 * 1024 * 1024));
    }

    [Test]
    public void UserIdSet_AnyIds_AreInItOnce()
    {
        var random = new Random(3);
        var set = new UserIdSet();
        var expected = new HashSet<long>();
        for (var i = 0; i < 100_000; i++)
        {
            var id = random.Next(4) == 0 ? random.Next(1, 1000) : random.NextInt64(long.MinValue, long.MaxValue);
            if (id != 0)
            {
                Assert.That(set.Add(id), Is.EqualTo(expected.Add(id)));
            }
        }
    }

    private static string Describe(PredictionExportRow row) => row.Problem is { } problem
        ? string.Create(CultureInfo.InvariantCulture, $"{row.Line}: {row.UserId} {problem}{(row.Column is null ? "" : " ")}{row.Column}")
        : string.Create(CultureInfo.InvariantCulture, $"{row.Line}: {row.Mpid} {string.Join(' ', row.Values)}");

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static PredictionExportFile Export(string path) => new() { Path = path, Pipeline = "Likelihood to Purchase" };

    private string Write(string text)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        return path;
    }

    private PredictionExportReader Open(string text) => new(Export(Write(text)));

    private List<PredictionExportRow> Read(string text)
    {
        using var reader = Open(text);
        return [.. reader.ReadRows()];
    }
}
