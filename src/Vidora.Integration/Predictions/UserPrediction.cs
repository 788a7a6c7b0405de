namespace Vidora.Integration;

/// <summary>Holds the predictions for one user's mParticle profile.</summary>
public sealed class UserPrediction
{
    /// <summary>Creates the predictions of a user.</summary>
    /// <param name="mpid">The user's mParticle id: 64 bits, often negative, never 0.</param>
    /// <param name="columns">The columns; at least one, no two with the same attribute.</param>
    /// <param name="values">One value for each column, in the same order.</param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or two columns become the same attribute.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The id is 0.</exception>
    public UserPrediction(long mpid, IReadOnlyList<PredictionColumn> columns, IReadOnlyList<PredictionNumber> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(mpid);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (columns.Count == 0 || columns.Count != values.Count)
        {
            throw new ArgumentException("There must be at least one column, and as many values as columns.", nameof(values));
        }

        for (var i = 1; i < columns.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (columns[i].Attribute == columns[j].Attribute)
                {
                    PredictionColumn.ThrowIfAmbiguous(columns);
                }
            }
        }

        Mpid = mpid;
        Columns = columns;
        Values = values;
    }

    /// <summary>Creates one prediction of a user.</summary>
    /// <param name="mpid">The user's mParticle id; never 0.</param>
    /// <param name="column">The column.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is 0.</exception>
    public UserPrediction(long mpid, PredictionColumn column, PredictionNumber value)
        : this(mpid, [column], [value])
    {
    }

    /// <summary>Gets the user's mParticle id.</summary>
    public long Mpid { get; }

    /// <summary>Gets the columns.</summary>
    public IReadOnlyList<PredictionColumn> Columns { get; }

    /// <summary>Gets one value for each column.</summary>
    public IReadOnlyList<PredictionNumber> Values { get; }

    /// <summary>
    /// Gets the id by which mParticle recognises a repeated batch, for 30 to 60 days and per feed (mParticle documentation).
    /// Default: null, none is sent.
    /// </summary>
    public string? SourceRequestId { get; init; }
}
