namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Holds the predictions of one run.</summary>
internal sealed class PredictionSet
{
    private readonly Dictionary<string, int> _byUser;

    private PredictionSet(IReadOnlyList<EmulatedPrediction> predictions)
    {
        All = predictions;
        _byUser = new Dictionary<string, int>(predictions.Count, StringComparer.Ordinal);
        for (var i = 0; i < predictions.Count; i++)
        {
            _byUser[predictions[i].UserId] = i;
        }
    }

    /// <summary>Gets the predictions in the order of the users' first events.</summary>
    public IReadOnlyList<EmulatedPrediction> All { get; }

    /// <summary>Ranks the scores. Users with the same score get a random order, so that none share a percentile.</summary>
    public static PredictionSet Rank(IReadOnlyList<string> users, double[] scores, Random random)
    {
        var order = new int[users.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        random.Shuffle(order);
        var sorted = order.OrderBy(user => scores[user]).ToArray();
        var predictions = new EmulatedPrediction[users.Count];
        for (var rank = 0; rank < sorted.Length; rank++)
        {
            var user = sorted[rank];
            var percentile = sorted.Length == 1 ? 0 : Math.Round(rank / (double)(sorted.Length - 1), 9);
            predictions[user] = new EmulatedPrediction(users[user], scores[user], percentile);
        }

        return new PredictionSet(predictions);
    }

    public EmulatedPrediction? Find(string userId) => _byUser.TryGetValue(userId, out var index) ? All[index] : null;

    public PredictionSet Without(IReadOnlySet<string> users) =>
        users.Count == 0 ? this : new([.. All.Where(prediction => !users.Contains(prediction.UserId))]);
}
