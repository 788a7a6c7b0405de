using System.Globalization;
using System.Text;

namespace Vidora.Integration.Generator;

/// <summary>
/// Simulates a season of an invented shop whose truth is known: shoppers with habits, a keen and a calm state, a randomized push
/// campaign, a trait and a number. The same seed makes the same bytes. It exists to check predictions against what is true.
/// </summary>
public sealed class Season
{
    public const int Window = 14;

    private const long FirstDay = 20_454;
    private const double CalmAgain = 0.15;

    private static readonly string[] _categories = ["pets", "garden", "games", "books", "kitchen", "sport"];

    private readonly SeededRandom _random;
    private readonly Shopper[] _shoppers;
    private readonly int _labelEvery;
    private long _nextId = 1;

    /// <param name="shoppers">The number of shoppers.</param>
    /// <param name="days">The days of the season; the campaign is 30 days before the end.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="labelEvery">Every how many shoppers one has the attributes <c>has_pet</c> and <c>age_years</c>.</param>
    public Season(int shoppers, int days, ulong seed, int labelEvery = 4)
    {
        _random = new SeededRandom((seed * 7_919) + 17);
        _labelEvery = labelEvery;
        Days = days;
        _shoppers = new Shopper[shoppers];
        for (var i = 0; i < shoppers; i++)
        {
            var shopper = new Shopper { Number = i, Mpid = _random.NextId(), HasPet = Uniform() < 0.35, Age = Math.Clamp(42 + (13 * Normal()), 18, 85), Kind = Uniform() is < 0.35 and var kind ? kind < 0.25 ? 1 : 2 : 0 };
            shopper.Visits = 1 / (1 + Math.Exp(2.0 - (0.9 * Normal())));
            shopper.Buys = Math.Min(0.25, 0.03 * Math.Exp(0.6 * Normal()));
            shopper.Keen = Math.Min(0.2, 0.025 * Math.Exp(0.5 * Normal()));
            shopper.Spends = 3 + (0.6 * Normal());
            shopper.Evenings = 1 / (1 + Math.Exp((shopper.Age - 42) / 8));
            shopper.Android = shopper.Age < 42 ? 0.2 : 0.75;
            shopper.Begins = Uniform() < 0.7 ? 0 : _random.Next(days * 3 / 4);
            var mix = new double[_categories.Length];
            for (var c = 0; c < mix.Length; c++)
            {
                mix[c] = Math.Exp((0.7 * Normal()) + (c == 0 && shopper.HasPet ? 1.6 : 0) + (c == 1 ? (shopper.Age - 42) / 12 : c == 2 ? (42 - shopper.Age) / 12 : 0));
            }

            shopper.Mix = [.. mix.Select(weight => weight / mix.Sum())];
            _shoppers[i] = shopper;
        }
    }

    /// <summary>Gets the number of days.</summary>
    public int Days { get; }

    /// <summary>Gets the day of the campaign.</summary>
    public int CampaignDay => Days - 30;

    /// <summary>Gets the end of the season.</summary>
    public DateTimeOffset End => DateTimeOffset.FromUnixTimeSeconds((FirstDay + Days) * 86_400);

    /// <summary>Gets what is true of the shoppers at the end, after all days were made.</summary>
    public IReadOnlyList<Truth> Truths { get; private set; } = [];

    /// <summary>Gets the number of events made.</summary>
    public long Events => _nextId - 1;

    /// <summary>Makes the batches of all days: for each day one JSON document a line. Then it draws what comes after the end.</summary>
    public IEnumerable<byte[]> MakeDays()
    {
        for (var day = 0; day < Days; day++)
        {
            if (day == CampaignDay)
            {
                Assign(day);
            }

            var text = new StringBuilder();
            foreach (var shopper in _shoppers)
            {
                Write(text, shopper, day, Live(shopper, day));
            }

            yield return Encoding.UTF8.GetBytes(text.ToString());
        }

        var probabilities = _shoppers.Select(shopper => ProbabilityToBuy(shopper, Days, isTreated: false)).ToArray();
        var bought = new bool[_shoppers.Length];
        for (var day = Days; day < Days + Window; day++)
        {
            for (var i = 0; i < _shoppers.Length; i++)
            {
                bought[i] |= Live(_shoppers[i], day).Any(line => line.Type == "purchase");
            }
        }

        Truths = [.. _shoppers.Select((shopper, i) => new Truth(
            shopper.Mpid.ToString(CultureInfo.InvariantCulture), probabilities[i], bought[i], shopper.Effect, shopper.HasPet, shopper.Age, i % _labelEvery == 0))];
    }

    private static double DayFactor(int day) => day % 7 is 2 or 3 ? 1.3 : 0.9;

    private static double VisitChance(Shopper shopper, int day) =>
        Math.Min(0.95, (1 - Math.Pow(1 - shopper.Visits, shopper.IsKeen ? 2.2 : 1)) * DayFactor(day));

    private static double BuyChance(Shopper shopper, bool isTreated) =>
        Math.Min(0.9, (shopper.IsKeen ? Math.Min(0.6, shopper.Buys * 8) : shopper.Buys) * (!isTreated ? 1 : shopper.Kind == 1 ? 2.5 : shopper.Kind == 2 ? 0.4 : 1.05));

    /// <summary>Computes the probability of a purchase within the window from the shopper's true state.</summary>
    private static double ProbabilityToBuy(Shopper shopper, int day, bool isTreated)
    {
        if (shopper.Begins >= day)
        {
            return double.NaN;
        }

        var isKeen = shopper.IsKeen;
        double calm = 1, keen = 1;
        for (var t = day + Window - 1; t >= day; t--)
        {
            double Stays(bool state, double then)
            {
                shopper.IsKeen = state;
                return (1 - (VisitChance(shopper, t) * BuyChance(shopper, isTreated))) * then;
            }

            var (ofCalm, ofKeen) = (Stays(false, calm), Stays(true, keen));
            calm = ((1 - shopper.Keen) * ofCalm) + (shopper.Keen * ofKeen);
            keen = (CalmAgain * ofCalm) + ((1 - CalmAgain) * ofKeen);
        }

        shopper.IsKeen = isKeen;
        return 1 - (isKeen ? keen : calm);
    }

    private void Assign(int day)
    {
        foreach (var shopper in _shoppers)
        {
            shopper.IsInExperiment = shopper.Begins < day;
            shopper.IsTreated = shopper.IsInExperiment && Uniform() < 0.5;
            shopper.Effect = ProbabilityToBuy(shopper, day, isTreated: true) - ProbabilityToBuy(shopper, day, isTreated: false);
        }
    }

    /// <summary>Lets a shopper live a day.</summary>
    private List<Line> Live(Shopper shopper, int day)
    {
        var lines = new List<Line>();
        if (shopper.Begins > day)
        {
            return lines;
        }

        var change = Uniform();
        shopper.IsKeen = shopper.IsKeen ? change >= CalmAgain : change < shopper.Keen;
        if (day == CampaignDay && shopper.IsInExperiment)
        {
            lines.Add(new Line(8 * 3_600, shopper.IsTreated ? "Experiment Treatment" : "Experiment Control"));
        }

        if ((day + shopper.Mpid) % 13 == 0 && Uniform() < 0.6)
        {
            lines.Add(new Line(9 * 3_600, "push received"));
            if (Uniform() < (shopper.Kind == 2 ? 0.7 : 0.1))
            {
                lines.Add(new Line((9 * 3_600) + 300, "Push Dismissed"));
            }
        }

        if (shopper.Begins < day && Uniform() >= VisitChance(shopper, day))
        {
            return lines;
        }

        var time = (Uniform() < shopper.Evenings ? 18 * 3_600 : 7 * 3_600) + _random.Next(4 * 3_600);
        lines.Add(new Line(time, "session_start"));
        var category = 0;
        for (var view = 0; view <= _random.Next(shopper.IsKeen ? 8 : 3); view++)
        {
            var drawn = Uniform();
            for (category = 0; category < _categories.Length - 1 && drawn >= shopper.Mix[category]; category++)
            {
                drawn -= shopper.Mix[category];
            }

            lines.Add(new Line(time += 20 + _random.Next(60), "view_detail", category, Math.Exp(shopper.Spends + (0.5 * Normal()))));
        }

        if (Uniform() < (shopper.Kind == 1 ? 0.7 : 0.08))
        {
            lines.Add(new Line(time += 10, "promotion"));
        }

        var isBuying = Uniform() < BuyChance(shopper, shopper.IsTreated && day >= CampaignDay && day < CampaignDay + Window);
        if (isBuying || Uniform() < (shopper.IsKeen ? 0.35 : 0.05))
        {
            lines.Add(new Line(time += 15, "add_to_cart", category, Math.Exp(shopper.Spends)));
        }

        if (isBuying)
        {
            lines.Add(new Line(time + 90, "purchase", category, Math.Exp(shopper.Spends + (0.3 * Normal()))));
        }

        return lines;
    }

    private void Write(StringBuilder text, Shopper shopper, int day, List<Line> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var midnight = (FirstDay + day) * 86_400;
        var platform = Uniform() < shopper.Android ? "Android" : "iOS";
        text.Append(CultureInfo.InvariantCulture, $"{{\"mpid\":{shopper.Mpid},\"environment\":\"production\",\"timestamp_unixtime_ms\":{(midnight + 86_399) * 1_000},\"device_info\":{{\"platform\":\"{platform}\"}}");
        if (shopper.Number % _labelEvery == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"user_attributes\":{{\"has_pet\":\"{(shopper.HasPet ? "true" : "false")}\",\"age_years\":{(int)shopper.Age}}}");
        }

        text.Append(",\"events\":[");
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var (type, more) = line.Type switch
            {
                "session_start" => ("session_start", ""),
                "push received" => ("push_message", ",\"push_message_type\":\"received\""),
                "promotion" => ("commerce_event", ",\"promotion_action\":{\"action\":\"click\",\"promotions\":[{\"id\":\"sale\"}]}"),
                "view_detail" or "add_to_cart" or "purchase" => ("commerce_event", Product(line)),
                _ => ("custom_event", $",\"event_name\":\"{line.Type}\",\"custom_event_type\":\"other\""),
            };
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"event_type\":\"{type}\",\"data\":{{\"event_id\":{_nextId++},\"timestamp_unixtime_ms\":{(midnight + line.Second) * 1_000}{more}}}}}");
        }

        text.Append("]}\n");
    }

    private static string Product(Line line) => string.Create(
        CultureInfo.InvariantCulture,
        $",\"product_action\":{{\"action\":\"{line.Type}\"{(line.Type == "purchase" ? string.Create(CultureInfo.InvariantCulture, $",\"transaction_id\":\"t\",\"total_amount\":{line.Amount:0.00}") : "")},\"products\":[{{\"id\":\"p{line.Category}\",\"category\":\"{_categories[line.Category]}\",\"price\":{line.Amount:0.00}}}]}}");

    private double Uniform() => (_random.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Holds what is true of a shopper at the end of the season.</summary>
    /// <param name="User">The MPID.</param>
    /// <param name="Probability">The probability of a purchase within the window; NaN for a shopper who came later.</param>
    /// <param name="Bought">Whether the shopper then bought.</param>
    /// <param name="Effect">The effect of the campaign; NaN for a shopper who came after it.</param>
    /// <param name="HasPet">The trait.</param>
    /// <param name="Age">The number.</param>
    /// <param name="IsLabelled">Whether the attributes are in the events.</param>
    public sealed record Truth(string User, double Probability, bool Bought, double Effect, bool HasPet, double Age, bool IsLabelled);

    private readonly record struct Line(int Second, string Type, int Category = 0, double Amount = 0);

    private sealed class Shopper
    {
        public long Mpid;
        public bool HasPet, IsKeen, IsInExperiment, IsTreated;
        public double Age, Visits, Buys, Keen, Spends, Evenings, Android, Effect = double.NaN;
        public int Number, Kind, Begins;
        public double[] Mix = [];
    }
}
