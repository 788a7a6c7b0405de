namespace Vidora.Integration.Emulator;

/// <summary>The five kinds of batch pipeline (Vidora documentation).</summary>
public enum PipelineType
{
    /// <summary>Who will do something. On the wire <c>Future Events</c>.</summary>
    FutureEvents,

    /// <summary>For whom an intervention changes most. On the wire <c>Uplift</c>.</summary>
    Uplift,

    /// <summary>Who belongs to a class. On the wire <c>Classification</c>, the one literal that is documented.</summary>
    Classification,

    /// <summary>A continuous value per user. On the wire <c>Regression</c>.</summary>
    Regression,

    /// <summary>Who resembles a group. On the wire <c>Look Alike</c>.</summary>
    LookAlike,
}
