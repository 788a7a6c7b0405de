using System.Text;

namespace Vidora.Integration.Fuzzing.Mutations;

/// <summary>Makes the next input of an earlier one: changes of JSON where it is JSON, changes of bytes anywhere.</summary>
internal sealed class InputMutator(int seed, int controlBytes, IReadOnlyList<byte[]> words)
{
    /// <summary>Larger inputs take longer and find no more.</summary>
    private const int LargestInput = 24 * 1024;

    private static readonly int[] _perMille = [3, 10, 40, 150];

    private readonly Random _random = new(seed ^ 0x5bd1e995);

    /// <summary>The next input.</summary>
    /// <param name="parent">The input to change.</param>
    /// <param name="other">Another one, from which pieces may be taken.</param>
    public byte[] Next(byte[] parent, byte[] other)
    {
        var control = parent.AsSpan(0, Math.Min(controlBytes, parent.Length)).ToArray();
        if (_random.Next(3) == 0)
        {
            for (var i = 0; i < control.Length; i++)
            {
                control[i] = _random.Next(2) == 0 ? control[i] : (byte)_random.Next(256);
            }
        }

        var document = parent.AsMemory(control.Length);
        var otherDocument = other.AsMemory(Math.Min(controlBytes, other.Length));
        var changed = _random.Next(5) < 3 && JsonMutation.TryChange(document, otherDocument, _random.Next(), _perMille[_random.Next(_perMille.Length)]) is { } json
            ? (_random.Next(8) == 0 ? ByteMutation.Change(json, otherDocument.Span, words, _random) : json)
            : ByteMutation.Change(document.Span, otherDocument.Span, words, _random);
        return changed.Length <= LargestInput ? [.. control, .. changed] : [.. control, .. changed.AsSpan(0, LargestInput)];
    }
}
