namespace Vidora.Integration;

/// <summary>What is predicted for one user, ready to be written to the user's mParticle profile.</summary>
public sealed class UserPrediction
{
    /// <summary>Takes the values of a user.</summary>
    /// <param name="mpid">The user's mParticle id: 64 bits, often negative, never 0.</param>
    /// <param name="columns">What is predicted; at least one column, no two of the same attribute.</param>
    /// <param name="values">One value for each column, in the same order.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, or two columns become the same attribute.</exception>
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

    /// <summary>Takes one value of a user.</summary>
    /// <param name="mpid">The user's mParticle id; never 0.</param>
    /// <param name="column">What is predicted.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is 0.</exception>
    public UserPrediction(long mpid, PredictionColumn column, PredictionNumber value)
        : this(mpid, [column], [value])
    {
    }

    /// <summary>The user's mParticle id.</summary>
    public long Mpid { get; }

    /// <summary>What is predicted.</summary>
    public IReadOnlyList<PredictionColumn> Columns { get; }

    /// <summary>One value for each column.</summary>
    public IReadOnlyList<PredictionNumber> Values { get; }

    /// <summary>
    /// mParticle applies a batch with the same id once, for 30 to 60 days and per feed (mParticle documentation), so it may be sent
    /// again when nobody knows whether it arrived. Null: none is sent.
    /// </summary>
    public string? SourceRequestId { get; init; }
}
