namespace Vidora.Integration.Mapping.Explaining;

/// <summary>A field of a document: a scalar, a list of scalars, or an empty list or object.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Start">Where its value begins, in bytes.</param>
/// <param name="End">Behind its value.</param>
/// <param name="Input">The number of the event or notification it is in; <see cref="DocumentOutline.Context"/> when it is in none.</param>
internal readonly record struct DocumentField(DocumentPath Path, int Start, int End, int Input);
