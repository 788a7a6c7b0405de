using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>Selects events. A property that is null selects any.</summary>
internal sealed record EventQuery
{
    public string? UserId { get; init; }

    public string? Type { get; init; }

    /// <summary>True: accepted events; false: invalid events.</summary>
    public bool? Accepted { get; init; }

    /// <summary>Only events with one of these problems.</summary>
    public EventProblems AnyOf { get; init; }

    /// <summary>Only events with a larger number.</summary>
    public long After { get; init; }

    /// <summary>Prepares a statement of these columns. Its limit is 0 for all rows.</summary>
    public SqliteStatement Prepare(EmulatorDatabase database, string select, string order, long limit = -1) => database
        .Query($"{select} WHERE number > ?1{(UserId is null ? "" : " AND user = ?2")}{(Type is null ? "" : " AND type = ?3")}"
            + Accepted switch { true => $" AND problems & {(int)EventProblems.Errors} = 0", false => $" AND problems & {(int)EventProblems.Errors} <> 0", null => "" }
            + (AnyOf == 0 ? "" : $" AND problems & {(int)AnyOf} <> 0")
            + $"{order} LIMIT ?4")
        .Bind(1, After).Bind(2, UserId).Bind(3, Type).Bind(4, limit);
}
