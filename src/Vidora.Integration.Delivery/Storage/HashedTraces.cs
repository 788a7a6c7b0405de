namespace Vidora.Integration.Delivery.Storage;

/// <summary>Finds users in unreadable bytes by the hashes of their ids: hashes each word and number.</summary>
internal sealed class HashedTraces(IReadOnlySet<UInt128> hashes)
{
    /// <summary>Bounds the words that can be an id.</summary>
    private const int MaxLength = 64;

    public bool AreIn(string? userId, ReadOnlySpan<byte> content)
    {
        if (userId is not null && hashes.Contains(UserHash.Of(userId)))
        {
            return true;
        }

        var start = 0;
        for (var i = 0; i <= content.Length; i++)
        {
            if (i < content.Length && UserTraces.IsWord(content[i]))
            {
                continue;
            }

            if (i - start is > 0 and <= MaxLength && hashes.Contains(UserHash.Of(content[start..i])))
            {
                return true;
            }

            start = i + 1;
        }

        return false;
    }
}
