namespace Vidora.Integration.Delivery;

/// <summary>Says whether a loop of an account moves. A loop that does not needs a restart of the process.</summary>
/// <param name="describe">Returns what has stopped moving, or null.</param>
internal sealed class Liveness(Func<string?> describe)
{
    public string? Problem => describe();
}
