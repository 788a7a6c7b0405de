namespace Vidora.Integration.Pipelines;

/// <summary>Holds a figure with its 95 % interval.</summary>
public sealed class CardFigure
{
    /// <summary>Gets the figure.</summary>
    public double Value { get; init; }

    /// <summary>Gets the lower end of the interval.</summary>
    public double Low { get; init; }

    /// <summary>Gets the upper end of the interval.</summary>
    public double High { get; init; }
}
