namespace Vidora.Documentation.Tests.Surface;

/// <summary>The public surface of a package.</summary>
/// <param name="Name">The name of the package.</param>
/// <param name="Types">The full names of the types.</param>
/// <param name="Members">The members, each property once.</param>
internal sealed record PublicPackage(string Name, IReadOnlyList<string> Types, IReadOnlyList<string> Members);
