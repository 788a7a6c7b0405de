using Vidora.Integration;

namespace Vidora.Samples.Console.Input;

/// <summary>A document of one of the inputs.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Number">Which document it is of all inputs together, from 1.</param>
/// <param name="Document">The document.</param>
internal readonly record struct InputDocument(string File, long Number, MParticleDocument Document);
