using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery;

/// <summary>
/// An export cannot be used as a whole: it cannot be read, or its header is not what was asked for. The message is one line, whatever
/// the export and its name hold.
/// </summary>
public sealed class PredictionExportException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public PredictionExportException()
        : this(ExportAnomalyKind.Unreadable, "The export cannot be read.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    public PredictionExportException(string message)
        : this(ExportAnomalyKind.Unreadable, message)
    {
    }

    /// <summary>Makes an exception that was caused by another one.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public PredictionExportException(string message, Exception? innerException)
        : base(OneLine.Of(message), innerException) => Kind = ExportAnomalyKind.Unreadable;

    /// <summary>Makes an exception of a kind.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="message">The same in words, and what to do about it.</param>
    public PredictionExportException(ExportAnomalyKind kind, string message)
        : base(OneLine.Of(message)) => Kind = kind;

    /// <summary>What is wrong.</summary>
    public ExportAnomalyKind Kind { get; }
}
