using Vidora.Integration;

namespace Vidora.Samples.Console.Input;

/// <summary>Holds a document and its place in the input.</summary>
/// <param name="File">The file's name on the command line.</param>
/// <param name="Number">The number of the document over all files, from 1.</param>
/// <param name="Document">The document.</param>
/// <param name="BytesRead">How many bytes of all files were read; standard input does not count.</param>
internal readonly record struct InputDocument(string File, long Number, MParticleDocument Document, long BytesRead);
