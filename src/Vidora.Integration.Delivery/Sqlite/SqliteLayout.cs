using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Describes a kind of SQLite file: its tables, and its words in errors.</summary>
internal sealed class SqliteLayout
{
    /// <summary>Gets what errors call the file, such as <c>queue file</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how to use another file, as the end of a sentence: <c>change QueueFile</c>.</summary>
    public required string UseAnother { get; init; }

    /// <summary>Gets a sentence that says how to go on after damage.</summary>
    public required string AfterDamage { get; init; }

    /// <summary>Gets the number in the header that tells this layout from the files of other programs.</summary>
    public required long ApplicationId { get; init; }

    public required long Version { get; init; }

    /// <summary>Gets the statements that create the tables, each closed by a semicolon.</summary>
    public required string Schema { get; init; }

    /// <summary>Gets the statements that make layout 2 of layout 1, layout 3 of layout 2, and so on.</summary>
    public IReadOnlyList<string> Upgrades { get; init; } = [];

    /// <summary>Gets what adds the functions that the upgrades use; null when they use none.</summary>
    public Action<SqliteConnection>? AddFunctions { get; init; }

    /// <summary>Gets the size of a page in bytes. Default: 4096.</summary>
    public int PageSize { get; init; } = 4096;
}
