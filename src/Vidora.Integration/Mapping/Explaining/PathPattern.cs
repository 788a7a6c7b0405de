namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Paths of a document, as <c>user_identities.**</c>: <c>[]</c> is an item of a list, <c>*</c> any one step, <c>**</c> at the
/// end whatever follows, also nothing; names that may stand in a place are separated by bars.
/// </summary>
internal sealed class PathPattern(string pattern)
{
    private readonly string[][] _steps = [.. pattern.Split('.').Select(step => step.Split('|'))];

    public bool Matches(IReadOnlyList<string> segments)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_steps[i] is ["**"])
            {
                return true;
            }

            if (i >= segments.Count || !(_steps[i] is ["*"] || _steps[i].Contains(segments[i], StringComparer.Ordinal)))
            {
                return false;
            }
        }

        return segments.Count == _steps.Length;
    }
}
