using System.CommandLine;
using Vidora.Integration;

namespace Vidora.Samples.Console.Commands;

/// <summary>Defines the mapping options of commands that map batches. An option that is not given changes nothing.</summary>
internal sealed class MappingOptions
{
    private readonly Option<string?> _environment = Names(
        "--environment", "The environments to forward, separated by commas. Default: production.", "production,development");

    private readonly Option<string?> _eventTypes = Names(
        "--event-types", "The event types of mParticle to forward, separated by commas. Default: all that the mapping knows.", "custom_event,screen_view,…");

    private readonly Option<string?> _platforms = Names(
        "--platforms", "The platforms to forward, separated by commas. Default: all.", "ios,android,…");

    private readonly Option<bool> _excludePersonalData = new("--exclude-personal-data")
    {
        Description = "Leave out reserved user attributes, the user agent, identity changes, and attributes whose value looks personal.",
    };

    private readonly Option<string?> _commerce = new("--commerce")
    {
        Description = "What a product action becomes: an event for each product, one for the order, or both. Default: PerProduct.",
        HelpName = "PerProduct|PerOrder|Both",
    };

    private readonly Option<string?> _excludeAttributes = Names("--exclude-attributes", "Attributes to leave out: names separated by commas; * stands for any characters.");
    private readonly Option<string?> _onlyAttributes = Names("--only-attributes", "The only attributes to forward, in the same form.");
    private readonly Option<string?> _typedAttributes = Names("--typed-attributes", "Attributes whose text becomes a number or a boolean where it can, in the same form.");

    public void AddTo(Command command)
    {
        _commerce.AcceptOnlyFromAmong(Enum.GetNames<CommerceMode>());
        foreach (var option in new Option[]
        {
            _environment, _eventTypes, _platforms, _excludePersonalData, _commerce, _excludeAttributes, _onlyAttributes, _typedAttributes,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">An environment, an event type or a platform is unknown.</exception>
    public void Apply(ParseResult parsed, VidoraMappingOptions options)
    {
        options.Environments = Known(parsed, _environment, VidoraMappingOptions.AllEnvironments) ?? options.Environments;
        options.EventTypes = Known(parsed, _eventTypes, VidoraMappingOptions.AllEventTypes) ?? options.EventTypes;
        options.Platforms = Known(parsed, _platforms, VidoraMappingOptions.AllPlatforms) ?? options.Platforms;
        options.ExcludePersonalData |= parsed.GetValue(_excludePersonalData);
        options.Commerce = parsed.GetValue(_commerce) is { } commerce ? Enum.Parse<CommerceMode>(commerce) : options.Commerce;
        options.ExcludeAttributes = Split(parsed, _excludeAttributes) ?? options.ExcludeAttributes;
        options.OnlyAttributes = Split(parsed, _onlyAttributes) ?? options.OnlyAttributes;
        options.TypedAttributes = Split(parsed, _typedAttributes) ?? options.TypedAttributes;
    }

    private static Option<string?> Names(string name, string description, string example = "NAME,…") => new(name) { Description = description, HelpName = example };

    private static string[]? Known(ParseResult parsed, Option<string?> option, IReadOnlyCollection<string> known) =>
        Split(parsed, option) is not { } names || (names.Length > 0 && names.All(name => known.Contains(name, StringComparer.OrdinalIgnoreCase)))
            ? Split(parsed, option)
            : throw new CommandFailedException($"{option.Name} takes {string.Join(", ", known.SkipLast(1))} and {known.Last()}, separated by commas.");

    private static string[]? Split(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
