using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Vidora.Integration.Tests.MParticle.Json;

public sealed class MParticleDocumentsTests
{
    private const string One = """{"mpid":1}""";
    private const string Two = """{"mpid":2,"events":[]}""";
    private const string Pretty = "{\n  \"mpid\": 3,\n  \"events\": [\n    {\n      \"data\": {}\n    }\n  ]\n}";
    private const string PrettyAtTheMargin = "{\r\n\"mpid\": 4,\r\n\"events\":\r\n[\r\n{\r\n\"data\":\r\n{}\r\n},\r\n{\r\n}\r\n]\r\n}";

    private const string CutOff = "cut off";
    private const string NoJson = "begins with an opening brace";
    private const string Large = "MaxDocumentBytes";

    [TestCase("")]
    [TestCase(" \r\n\t \n")]
    [TestCase("\uFEFF")]
    [TestCase("\uFEFF\n")]
    [TestCase("[]")]
    [TestCase(" [ ] \n")]
    public async Task Read_NothingInside_IsEmpty(string input) => Assert.That(await Read(input), Is.Empty);

    [TestCase(One + "\n" + Two + "\n", TestName = "lines")]
    [TestCase(One + "\r\n" + Two + "\r\n", TestName = "lines that end in CRLF")]
    [TestCase(One + "\n\n \n" + Two, TestName = "empty lines, no line end at the end")]
    [TestCase(One + Two, TestName = "no separator")]
    [TestCase(One + " \t" + Two, TestName = "white space")]
    [TestCase("\uFEFF" + One + "\n" + Two, TestName = "byte order mark")]
    [TestCase("\uFEFF" + One + "\n\uFEFF" + Two, TestName = "byte order mark in the middle, of files put together")]
    [TestCase("[" + One + "," + Two + "]", TestName = "list")]
    [TestCase("[\n  " + One + ",\n  " + Two + "\n]\n", TestName = "list over lines")]
    [TestCase("[" + One + "]\n[" + Two + "]", TestName = "lists")]
    [TestCase("[[" + One + "],[" + Two + "]]", TestName = "list of lists")]
    public async Task Read_DocumentsInAnyFrame_AreFound(string input) => Assert.That(await Read(input), Is.EqualTo(new[] { One, Two }));

    [TestCase(Pretty + "\n" + One, Pretty)]
    [TestCase(PrettyAtTheMargin + "\n" + One, PrettyAtTheMargin)]
    [TestCase("[\n" + PrettyAtTheMargin + ",\n" + One + "]", PrettyAtTheMargin)]
    public async Task Read_DocumentOverLines_IsOne(string input, string document) => Assert.That(await Read(input), Is.EqualTo(new[] { document, One }));

    [TestCase("""{"a":"}{][\"\\"}""")]
    [TestCase("""{"a":"\\\\","b":"\\\""}""")]
    [TestCase("{}")]
    [TestCase("""{"a":"\u0022}"}""")]
    public async Task Read_BracketsAndQuotesInText_AreText(string document) =>
        Assert.That(await Read(document + One + "\n" + document), Is.EqualTo(new[] { document, One, document }));

    [TestCase("""{"mpid":5,"events":[{"data":{"a":1""", TestName = "cut off behind a value")]
    [TestCase("""{"mpid":5,"events":[{"data":{"a":"te""", TestName = "cut off inside of a text")]
    [TestCase("""{"mpid":5,"events":[{"data":{"a":"te\""", TestName = "cut off behind a backslash")]
    [TestCase("""{"mpid":5,"events":[{"data":{"a":""", TestName = "cut off behind a colon")]
    [TestCase("""{"mpid":5,"events":[{"data":{"a":1},""", TestName = "cut off behind a comma of an object")]
    [TestCase("""{"mpid":5,"events":[{},""", TestName = "cut off behind a comma of a list")]
    [TestCase("""{"mpid":5,"events":[""", TestName = "cut off behind a bracket")]
    [TestCase("{", TestName = "cut off behind a brace")]
    [TestCase("""{"mpid":5,"events":[}""", TestName = "brackets that do not match")]
    [TestCase("""{"mpid":5,"events":[}]}}""", TestName = "brackets that do not match, and more")]
    [TestCase("{\"mpid\":5,\n\"events\":[{},", TestName = "cut off on its second line")]
    public async Task Read_BrokenDocumentAmongGoodOnes_TakesNoneWithIt(string broken)
    {
        foreach (var lineEnd in new[] { "\n", "\r\n", "\n\n" })
        {
            Assert.That(
                await Read(One + lineEnd + broken + lineEnd + Two + lineEnd + One + lineEnd),
                Is.EqualTo(new[] { One, Error(broken, CutOff), Two, One }));
            Assert.That(await Read(broken + lineEnd + Two), Is.EqualTo(new[] { Error(broken, CutOff), Two }));
            Assert.That(await Read(One + broken), Is.EqualTo(new[] { One, Error(broken, CutOff) }));
        }
    }

    [Test]
    public async Task Read_LineEndInsideOfAText_EndsTheDocument() => Assert.That(
        await Read(One + "\n{\"a\":\"x\ny\",\"b\":1}\n" + Two),
        Is.EqualTo(new[] { One, Error("{\"a\":\"x", CutOff), Error("y\",\"b\":1}", NoJson), Two }));

    [TestCase("garbage")]
    [TestCase("<xml/>")]
    [TestCase("\"text\"")]
    [TestCase("17")]
    [TestCase("}")]
    [TestCase("]")]
    [TestCase(",")]
    [TestCase("\uFFFD\u0001")]
    public async Task Read_GarbageBetween_IsReported(string garbage)
    {
        Assert.That(await Read(One + "\n" + garbage + "\n" + Two), Is.EqualTo(new[] { One, Error(garbage, NoJson), Two }));
        Assert.That(await Read(garbage + One + garbage), Is.EqualTo(new[] { Error(garbage, NoJson), One, Error(garbage, NoJson) }));
    }

    [TestCase("[" + One)]
    [TestCase("[" + One + ",")]
    [TestCase("[" + One + ",\n")]
    public async Task Read_ListNotClosed_IsReported(string input) => Assert.That(await Read(input), Is.EqualTo(new[] { One, Error("", "not closed") }));

    [Test]
    public void Read_Documents_HaveNumberPositionAndLine()
    {
        var documents = MParticleDocuments.Read(Encoding.UTF8.GetBytes("\uFEFF\r\n{}\r\n\r\nbad\r\n[{\n\"ä\":1\n} , {}]\n{\"a\":")).ToList();
        Assert.That(documents.Select(d => (d.Number, d.Position, d.Line, d.Error is null)), Is.EqualTo(new[]
        {
            (1, 5L, 2L, true),
            (2, 11L, 4L, false),
            (3, 17L, 5L, true),
            (4, 30L, 7L, true),
            (5, 34L, 8L, false),
        }));
        var error = documents[1].Error!;
        Assert.That((error.Document, error.Position, error.Line), Is.EqualTo((2, 11L, 4L)));
        Assert.That(error.Message, Does.StartWith("Document 2 (line 4, byte 11): ").And.Not.Contain("bad"));
    }

    [Test]
    public void TryReadBatch_ErrorInside_HasTheDocumentsPlaceAndNoContent()
    {
        var documents = MParticleDocuments.Read(Encoding.UTF8.GetBytes("{}\n{\"mpid\":1,\"s3cret\":tru}\n{\"s3cret\":\"s3cret\"}")).ToList();
        foreach (var (document, why) in new[] { (documents[1], "not valid JSON at byte"), (documents[2], "not an mParticle batch") })
        {
            Assert.That(document.Error, Is.Null);
            Assert.That(document.TryReadBatch(MParticleFormat.Auto, out var batch, out var error), Is.False);
            Assert.That(batch, Is.Null);
            Assert.That((error!.Document, error.Position, error.Line), Is.EqualTo((document.Number, document.Position, document.Line)));
            Assert.That(error.Message, Does.Contain(why).And.Not.Contain("s3cret"));
        }
    }

    private static IEnumerable<TestCaseData> Utf16() =>
        from encoding in new Encoding[] { new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UnicodeEncoding(false, false), new UnicodeEncoding(true, false) }
        select new TestCaseData(encoding).SetArgDisplayNames(encoding.WebName, encoding.Preamble.Length > 0 ? "with a byte order mark" : "without");

    [TestCaseSource(nameof(Utf16))]
    public async Task Read_Utf16_SaysSoOnceForEachDocument(Encoding encoding)
    {
        byte[] input = [.. encoding.Preamble, .. encoding.GetBytes(One + "\r\n" + Two + "\n")];

        Assert.That(Errors(MParticleDocuments.Read(input)), Has.Count.EqualTo(2).And.All.Contains("UTF-16 text").And.All.Contains("iconv"));
        input = [.. encoding.Preamble, .. encoding.GetBytes($"[{One},{Two}]")];
        Assert.That(
            Errors(await MParticleDocuments.ReadAsync(new PiecesStream(input, 1)).ToListAsync()), Has.Count.EqualTo(2).And.All.Contains("UTF-16 text"));
    }

    [TestCase("""{"Type":"Notification","TopicArn":"arn","Message":"{\"mpid\":1}"}""", "Amazon SNS", "\"Message\"")]
    [TestCase("""{"TopicArn":"arn","Type":"SubscriptionConfirmation"}""", "Amazon SNS", "\"Message\"")]
    [TestCase("""{"Records":[{"kinesis":{"data":"e30="},"eventSource":"aws:kinesis"}]}""", "Amazon Kinesis", "\"kinesis.data\"")]
    [TestCase("""{"Records":[{"eventSource":"aws:sqs","body":"{}"}]}""", "Amazon SQS", "\"body\"")]
    [TestCase("""{"requestId":"r","timestamp":1,"records":[{"data":"e30="}]}""", "Amazon Data Firehose", "\"records\"")]
    [TestCase("""{"subscription":"s","message":{"data":"e30="}}""", "Google Pub/Sub", "\"message.data\"")]
    [TestCase("""{"specversion":"1.0","id":"1","source":"s","type":"t","data":{}}""", "CloudEvent", "\"data\"")]
    public void TryReadBatch_Envelope_NamesTheServiceAndWhereTheBatchStands(string document, string service, string place)
    {
        foreach (var format in Enum.GetValues<MParticleFormat>())
        {
            Assert.That(Errors(MParticleDocuments.Read(Encoding.UTF8.GetBytes(document)), format).Single(), Does.Contain(service).And.Contain(place));
        }
    }

    [Test]
    public async Task Read_ListOfTexts_SaysForEachToUnpackIt()
    {
        var input = """["{\"mpid\":1}", "{\"mpid\":2}"]"""u8.ToArray();

        Assert.That(Errors(MParticleDocuments.Read(input)), Has.Count.EqualTo(2).And.All.Contains("unpack it"));
        Assert.That(Errors(await MParticleDocuments.ReadAsync(new PiecesStream(input, 1)).ToListAsync()), Has.Count.EqualTo(2).And.All.Contains("unpack it"));
    }

    private static List<string> Errors(IEnumerable<MParticleDocument> documents, MParticleFormat format = MParticleFormat.Auto) =>
        [.. documents.Select(document => document.TryReadBatch(format, out _, out var error) ? "" : error.Message)];

    [TestCase("garbage")]
    public void TryReadBatch_UnreadableDocument_GivesItsError(string input)
    {
        var document = MParticleDocuments.Read(Encoding.UTF8.GetBytes(input)).Single();
        Assert.That(document.TryReadBatch(MParticleFormat.Auto, out _, out var error), Is.False);
        Assert.That(error, Is.SameAs(document.Error));
    }

    [TestCase("""{"mpid":"5","events":[]}""", MParticleFormat.Auto, 5L)]
    [TestCase("""{"mpid":"5","events":[]}""", MParticleFormat.EventsApi, 5L)]
    [TestCase("""{"mpid":"5","events":[]}""", MParticleFormat.Firehose, null)]
    [TestCase("""{"mpid":"5","type":"event_processing_request"}""", MParticleFormat.Auto, 5L)]
    [TestCase("""{"mpid":"5","type":"event_processing_request"}""", MParticleFormat.Firehose, 5L)]
    [TestCase("""{"type":"module_registration_request"}""", MParticleFormat.Auto, null)]
    [TestCase("""{"type":"hologram_request"}""", MParticleFormat.Auto, null)]
    public void TryReadBatch_Format_IsUsed(string input, MParticleFormat format, long? mpid)
    {
        var document = MParticleDocuments.Read(Encoding.UTF8.GetBytes(input)).Single();
        Assert.That(document.TryReadBatch(format, out var batch, out var error), Is.EqualTo(mpid is not null));
        Assert.That(batch?.Mpid, Is.EqualTo(mpid));
        Assert.That(error is null, Is.EqualTo(mpid is not null));
    }

    [Test]
    public void TryReadBatch_OneOfSeveralDocuments_HoldsItsDocumentAlone()
    {
        const string Message = """{"events":[],"user_attributes":{},"type":"event_processing_request"}""";
        const string Unknown = """{"mpid":6,"unknown":[{}]}""";
        foreach (var document in MParticleDocuments.Read(Encoding.UTF8.GetBytes($"{One}\n{Message}{Unknown} \n{Two}")))
        {
            Assert.That(document.TryReadBatch(MParticleFormat.Auto, out var batch, out _), Is.True);
            batch!.Detach();
            Assert.That(Encoding.UTF8.GetString(batch.Json), Is.EqualTo(Encoding.UTF8.GetString(document.Utf8Json.Span)));
        }
    }

    [Test]
    public async Task Read_DocumentOverTheLimit_IsCutAndTheNextLineRead()
    {
        var limits = new MParticleReadLimits { MaxDocumentBytes = 30 };
        var large = """{"mpid":7,"x":"0123456789012345678901234567890123456789"}""";
        Assert.That(
            await Read(One + "\n" + large + One + "\n" + Two + "\n", limits),
            Is.EqualTo(new[] { One, Error(large[..30], Large), Two }));
        Assert.That(await Read(large, limits), Is.EqualTo(new[] { Error(large[..30], Large) }));
        Assert.That(await Read(new string('x', 50) + "\n" + Two, limits), Is.EqualTo(new[] { Error(new string('x', 30), Large), Two }));
        Assert.That(await Read(large[..29] + "\n" + Two, limits), Is.EqualTo(new[] { Error(large[..29], CutOff), Two }));
    }

    [TestCase(29, false)]
    [TestCase(30, true)]
    [TestCase(31, false)]
    public async Task Read_DocumentAroundTheLimit_IsTold(int length, bool isExact)
    {
        var document = "{\"a\":\"" + new string('x', length - 8) + "\"}";
        var limits = new MParticleReadLimits { MaxDocumentBytes = 30 };
        var expected = length <= 30 ? document : Error(document[..30], Large);
        Assert.That(document, Has.Length.EqualTo(length));
        Assert.That(isExact, Is.EqualTo(length == limits.MaxDocumentBytes));
        Assert.That(await Read(document + "\n" + One, limits), Is.EqualTo(new[] { expected, One }));
        Assert.That(await Read(document, limits), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public async Task Read_LineEndAtTheLimit_IsNotMissed()
    {
        var limits = new MParticleReadLimits { MaxDocumentBytes = 10 };
        Assert.That(await Read("{\"abcde\":\n" + One, limits), Is.EqualTo(new[] { Error("{\"abcde\":\n", Large), One }));
    }

    [Test]
    public async Task ReadAsync_ManyTimesTheLimit_StaysBounded()
    {
        var limits = new MParticleReadLimits { MaxDocumentBytes = 1024 };
        var stream = new EndlessThenStream(8 * 1024 * 1024, "\n" + One);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var documents = new List<MParticleDocument>();
        await foreach (var document in MParticleDocuments.ReadAsync(stream, limits))
        {
            documents.Add(document);
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.That(documents.Select(Describe), Is.EqualTo(new[] { Error("{\"a\":\"" + new string('x', 1018), Large), One }));
        Assert.That(documents[1].Position, Is.EqualTo((8 * 1024 * 1024) + 1));
        Assert.That(allocated, Is.LessThan(1024 * 1024));
    }

    [Test]
    [MaxTime(60_000)]
    public void Read_HostileLines_TakeTimeInProportion()
    {
        // Each line opens what no line closes: looked through to the end from every line, this would take minutes.
        var input = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":[\n", 50_000)));
        Assert.That(MParticleDocuments.Read(input).Count(), Is.EqualTo(50_000));
    }

    [Test]
    public void Read_TooDeep_IsOneDocumentThatCannotBeRead()
    {
        var deep = "{\"mpid\":1,\"a\":" + new string('[', 100) + new string(']', 100) + "}";
        var documents = MParticleDocuments.Read(Encoding.UTF8.GetBytes(deep + "\n" + One)).ToList();
        Assert.That(documents.Select(Describe), Is.EqualTo(new[] { deep, One }));
        Assert.That(documents[0].TryReadBatch(MParticleFormat.Auto, out _, out var error), Is.False);
        Assert.That(error!.Message, Does.Contain("deeper than 64 levels"));
    }

    [Test]
    public void Read_InvalidUtf8_IsFoundAndSaysWhere()
    {
        byte[] input = [.. "{\"mpid\":1,\"a\":\""u8, 0xC3, 0x28, .. "\"}\n{\"mpid\":2}"u8];
        var documents = MParticleDocuments.Read(input).ToList();
        Assert.That(documents, Has.Count.EqualTo(2));
        Assert.That(documents[0].TryReadBatch(MParticleFormat.Auto, out _, out var error), Is.False);
        Assert.That(error!.Message, Does.EndWith("this is not UTF-8 text at byte 15."));
        Assert.That(documents[1].TryReadBatch(MParticleFormat.Auto, out var batch, out _), Is.True);
        Assert.That(batch!.Mpid, Is.EqualTo(2));
    }

    [Test]
    public void ReadAsync_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(
            async () =>
            {
                await foreach (var document in MParticleDocuments.ReadAsync(new MemoryStream([1, 2]), null, cancelled.Token))
                {
                    Assert.Fail($"Document {document.Number} was read.");
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Read_EnumeratedTwice_GivesTheSameDocuments()
    {
        var documents = MParticleDocuments.Read(Encoding.UTF8.GetBytes(One + "\nbad\n" + Two));
        using var unfinished = documents.GetEnumerator();
        unfinished.MoveNext();

        Assert.That(documents.Select(Describe), Has.Exactly(3).Items);
        Assert.That(documents.Select(Describe), Is.EqualTo(documents.Select(Describe)));
        Assert.That(unfinished.MoveNext() && unfinished.Current.Number == 2, "an enumeration does not disturb another");
    }

    [Test]
    public void Read_Sequence_IsTheSameAsMemory()
    {
        var input = Encoding.UTF8.GetBytes(One + "\nbad\n" + Pretty + "\n" + Two);
        Assert.That(
            MParticleDocuments.Read(Sequences.Split(input, 5)).Select(Describe),
            Is.EqualTo(MParticleDocuments.Read(input).Select(Describe)));
    }

    [Test]
    public void ReadAsync_AnyPieces_AreTheSameAsMemory()
    {
        var piece = Gen.Elements(
            One, Two, Pretty, PrettyAtTheMargin, "\n", "\r\n", " ", ",", "[", "]", "{", "}", "\"", "\\", "\uFEFF", "garbage", "{\"a\":[\n", "{\"a\":",
            "{\"a\":\"x", "{\"a\":[}", ":", "\n{", ",\n{\"b\":1}\n", new string('x', 70), new string('[', 12), "{\"a\":\"" + new string('y', 90) + "\"}");
        var input =
            from pieces in piece.ListOf()
            from limit in Gen.Elements(1, 20, 64, 100, 100_000)
            from chunk in Gen.Elements(1, 2, 7, 1000)
            select (Bytes: Encoding.UTF8.GetBytes(string.Concat(pieces)), limit, chunk);
        Prop.ForAll(input.ToArbitrary(), async i =>
        {
            var limits = new MParticleReadLimits { MaxDocumentBytes = i.limit, MaxDepth = 10 };
            var fromMemory = MParticleDocuments.Read(i.Bytes, limits).Select(Place).ToList();
            var fromStream = new List<string>();
            await foreach (var document in MParticleDocuments.ReadAsync(new PiecesStream(i.Bytes, i.chunk), limits))
            {
                fromStream.Add(Place(document));
            }

            Assert.That(fromStream, Is.EqualTo(fromMemory));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20240627, 7));
    }

    [Test]
    public void Read_GoodLinesAmongAnything_AreAllRead()
    {
        // Whatever stands on the other lines, short of text that a good line could belong to.
        var bad = Gen.Elements(
            "garbage", "]]", "{", "{\"a\":[1,2", "{\"a\":\"x", "{\"a\":{\"b\":1}", "{\"a\":[}", "{\"a\":[1,", "{\"a\":", "\"", "{\"a\":1,", "");
        var good = Gen.Elements(One, Two, "{}");
        var lines = Gen.OneOf(good.Select(l => (l, true)), bad.Select(l => (l, false))).ListOf();
        Prop.ForAll(lines.ToArbitrary(), list =>
        {
            var input = Encoding.UTF8.GetBytes(string.Join('\n', list.Select(line => line.Item1)) + "\n{}\n{}");
            var read = MParticleDocuments.Read(input).Where(d => d.Error is null).Select(Describe);
            Assert.That(read, Is.EqualTo(list.Where(line => line.Item2).Select(line => line.Item1).Append("{}").Append("{}")));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20240627, 7));
    }

    private static string Error(string text, string why) => $"{text} ({why})";

    private static string Describe(MParticleDocument document)
    {
        var text = Encoding.UTF8.GetString(document.Utf8Json.Span);
        if (document.Error is null)
        {
            return text;
        }

        var why = new[] { "not closed", CutOff, NoJson, Large }.First(w => document.Error.Message.Contains(w, StringComparison.Ordinal));
        return Error(text, why);
    }

    private static string Place(MParticleDocument document) => $"{document.Number} {document.Position} {document.Line} {Describe(document)}";

    /// <summary>What memory and a stream that gives one byte at a time both give.</summary>
    private static async Task<List<string>> Read(string input, MParticleReadLimits? limits = null)
    {
        var bytes = Encoding.UTF8.GetBytes(input);
        var fromMemory = MParticleDocuments.Read(bytes, limits).Select(Describe).ToList();
        var fromStream = new List<string>();
        await foreach (var document in MParticleDocuments.ReadAsync(new PiecesStream(bytes, 1), limits))
        {
            fromStream.Add(Describe(document));
        }

        Assert.That(fromStream, Is.EqualTo(fromMemory));
        return fromMemory;
    }

    /// <summary>A document that is much too large, then more.</summary>
    private sealed class EndlessThenStream(long length, string rest) : PiecesStream(default, 0)
    {
        private readonly byte[] _rest = Encoding.UTF8.GetBytes(rest);
        private long _position;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = 0;
            var start = "{\"a\":\""u8;
            while (count < buffer.Length && _position < length + _rest.Length)
            {
                buffer.Span[count++] = _position < start.Length ? start[(int)_position] : _position < length ? (byte)'x' : _rest[_position - length];
                _position++;
            }

            return new(count);
        }
    }
}
