namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Holds what events have in common: numbers of names in the catalog, the conditions they meet, and flags.</summary>
/// <param name="Type">The event type, or the attribute of a value.</param>
/// <param name="Category">The product category, or the text of an attribute's value; -1 without one.</param>
/// <param name="Platform">The platform; -1 without one.</param>
/// <param name="Conditions">A bit for each watched condition that the event meets.</param>
/// <param name="Flags">The flags.</param>
internal readonly record struct Shape(int Type, int Category, int Platform, uint Conditions, ShapeFlags Flags)
{
    public bool IsAttribute => (Flags & ShapeFlags.Attribute) != 0;

    /// <summary>Gets whether the user did something. A push message that arrives is not an action of the user.</summary>
    public bool IsActive => (Flags & (ShapeFlags.Attribute | ShapeFlags.Passive)) == 0;
}

/// <summary>Says what the records of a shape hold.</summary>
[Flags]
internal enum ShapeFlags
{
    None = 0,

    /// <summary>A value of a watched attribute, not an event.</summary>
    Attribute = 1,

    /// <summary>An event that the user did not cause, or that says what a label is: no feature.</summary>
    Passive = 2,

    /// <summary>An attribute's value that is a number.</summary>
    Number = 4,

    /// <summary>An attribute that was removed.</summary>
    Removed = 8,
}
