using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Reads the fields of a form. Throws <see cref="FormatException"/> for an invalid one.</summary>
internal sealed class FormText(IFormCollection form)
{
    public string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    public bool Flag(string name) => form.ContainsKey(name);

    public int Whole(string name, string label, int absent) =>
        Text(name) is not { } text ? absent
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"{label} must be a whole number.");

    public double Number(string name, string label, double absent) =>
        Text(name) is not { } text ? absent
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"{label} must be a number.");
}
