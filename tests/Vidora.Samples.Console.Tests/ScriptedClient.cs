using Vidora.Integration;

namespace Vidora.Samples.Console.Tests;

/// <summary>A client that answers what a test says, without a network.</summary>
internal sealed class ScriptedClient(Func<IReadOnlyList<VidoraEvent>, int, SendOutcome> answer) : VidoraClient
{
    public ScriptedClient(Func<IReadOnlyList<VidoraEvent>, SendOutcome> answer)
        : this((events, _) => answer(events))
    {
    }

    public int Calls { get; private set; }

    public override Task<VidoraSendResult> SendEventsAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        var outcome = answer(events, ++Calls);
        return Task.FromResult(new VidoraSendResult([.. events.Select(_ => outcome)], 1));
    }
}
