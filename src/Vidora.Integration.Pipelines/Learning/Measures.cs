namespace Vidora.Integration.Pipelines.Learning;

/// <summary>Measures how good scores are. Pure functions.</summary>
internal static class Measures
{
    private const double Z95 = 1.959964;
    private const int Resamples = 400;

    /// <summary>Returns the probability that a positive has a higher score than a negative; ties count half.</summary>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (positives, negatives) = Placements(scores, labels);
        return positives.Length == 0 || negatives.Length == 0 ? double.NaN : positives.Average();
    }

    /// <summary>Returns the AUC with its interval (DeLong, on the log-odds scale).</summary>
    public static CardFigure AucFigure(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var (positives, negatives) = Placements(scores, labels);
        if (positives.Length < 2 || negatives.Length < 2)
        {
            return new CardFigure { Value = 0.5, Low = 0, High = 1 };
        }

        var auc = positives.Average();

        // Without a wrong pair DeLong's variance is 0; then the interval is that of one wrong pair's half a positive.
        var variance = Math.Max(
            (Variance(positives) / positives.Length) + (Variance(negatives) / negatives.Length),
            0.25 / ((double)positives.Length * positives.Length * negatives.Length));
        var deviation = Math.Sqrt(variance);
        var inside = Math.Clamp(auc, Math.Min(deviation, 0.5), 1 - Math.Min(deviation, 0.5));

        // Few users of one class say little about their own spread: Student's quantile instead of the normal one.
        var quantile = Z95 + (2.37 / (Math.Min(positives.Length, negatives.Length) - 1));
        var width = quantile * deviation / (inside * (1 - inside));
        var logOdds = Model.LogOdds(inside);
        return new CardFigure { Value = auc, Low = Model.Probability(logOdds - width), High = Model.Probability(logOdds + width) };
    }

    /// <summary>Returns one minus the squared errors over those of the mean.</summary>
    public static double RSquared(ReadOnlySpan<double> scores, ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
        {
            mean += value / values.Length;
        }

        double errors = 0, spread = 0;
        for (var i = 0; i < values.Length; i++)
        {
            errors += (scores[i] - values[i]) * (scores[i] - values[i]);
            spread += (values[i] - mean) * (values[i] - mean);
        }

        return spread == 0 ? 0 : 1 - (errors / spread);
    }

    /// <summary>
    /// Returns the area between the cumulated effect of users in the order of their scores and that of a random order, in goals a user
    /// (Qini).
    /// </summary>
    public static double Qini(ReadOnlySpan<double> scores, ReadOnlySpan<bool> treated, ReadOnlySpan<bool> reached)
    {
        var n = scores.Length;
        var keys = new double[n];
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            (keys[i], order[i]) = (-scores[i], i);
        }

        Array.Sort(keys, order);
        long treatedCount = 0, controlCount = 0, treatedGoals = 0, controlGoals = 0;
        var area = 0.0;
        var last = 0.0;
        foreach (var i in order)
        {
            if (treated[i])
            {
                treatedCount++;
                treatedGoals += reached[i] ? 1 : 0;
            }
            else
            {
                controlCount++;
                controlGoals += reached[i] ? 1 : 0;
            }

            // The effect on as many users as there are so far, were all of them treated.
            var all = treatedCount + controlCount;
            last = treatedCount == 0 || controlCount == 0 ? 0 : ((treatedGoals / (double)treatedCount) - (controlGoals / (double)controlCount)) * all;
            area += last;
        }

        return n == 0 ? 0 : ((area / n) - (last / 2)) / n;
    }

    /// <summary>Returns a figure with the interval of resamples of its rows.</summary>
    public static CardFigure Bootstrap(int rows, int seed, Func<int[], double> measure)
    {
        var random = new Random(seed);
        var all = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            all[i] = i;
        }

        var value = measure(all);
        var results = new double[Resamples];
        var sample = new int[rows];
        for (var r = 0; r < Resamples; r++)
        {
            for (var i = 0; i < rows; i++)
            {
                sample[i] = random.Next(rows);
            }

            results[r] = measure(sample);
        }

        Array.Sort(results);
        return new CardFigure { Value = value, Low = results[(int)(Resamples * 0.025)], High = results[(int)(Resamples * 0.975)] };
    }

    /// <summary>Returns the mean distance of predicted and observed shares over groups of equal size.</summary>
    public static double CalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int groups = 20)
    {
        var keys = probabilities.ToArray();
        var values = labels.ToArray();
        Array.Sort(keys, values);
        var error = 0.0;
        for (var g = 0; g < groups; g++)
        {
            var difference = 0.0;
            for (var i = (int)((long)g * keys.Length / groups); i < (int)((g + 1L) * keys.Length / groups); i++)
            {
                difference += keys[i] - (values[i] ? 1 : 0);
            }

            error += Math.Abs(difference) / keys.Length;
        }

        return error;
    }

    /// <summary>Returns for each positive the share of negatives below it, and for each negative the share of positives above it.</summary>
    private static (double[] Positives, double[] Negatives) Placements(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var n = scores.Length;
        var keys = scores.ToArray();
        var order = new int[n];
        var count = 0;
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
            count += labels[i] ? 1 : 0;
        }

        Array.Sort(keys, order);
        var (positives, negatives) = (new double[count], new double[n - count]);
        int p = 0, m = 0;
        for (int start = 0, end; start < n; start = end)
        {
            int tiedPositives = 0, tiedNegatives = 0;
            for (end = start; end < n && keys[end] == keys[start]; end++)
            {
                _ = labels[order[end]] ? tiedPositives++ : tiedNegatives++;
            }

            for (var i = 0; i < tiedPositives; i++)
            {
                positives[p + i] = (m + (tiedNegatives / 2.0)) / Math.Max(1, negatives.Length);
            }

            for (var i = 0; i < tiedNegatives; i++)
            {
                negatives[m + i] = 1 - ((p + (tiedPositives / 2.0)) / Math.Max(1, positives.Length));
            }

            p += tiedPositives;
            m += tiedNegatives;
        }

        return (positives, negatives);
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }
}
