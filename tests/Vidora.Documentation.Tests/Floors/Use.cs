namespace Vidora.Documentation.Tests.Floors;

/// <summary>States that a file names a type of a file in another folder.</summary>
/// <param name="File">The file that names the type, relative to the package.</param>
/// <param name="Target">The file that declares the type, relative to the package.</param>
/// <param name="Name">The type, with the member when the code names one.</param>
internal sealed record Use(string File, string Target, string Name);
