namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>Something that must hold for every input does not hold for one.</summary>
internal sealed class FuzzViolationException : Exception
{
    public FuzzViolationException()
        : this("A law does not hold.")
    {
    }

    public FuzzViolationException(string message)
        : base(message)
    {
    }

    public FuzzViolationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <exception cref="FuzzViolationException">It does not hold.</exception>
    public static void Unless(bool holds, string law)
    {
        if (!holds)
        {
            throw new FuzzViolationException(law);
        }
    }
}
