using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vidora.Integration.Markup;

/// <summary>
/// Builds HTML from interpolated strings. Literals are markup; holes are text and escaped, except HTML. So received or typed
/// text cannot become markup.
/// </summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup with escaped holes.</summary>
    public Html Add([InterpolatedStringHandlerArgument("")] ref Handler markup)
    {
        // The handler has appended to this already.
        _ = markup;
        return this;
    }

    /// <summary>Returns a new piece of HTML.</summary>
    public static Html Of(ref Handler markup) => markup.Html;

    public override string ToString() => _text.ToString();

    private void AppendEscaped(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&':
                    _text.Append("&amp;");
                    break;
                case '<':
                    _text.Append("&lt;");
                    break;
                case '>':
                    _text.Append("&gt;");
                    break;
                case '"':
                    _text.Append("&quot;");
                    break;
                case '\'':
                    _text.Append("&#39;");
                    break;
                case < ' ' and not ('\t' or '\n' or '\r'):
                    _text.Append('\uFFFD');
                    break;
                default:
                    _text.Append(c);
                    break;
            }
        }
    }

    /// <summary>Receives the parts of an interpolated string from the compiler.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        public Handler(int literalLength, int formattedCount)
            : this(literalLength, formattedCount, new Html())
        {
        }

        public Handler(int literalLength, int formattedCount, Html html)
        {
            Html = html;
            html._text.EnsureCapacity(html._text.Length + literalLength + (formattedCount * 16));
        }

        public Html Html { get; }

        public void AppendLiteral(string markup) => Html._text.Append(markup);

        public void AppendFormatted(string? text) => Html.AppendEscaped(text);

        public void AppendFormatted(long number) => Html._text.Append(number.ToString("#,0", CultureInfo.InvariantCulture));

        public void AppendFormatted(double number) => Html._text.Append(number.ToString("0.######", CultureInfo.InvariantCulture));

        public void AppendFormatted(Html? html) => Html._text.Append(html?._text);
    }
}
