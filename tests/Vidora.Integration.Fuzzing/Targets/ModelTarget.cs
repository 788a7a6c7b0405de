using System.Runtime.InteropServices;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Batches that are built by hand of any text and number, mapped.</summary>
internal sealed class ModelTarget : FuzzTarget
{
    private readonly MapperTarget _mapper = new();

    public override string Name => "model";

    public override IReadOnlyList<byte[]> Seeds { get; } = SeedDocuments.With(
        [.. new[] { "name,value,text,more,words", "$Zip,28195,user_id,type,timestamp", "a,a,a,a,\ud83d\ude00", "\u00e4,\"\\,\n\0,,x" }.Select(SeedDocuments.Utf8)], [0, 0, 1], [1, 255, 2], [0, 7, 3]);

    public override int ControlBytes => 3;

    public override bool Run(byte[] input)
    {
        byte[] control = [.. input.Take(ControlBytes), .. new byte[ControlBytes - Math.Min(ControlBytes, input.Length)]];
        var bytes = input.AsSpan(Math.Min(input.Length, ControlBytes));

        // Any units at all, halves of surrogate pairs too; or text.
        var text = (control[0] & 1) == 0 ? System.Text.Encoding.UTF8.GetString(bytes) : MemoryMarshal.Cast<byte, char>(bytes).ToString();
        var words = text.Split(',');
        string Word(int index) => words[index % words.Length];
        long number = bytes.Length >= sizeof(long) ? MemoryMarshal.Read<long>(bytes) : control[1];
        var attributes = new MParticleAttributes
        {
            [Word(0)] = Word(1),
            [Word(2)] = number,
            [Word(3)] = words,
            [Word(4)] = (control[1] & 1) == 0 ? (VidoraValue)true : (decimal)number / 100,
            [Word(5)] = double.IsFinite(BitConverter.Int64BitsToDouble(number)) ? BitConverter.Int64BitsToDouble(number) : 0.5,
        };
        var time = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(number, -62_135_596_800_000, 253_402_300_799_999));
        var batch = new MParticleBatch
        {
            Mpid = (control[1] & 2) == 0 ? 42 : number,
            ReceivedTime = (control[1] & 4) == 0 ? time : null,
            DeviceInfo = new MParticleDeviceInfo { Platform = MParticlePlatform.Ios, Model = Word(6), Brand = Word(1) },
            ApplicationInfo = new MParticleApplicationInfo { Name = Word(2) },
            UserAttributes = attributes,
            Events =
            [
                new CustomEvent { EventId = number, Timestamp = time, EventName = Word(7), CustomEventType = Word(0), CustomAttributes = attributes },
                new ScreenViewEvent { ScreenName = Word(3), CustomAttributes = attributes },
                new CommerceEvent
                {
                    EventId = 7,
                    CurrencyCode = Word(4),
                    ProductAction = new MParticleProductAction
                    {
                        Action = (control[2] & 1) == 0 ? "purchase" : Word(5),
                        TotalAmount = number / 100m,
                        Products = [.. words.Take(control[2] % 8).Select(word => new MParticleProduct { Id = word, Name = Word(1), Price = number % 1000, Quantity = control[2] })],
                    },
                },
                new UserAttributeChangeEvent { Changes = [new UserAttributeChange { Name = Word(0), NewValue = Word(1), OldValue = words }, new UserAttributeChange { Name = Word(5), OldValue = number }] },
                new SessionEndEvent { SessionId = Word(6), DurationMilliseconds = number },
            ],
        };
        ModelWalk.Over(batch);
        return _mapper.Check(batch, control[2] >> 3);
    }

    public override void Dispose()
    {
        _mapper.Dispose();
        base.Dispose();
    }
}
