using System.Runtime.CompilerServices;
using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Holds the identities, the IP address, the device ids and the push tokens of a batch, which senders repeat in attributes and
/// names; README, "Personal data". Texts are compared ignoring case and blanks around them.
/// </summary>
internal sealed class KnownIdentifiers
{
    private const int FewCount = 32;

    private static readonly int[] _deviceIds =
        [.. MParticleDeviceInfo.Wire.All.Where(field => field is { IsPersonal: true, Kind: FieldKind.Text } && field != MParticleDeviceInfo.Wire.DeviceName).Select(field => field.Index)];

    private readonly Utf8Buffer _bytes = new();
    private readonly Utf8Buffer _scratch = new();

    /// <summary>The length, first and last byte of each text, and where it is in <see cref="_bytes"/>.</summary>
    private readonly int[] _keys = new int[FewCount];
    private readonly (int Start, int Length)[] _places = new (int, int)[FewCount];

    /// <summary>The texts that are not ASCII, and those after the first few.</summary>
    private readonly HashSet<string> _others = new(StringComparer.OrdinalIgnoreCase);

    private int _count;

    /// <summary>A bit for each length that a text has; the last bit is for all longer ones.</summary>
    private ulong _lengths;

    /// <summary>Takes the identifiers of a batch in place of those of the last one. The ids of devices in consents are added later.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="notifications">Its system notifications.</param>
    public void Collect(MParticleBatch batch, IReadOnlyList<MParticleSystemNotification> notifications)
    {
        _bytes.Clear();
        _count = 0;
        _lengths = 0;
        if (_others.Count > 0)
        {
            _others.Clear();
        }

        var json = batch.Json;
        var positions = batch.Positions;
        AddIdentities(json, positions[Batch.UserIdentities]);
        AddIdentities(json, positions[Batch.PartnerIdentities]);
        Add(json, positions[Batch.PartnerIdentity]);
        Add(json, positions[Batch.IpAddress]);
        Add(json, positions[Batch.MParticleDeviceId]);
        if (batch.DeviceInfo is { } device)
        {
            json = device.Json;
            foreach (var field in _deviceIds)
            {
                Add(json, device.Positions[field]);
            }

            AddIdentities(json, device.Positions[MParticleDeviceInfo.Fields.Identities]);
        }

        for (var i = 0; i < notifications.Count; i++)
        {
            Add(notifications[i].Old, MParticleConsent.Fields.HardwareId);
            Add(notifications[i].Current, MParticleConsent.Fields.HardwareId);
        }

        for (var i = 0; i < batch.Events.Count; i++)
        {
            switch (batch.Events[i])
            {
                case PushMessageEvent message:
                    Add(message, PushMessageEvent.Fields.MessageToken);
                    break;
                case PushRegistrationEvent registration:
                    Add(registration, PushRegistrationEvent.Fields.RegistrationToken);
                    break;
                case UserIdentityChangeEvent { Changes: var changes }:
                    foreach (var change in changes)
                    {
                        Add(change.Old, MParticleIdentity.Fields.Value);
                        Add(change.New, MParticleIdentity.Fields.Value);
                    }

                    break;
            }
        }
    }

    /// <summary>Returns whether text without escapes is an identifier. Few texts cost more than a few instructions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HoldsPlain(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && ((_lengths >> Math.Min(text.Length, 63)) % 2 != 0 || text[0] <= (byte)' ' || text[^1] <= (byte)' ') && Find(text);

    /// <summary>Returns whether the inside of a JSON string is an identifier.</summary>
    /// <param name="text">The text, escaped.</param>
    public bool Holds(ReadOnlySpan<byte> text)
    {
        if (_lengths != 0 && text.Contains((byte)'\\'))
        {
            _scratch.Clear();
            text = JsonText.Unescape(text, _scratch.Free(text.Length));
        }

        return HoldsPlain(text);
    }

    private bool Find(ReadOnlySpan<byte> text)
    {
        if (text[0] <= (byte)' ' || text[^1] <= (byte)' ')
        {
            text = text.Trim(" \t\r\n"u8);
        }

        if (text.IsEmpty || (_lengths >> Math.Min(text.Length, 63)) % 2 == 0)
        {
            return false;
        }

        var key = KeyOf(text);
        var keys = _keys.AsSpan(0, _count);
        for (var i = keys.IndexOf(key); i >= 0 && i < _count; i++)
        {
            if (keys[i] == key && Ascii.EqualsIgnoreCase(text, _bytes.Written.Slice(_places[i].Start, _places[i].Length)))
            {
                return true;
            }
        }

        return _others.Count > 0 && _others.Contains(Encoding.UTF8.GetString(text));
    }

    /// <summary>Returns whether the value is an identifier, or a list or an object with one in it.</summary>
    public bool Holds(in JsonToken value)
    {
        if (_lengths == 0 || !value.IsContainer)
        {
            return value.Shape is JsonTokenShape.Text or JsonTokenShape.Number && Holds(value.Inner);
        }

        foreach (var member in value.Children)
        {
            if (Holds(member.Name) || Holds(member.Value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds one more identifier.</summary>
    public void Add(JsonToken value)
    {
        if (value.Shape is not (JsonTokenShape.Text or JsonTokenShape.Number) || value.IsZeroText)
        {
            return;
        }

        var text = value.Inner;
        if (value.HasEscapes)
        {
            _scratch.Clear();
            text = JsonText.Unescape(text, _scratch.Free(text.Length));
        }

        AddText(text);
    }

    private void AddText(ReadOnlySpan<byte> text)
    {
        if (text[0] <= (byte)' ' || text[^1] <= (byte)' ')
        {
            text = text.Trim(" \t\r\n"u8);
            if (text.IsEmpty)
            {
                return;
            }
        }

        if (_count < FewCount && Ascii.IsValid(text))
        {
            _lengths |= 1UL << Math.Min(text.Length, 63);
            _keys[_count] = KeyOf(text);
            _places[_count] = (_bytes.Length, text.Length);
            _bytes.Append(text);
            _count++;
        }
        else
        {
            // The length of other letters depends on their case.
            _lengths = ulong.MaxValue;
            _others.Add(Encoding.UTF8.GetString(text));
        }
    }

    /// <summary>Adds the values of a list of identities, or of a map of them.</summary>
    private void AddIdentities(ReadOnlySpan<byte> json, JsonPosition identities)
    {
        var cursor = new JsonCursor(json, identities);
        if (cursor.IsObject)
        {
            for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
            {
                cursor.TakeName(out _);
                Add(json, cursor.TakeValue());
            }

            return;
        }

        for (var more = cursor.IsList && cursor.EnterList(); more; more = cursor.NextItem())
        {
            if (!cursor.IsObject)
            {
                cursor.TakeValue();
                continue;
            }

            var names = MParticleIdentity.Wire.All.Names;
            var last = names.Start;
            for (var inside = cursor.EnterObject(); inside; inside = cursor.NextMember())
            {
                var isValue = cursor.TakeName(names, ref last) == MParticleIdentity.Fields.Value;
                var value = cursor.TakeValue();
                if (isValue)
                {
                    Add(json, value);
                }
            }
        }
    }

    private void Add(MParticleObject? model, int field)
    {
        if (model is not null)
        {
            Add(model.Json, model.Positions[field]);
        }
    }

    private void Add(ReadOnlySpan<byte> json, JsonPosition position)
    {
        if (position.IsAbsent)
        {
            return;
        }

        if (position.IsPlain && json[position.Start] == (byte)'"' && position.Length is not (2 or 38))
        {
            // Nearly all identifiers.
            AddText(json.Slice(position.Start + 1, position.Length - 2));
        }
        else
        {
            Add(JsonToken.At(json, position));
        }
    }

    /// <summary>Returns what equal texts have in common: the length, and the ends without their case.</summary>
    private static int KeyOf(ReadOnlySpan<byte> text) => (text.Length << 16) | ((text[0] | 0x20) << 8) | text[^1] | 0x20;
}
