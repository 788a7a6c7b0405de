using System.Buffers.Binary;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Holds what is new in each batch: its user, its times, and ids that no other batch has.</summary>
/// <param name="Seed">The seed of the play.</param>
/// <param name="Number">The number of the batch in the play, from 0.</param>
/// <param name="User">The number of its user, from 0.</param>
/// <param name="ReceivedMs">The time at which mParticle received it.</param>
/// <param name="LateMs">How much earlier its events are than usual.</param>
/// <param name="AccountKey">The setting <c>apiKey</c> of Firehose.</param>
internal readonly record struct PlayedBatch(int Seed, int Number, int User, long ReceivedMs, long LateMs, string AccountKey)
{
    /// <summary>An event has its index as its slot, and each document of the batch one above: the ids differ.</summary>
    private const int Slots = 64;

    public long Mpid => MpidOf(Seed, User);

    /// <summary>Returns the MPID of a user. Half of them are negative, as mParticle's are.</summary>
    public static long MpidOf(int seed, int user) => (long)Mix(((ulong)(uint)seed << 32) ^ (uint)user ^ 0xA5A5_0000_0000_0000);

    public static int Document(int? onlyEvent) => Slots - 1 - (onlyEvent ?? -1) - 1;

    public long IdOf(int slot) => (long)Mix(Key(slot));

    public Guid GuidOf(int slot)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Mix(Key(slot) ^ 0x5555_5555_5555_5555));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Mix(Key(slot) ^ 0x3333_3333_3333_3333));
        return new Guid(bytes);
    }

    public long SessionOf(long original) => (long)Mix((ulong)original ^ (ulong)Mpid);

    /// <summary>Draws a number from 0 to 1 for one question about this batch.</summary>
    public double Draw(int question) => (Mix(Key(question) ^ 0x0F0F_0F0F_0F0F_0F0F) >> 11) * (1.0 / (1UL << 53));

    private ulong Key(int slot) => ((ulong)(uint)Seed << 32) + (ulong)(((long)Number * Slots) + slot);

    /// <summary>Mixes the bits, one to one (SplitMix64).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
