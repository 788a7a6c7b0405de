namespace Vidora.Integration.Generator;

/// <summary>An attribute value that is written as it is, for forms that no writer would choose.</summary>
internal sealed record RawJson(string Json);
