using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Vidora.Integration.Generators;

/// <summary>Describes one property with <c>[Field]</c>. Holds text only, so that unchanged fields are recognised.</summary>
internal sealed record DeclaredField
{
    private const string ModelBase = "MParticleObject";

    private static readonly SymbolDisplayFormat _typeFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public string Namespace { get; init; } = "";

    public string Model { get; init; } = "";

    /// <summary>Gets the model whose fields come first; null when the model has no such base.</summary>
    public string? BaseModel { get; init; }

    public string Property { get; init; } = "";

    /// <summary>Gets the property's modifiers and type; null when its body is written by hand.</summary>
    public string? Signature { get; init; }

    public bool HasInit { get; init; }

    public string WireNames { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Getter { get; init; } = "";

    public string Setter { get; init; } = "";

    /// <summary>Gets the model of the field's value, or of its items; null when they are no models.</summary>
    public string? Child { get; init; }

    public bool IsPersonal { get; init; }

    public bool IsFreeText { get; init; }

    /// <summary>Gets the vocabulary of the text; null when it has none.</summary>
    public string? Words { get; init; }

    public static DeclaredField Of(GeneratorAttributeSyntaxContext found)
    {
        var property = (IPropertySymbol)found.TargetSymbol;
        var syntax = (PropertyDeclarationSyntax)found.TargetNode;
        var attribute = found.Attributes[0];
        var model = property.ContainingType;
        var options = attribute.NamedArguments.ToDictionary(argument => argument.Key, argument => argument.Value.Value);
        var isId = options.TryGetValue("IsId", out var id) && id is true;
        var words = options.TryGetValue("Words", out var name) ? name as string : null;
        var (kind, getter, setter) = Accessors(property.Type, $"Fields.{property.Name}", isId, words);
        return new DeclaredField
        {
            Namespace = model.ContainingNamespace.ToDisplayString(),
            Model = model.Name,
            BaseModel = model.BaseType is { } parent && parent.Name != ModelBase ? parent.ToDisplayString(_typeFormat) : null,
            Property = property.Name,
            Signature = property.IsPartialDefinition ? $"{syntax.Modifiers} {property.Type.ToDisplayString(_typeFormat)}" : null,
            HasInit = property.SetMethod is not null,
            WireNames = (string)attribute.ConstructorArguments[0].Value!,
            Kind = kind,
            Getter = getter,
            Setter = setter,
            Child = IsModel(ItemOf(property.Type)) ? Name(ItemOf(property.Type)) : null,
            Words = words,
            IsPersonal = options.TryGetValue("Personal", out var personal) && personal is true,
            IsFreeText = options.TryGetValue("FreeText", out var freeText) && freeText is true,
        };
    }

    private static (string Kind, string Getter, string Setter) Accessors(ITypeSymbol type, string field, bool isId, string? words)
    {
        var set = $"Set({field}, value)";
        var plain = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        if (words is not null)
        {
            return ("Text", $"Words.{words}.Find(this[{field}])", set);
        }

        switch (plain.SpecialType)
        {
            case SpecialType.System_String:
                return ("Text", $"this[{field}].GetText()", set);
            case SpecialType.System_Int64:
                return ("Number", $"this[{field}].{(isId ? "GetId" : "GetInt64")}()", set);
            case SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_Double:
                return ("Number", $"this[{field}].Get{plain.Name}()", set);
            case SpecialType.System_Boolean:
                return ("Boolean", $"this[{field}].GetBoolean()", set);
        }

        return plain.Name switch
        {
            "DateTimeOffset" => ("Number", $"WireTime.Read(this[{field}]).Time", set),
            "JsonToken" => ("Any", $"this[{field}]", ""),
            "MParticleAttributes" => ("Map", $"GetAttributes({field})", set),
            "IReadOnlyDictionary" => ("Map", $"GetSettings({field})", ""),
            "IReadOnlyList" when IsModel(ItemOf(type)) => ("List", $"GetChildren<{Name(ItemOf(type))}>({field})", set),
            "IReadOnlyList" => ("List", $"GetTexts({field})", set),
            _ when plain.IsValueType => ("Text", $"{Name(plain)}.FromWire(this[{field}])", $"Set({field}, value?.Value)"),
            _ => ("Map", $"GetChild<{Name(plain)}>({field})", set),
        };
    }

    /// <summary>Gets the type of a list's items or a map's values; the type itself when it is neither.</summary>
    private static ITypeSymbol ItemOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "IReadOnlyList" or "IReadOnlyDictionary" } container ? container.TypeArguments[container.TypeArguments.Length - 1] : type;

    private static bool IsModel(ITypeSymbol type)
    {
        var parent = type.BaseType;
        while (parent is not null && parent.Name != ModelBase)
        {
            parent = parent.BaseType;
        }

        return parent is not null;
    }

    private static string Name(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
