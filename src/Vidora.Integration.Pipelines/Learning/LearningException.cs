namespace Vidora.Integration.Pipelines.Learning;

/// <summary>Says that a training cannot be trusted. It fails the run.</summary>
internal sealed class LearningException(string message) : Exception(message);
