using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>mParticle asks the partner what it is and what it wants (mParticle Firehose). It comes without an account and without authorization.</summary>
public sealed class ModuleRegistrationRequest : FirehoseRequest
{
    private static readonly Utf8Names _names = NamesWith();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public ModuleRegistrationRequest()
        : base(_names)
    {
    }
}
