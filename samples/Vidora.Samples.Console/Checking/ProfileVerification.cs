using Vidora.Integration;

namespace Vidora.Samples.Console.Checking;

/// <summary>Compares exported predictions with the attributes on the profiles.</summary>
internal sealed class ProfileVerification(IReadOnlyList<UserPrediction> users)
{
    /// <summary>Gets the number of users to compare.</summary>
    public int Users => users.Count;

    public int Equal { get; private set; }

    /// <summary>Gets the users without a profile.</summary>
    public List<long> WithoutProfile { get; } = [];

    /// <summary>Gets the attributes that a profile does not have.</summary>
    public List<(long Mpid, string Attribute)> Missing { get; } = [];

    /// <summary>Gets the attributes with another value.</summary>
    public List<(long Mpid, string Attribute, string Exported, string Found)> Different { get; } = [];

    public bool IsEqual => users.Count > 0 && WithoutProfile.Count + Missing.Count + Different.Count == 0;

    /// <summary>Chooses users at random, each with the same chance, in one pass.</summary>
    public static IReadOnlyList<UserPrediction> Choose(IEnumerable<UserPrediction> all, int count, Random random)
    {
        var chosen = new List<UserPrediction>(count);
        var seen = 0;
        foreach (var user in all)
        {
            seen++;
            if (chosen.Count < count)
            {
                chosen.Add(user);
            }
            else if (random.Next(seen) is var place && place < count)
            {
                chosen[place] = user;
            }
        }

        return chosen;
    }

    /// <exception cref="VidoraApiException">mParticle does not answer, or refuses the credentials.</exception>
    public async Task RunAsync(MParticleProfileClient client, CancellationToken cancellationToken)
    {
        foreach (var user in users)
        {
            if (await client.GetUserAttributesAsync(user.Mpid, cancellationToken) is not { } attributes)
            {
                WithoutProfile.Add(user.Mpid);
                continue;
            }

            for (var i = 0; i < user.Columns.Count; i++)
            {
                var name = user.Columns[i].Attribute.ToString();
                if (!attributes.TryGetValue(name, out var found))
                {
                    Missing.Add((user.Mpid, name));
                }
                else if (PredictionNumber.TryParse(found, out var number) && number == user.Values[i])
                {
                    Equal++;
                }
                else
                {
                    Different.Add((user.Mpid, name, user.Values[i].ToString(), found));
                }
            }
        }
    }
}
