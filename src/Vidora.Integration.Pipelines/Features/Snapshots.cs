using Vidora.Integration.Pipelines.Activity;

namespace Vidora.Integration.Pipelines.Features;

/// <summary>Makes the rows of all users at cutoffs, in one pass over the activity.</summary>
internal sealed class Snapshots(ActivityStore store, FeatureSchema schema, PredictionPipeline pipeline)
{
    private const int HoldoutParts = 5;

    private readonly KeyedHash _hash = new(pipeline, "rows");
    private readonly UserState _state = new(schema);

    /// <summary>Says which rows of a user to make: their cutoffs in ascending order, and what becomes known of each.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="records">All the user's records.</param>
    /// <param name="rows">Gets the rows.</param>
    public delegate void Plan(string user, ReadOnlySpan<ActivityRecord> records, List<PlannedRow> rows);

    /// <summary>Makes the rows, sorted by user and cutoff. Users who were not active within the pipeline's days get no row.</summary>
    public List<Example> Make(Plan plan, Action<double>? progress, CancellationToken cancellationToken)
    {
        var examples = new List<Example>();
        var planned = new List<PlannedRow>();
        var active = pipeline.ActiveWithinDays * 86_400L;
        var (seen, all) = (0, Math.Max(1, store.Users));
        using var cursor = store.Open();
        while (cursor.MoveNext())
        {
            if (++seen % 1_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Invoke(seen / (double)all);
            }

            planned.Clear();
            var records = cursor.Records;
            plan(cursor.UserId, records, planned);
            if (planned.Count == 0)
            {
                continue;
            }

            _state.Clear();
            var next = 0;
            var draw = _hash.Of(cursor.UserId);
            foreach (var row in planned)
            {
                while (next < records.Length && records[next].Known < row.Cutoff)
                {
                    _state.Add(records[next++]);
                }

                if (_state.LastActive == 0 || (!row.IsAlways && _state.LastActive < row.Cutoff - active))
                {
                    continue;
                }

                var features = new float[schema.Count];
                _state.Write(row.Cutoff, features);
                examples.Add(new Example
                {
                    User = cursor.UserId, Draw = draw, Cutoff = row.Cutoff, Features = features, Label = row.Label, IsTreated = row.IsTreated,
                    IsHoldout = KeyedHash.Part(draw, HoldoutParts) == 0,
                });
            }
        }

        examples.Sort((a, b) => a.Draw != b.Draw ? a.Draw.CompareTo(b.Draw)
            : a.User != b.User ? string.CompareOrdinal(a.User, b.User)
            : a.Cutoff.CompareTo(b.Cutoff));
        return examples;
    }

    /// <summary>Plans a row: a cutoff and the label; NaN for rows to predict.</summary>
    internal readonly record struct PlannedRow(long Cutoff, float Label, bool IsTreated = false)
    {
        /// <summary>Gets whether the row is made for users who were not active lately.</summary>
        public bool IsAlways { get; init; }
    }
}
