using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>All that is logged.</summary>
/// <param name="echo">Where each line is written too; null for nowhere.</param>
internal sealed class LogLines(TextWriter? echo = null) : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>How often members were given a partition.</summary>
    public int TimesAssigned(int partition) => _lines.Count(line =>
        line.Contains(" were assigned.", StringComparison.Ordinal)
        && line.Contains(string.Create(CultureInfo.InvariantCulture, $"[[{partition}]]"), StringComparison.Ordinal));

    /// <summary>Takes a line that a member of another process has logged.</summary>
    public void Add(string line)
    {
        _lines.Enqueue(line);
        echo?.WriteLine(line);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add($"{logLevel} {eventId.Id}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
