using System.Runtime.CompilerServices;
using Vidora.Integration;
using Vidora.Integration.Generator;

namespace Vidora.Samples.Console.Input;

/// <summary>Makes the batches of a season of an invented shop, day by day.</summary>
internal static class SeasonDocuments
{
    public const string Name = "the season";

    private const int Shoppers = 2_000;
    private const int Days = 90;

    /// <summary>Creates the season of the demonstration: the same shoppers and events every time.</summary>
    public static Season Create() => new(Shoppers, Days, seed: 20_260_401);

    public static async IAsyncEnumerable<InputDocument> ReadAsync(Season season, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long number = 0;
        foreach (var day in season.MakeDays())
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var document in MParticleDocuments.Read(day))
            {
                yield return new InputDocument(Name, ++number, document, 0);
            }
        }
    }
}
