using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vidora.Integration.Generator;

/// <summary>Turns batches into documents in one buffer that is used again and again.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Writers over memory hold nothing that needs releasing.")]
internal sealed class DocumentBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private readonly Utf8JsonWriter _plain;
    private readonly Utf8JsonWriter _escaping;

    public DocumentBuffer()
    {
        _plain = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _escaping = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });
    }

    public byte[] Write(BatchFormat format, ShopBatch batch)
    {
        _bytes.ResetWrittenCount();
        var json = batch.Has(WireStyle.Escaped) ? _escaping : _plain;
        json.Reset();
        if (format == BatchFormat.Firehose)
        {
            FirehoseWriter.Write(json, batch);
        }
        else
        {
            EventsApiWriter.Write(json, batch);
        }

        json.Flush();
        return _bytes.WrittenSpan.ToArray();
    }
}
