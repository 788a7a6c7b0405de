namespace Vidora.Integration;

/// <summary>
/// Reports a document that cannot be read: no JSON, no UTF-8, no mParticle batch, too deep or too large. The message holds
/// the reason and the place, and nothing of the document's content.
/// </summary>
public sealed class MParticleFormatException : FormatException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">The reason and the place in the document.</param>
    public MParticleFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error of one document of an input.</summary>
    /// <param name="message">The reason and the place in the document.</param>
    /// <param name="document">The number of the document in its input, from 1.</param>
    /// <param name="position">The document's first byte in its input, from 0.</param>
    /// <param name="line">The document's first line, from 1.</param>
    public MParticleFormatException(string message, int document, long position, long line)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Document {document} (line {line}, byte {position}): {message}"))
    {
        Document = document;
        Position = position;
        Line = line;
    }

    /// <summary>Gets the number of the document in its input, from 1; null for a single document.</summary>
    public int? Document { get; }

    /// <summary>Gets the document's first byte in its input, from 0; null for a single document.</summary>
    public long? Position { get; }

    /// <summary>Gets the document's first line in its input, from 1; null for a single document.</summary>
    public long? Line { get; }
}
