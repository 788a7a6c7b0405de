namespace Vidora.Integration;

/// <summary>
/// A document that could not be read: no JSON, no UTF-8, no mParticle batch, too deep, too large. The message says what
/// is wrong and where, and holds nothing of the document's content.
/// </summary>
public sealed class MParticleFormatException : FormatException
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">What is wrong, and where in the document.</param>
    public MParticleFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and which document of an input it is.</summary>
    /// <param name="message">What is wrong, and where in the document.</param>
    /// <param name="document">Number of the document in its input, from 1.</param>
    /// <param name="position">Where the document begins in its input, in bytes from 0.</param>
    /// <param name="line">The line on which the document begins, from 1.</param>
    public MParticleFormatException(string message, int document, long position, long line)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Document {document} (line {line}, byte {position}): {message}"))
    {
        Document = document;
        Position = position;
        Line = line;
    }

    /// <summary>Number of the document in its input, from 1; null when it was read by itself.</summary>
    public int? Document { get; }

    /// <summary>Where the document begins in its input, in bytes from 0; null when it was read by itself.</summary>
    public long? Position { get; }

    /// <summary>The line on which the document begins in its input, from 1; null when it was read by itself.</summary>
    public long? Line { get; }
}
