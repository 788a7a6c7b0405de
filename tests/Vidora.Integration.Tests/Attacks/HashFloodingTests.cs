using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Mapping;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A sender gives one event a hundred thousand attributes whose names have one hash, so that each is compared with all before it. The
/// time must be that of as many random names: the mapper's hash has another key in each process, and the framework's
/// dictionary changes its own when names collide.
/// </summary>
[NonParallelizable]
[Slow]
public sealed class HashFloodingTests
{
    private const int Many = 100_000;

    /// <summary>Names with the same hash are compared five thousand million times; twenty times as slow is still not that.</summary>
    private const double Bound = 20;

    private const uint Start = (5381 << 16) + 5381;

    private static readonly JsonSerializerOptions _asItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, Func<string[]> Names)[] _floods =
    [
        ("one hash in the framework's dictionary", FrameworkCollisions),
        ("one head, middle, tail and length", () => Named(i => $"head{Free(i, 0)}middle{Free(i, 3)}tail")),
    ];

    [Test]
    public void Names_ThatCollide_CostWhatOthersCost([Range(0, 1)] int flood)
    {
        var hostile = Batch(_floods[flood].Names());
        var harmless = Batch(Named(i => $"attribute number {i:D10}"));

        var ratio = Ratio(() => Work(hostile), () => Work(harmless));

        TestContext.Out.WriteLine($"{_floods[flood].Name}: {ratio:F2} times as long");
        Assert.That(ratio, Is.LessThan(Bound), _floods[flood].Name);

        static void Work(byte[] json)
        {
            var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json);
            new MParticleEventMapper().Map(batch, new VidoraEventBuffer());
            Assert.That(((CustomEvent)batch.Events[0]).CustomAttributes!.Count, Is.EqualTo(Many));
        }
    }

    [Test]
    public void Fields_ThatCollideWithKnownOnes_CostWhatOthersCost()
    {
        // The set of known fields never changes: however many unknown ones there are, none has more than those few in its way.
        var hostile = Encoding.UTF8.GetBytes(Wire.Batch(Event("custom_event", "\"event_name\":\"e\""), Members(i => $"even{Free(i, 0)}t_events_{Free(i, 3)}ents")));
        var harmless = Encoding.UTF8.GetBytes(Wire.Batch(Event("custom_event", "\"event_name\":\"e\""), Members(i => $"a field {i:D10}")));

        var ratio = Ratio(() => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)hostile), () => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)harmless));

        Assert.That(ratio, Is.LessThan(Bound));

        static string Members(Func<int, string> name) => string.Join(',', Named(name).Select(field => $"\"{field}\":1"));
    }

    [Test]
    public void FrameworkCollisions_AreCollisions()
    {
        // The same names, where nothing changes the hash: it must be the hash that is attacked.
        var hashes = FrameworkCollisions().Take(100).Select(Hash).Distinct();
        Assert.That(hashes.Count(), Is.EqualTo(1));
        Assert.That(FrameworkCollisions(), Is.Unique);
    }

    private static double Ratio(Action hostile, Action harmless)
    {
        var (slow, quick) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            quick = Shorter(quick, Measure(harmless));
            slow = Shorter(slow, Measure(hostile));
        }

        return slow / quick;

        static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

        static TimeSpan Measure(Action work)
        {
            var started = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(started);
        }
    }

    private static byte[] Batch(string[] names)
    {
        var members = string.Join(',', names.Select(name => $"{JsonSerializer.Serialize(name, _asItIs)}:1"));
        return Encoding.UTF8.GetBytes(Custom(members));
    }

    private static string[] Named(Func<int, string> name) => [.. Enumerable.Range(0, Many).Select(name)];

    /// <summary>Three letters that differ where a weak hash does not look.</summary>
    private static string Free(int number, int digits) => string.Create(3, number / (int)Math.Pow(26, digits), (letters, rest) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('A' + (rest % 26));
            rest /= 26;
        }
    });

    /// <summary>
    /// Names of eight characters with one hash in <c>string</c>'s hash without a key, which the framework's dictionary begins with. Its
    /// two halves take the characters two by two, in turn; the second pair of each half is chosen so that it undoes the first.
    /// </summary>
    private static string[] FrameworkCollisions()
    {
        var names = new List<string>(Many);
        for (var i = 0u; names.Count < Many; i++)
        {
            var first = Letters(i);
            var second = First(First(Start) ^ first) ^ First(First(Start) ^ Letters(0)) ^ Letters(0);
            var name = Text(first, Letters(0), second, Letters(0));
            if (name.All(c => c >= ' ' && !char.IsSurrogate(c) && !char.IsControl(c)))
            {
                names.Add(name);
            }
        }

        return [.. names];

        static uint Letters(uint i) => (0x4E00 + (i & 0x3FFF)) | ((0x4E00 + (i >> 14)) << 16);
    }

    private static uint First(uint hash) => uint.RotateLeft(hash, 5) + hash;

    private static uint Hash(string name)
    {
        var (one, two) = (Start, Start);
        for (var i = 0; i < name.Length; i += 4)
        {
            one = First(one) ^ (name[i] | ((uint)name[i + 1] << 16));
            two = First(two) ^ (name[i + 2] | ((uint)name[i + 3] << 16));
        }

        return one + (two * 1566083941);
    }

    private static string Text(params ReadOnlySpan<uint> pairs)
    {
        var text = new StringBuilder(pairs.Length * 2);
        foreach (var pair in pairs)
        {
            text.Append((char)(pair & 0xFFFF)).Append((char)(pair >> 16));
        }

        return text.ToString();
    }
}
