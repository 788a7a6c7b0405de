using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>What the models call the fields of documents: which names mean the same, and which are known at all.</summary>
internal static class WireNames
{
    private static readonly MParticleObject[] _models =
    [
        new MParticleDeviceInfo(), new MParticleApplicationInfo(), new MParticleProduct(), new MParticleProductImpression(), new MParticleIdentity(),
        new CustomEvent(), new CommerceEvent(), new ApplicationStateTransitionEvent(), new PushMessageEvent(),
        new PushRegistrationEvent(), new SessionEndEvent(),
    ];

    private static readonly Utf8Names _application = new MParticleApplicationInfo().FieldNames;

    /// <summary>The name and the names under which models have its field: two members with one of them in common say the same.</summary>
    public static IReadOnlyCollection<string> Of(string name)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { name };
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name);
        if (MParticleBatch.Wire.All.Names.Find(utf8) is >= 0 and var field)
        {
            names.Add(MParticleBatch.Wire.All.Names[field]);
        }

        foreach (var model in _models)
        {
            if (model.FieldNames.Find(utf8) is >= 0 and var found)
            {
                names.Add(model.FieldNames[found]);
            }
        }

        return names;
    }

    /// <summary>Whether the library knows the field, or the part of the document that it is in.</summary>
    public static bool IsKnown(IReadOnlyList<string> path, bool isFirehose) => path switch
    {
        ["application_info", var name, ..] => Has(_application, name),
        ["events", "[]", "event_type", ..] when !isFirehose => true,
        ["events", "[]", "data", var name, ..] when !isFirehose => Has(EventNames.All, name),
        ["events", "[]", _, ..] when !isFirehose => false,
        ["events", "[]", var name, ..] => Has(EventNames.All, name),
        [var name, ..] => Has(MParticleBatch.Wire.All.Names, name) || (isFirehose && Has(FirehoseRequest.Wire.All.Names, name)),
        _ => false,
    };

    private static bool Has(Utf8Names names, string name) => names.Find(System.Text.Encoding.UTF8.GetBytes(name)) >= 0;
}
