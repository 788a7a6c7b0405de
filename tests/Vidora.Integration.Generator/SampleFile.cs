namespace Vidora.Integration.Generator;

/// <summary>A file of the sample data.</summary>
/// <param name="Name">The file's name, without a folder.</param>
/// <param name="Content">Newline-delimited documents or CSV, UTF-8.</param>
public sealed record SampleFile(string Name, ReadOnlyMemory<byte> Content);
