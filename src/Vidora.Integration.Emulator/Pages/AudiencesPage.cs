using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Audiences;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows the page Audiences: a threshold on a prediction attribute, its users, and who joined and left.</summary>
internal sealed class AudiencesPage(AudienceReader audiences)
{
    public const string Path = "/audiences";

    private const double DefaultThreshold = 0.8;

    public Task GetAsync(HttpContext http)
    {
        var attributes = audiences.Attributes();
        var chosen = QueryText.Read(http, "attribute") ?? attributes.FirstOrDefault(name => name.EndsWith("__score", StringComparison.Ordinal)) ?? (attributes.Count > 0 ? attributes[0] : null);
        var text = QueryText.Read(http, "threshold");
        var isNumber = double.TryParse(text ?? DefaultThreshold.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            && double.IsFinite(threshold);
        var options = new Html();
        foreach (var name in attributes)
        {
            options.Add($"<option{(name == chosen ? Html.Of($" selected") : null)}>{name}</option>");
        }

        var content = Html.Of($"""
            <h1>Audiences</h1>
            <form class="filter" method="get" action="{Path}" data-auto>
            <label class="wide">Prediction attribute<select name="attribute">{options}</select></label>
            <label>At least<input name="threshold" type="number" step="any" value="{(text ?? Format.Coordinate(DefaultThreshold))}"></label>
            <button>Count</button>
            </form>
            {(!isNumber ? Html.Of($"<p class=\"alert\" role=\"alert\">The threshold must be a number, such as 0.8.</p>")
                : chosen is null || attributes.Count == 0 ? Html.Of($"<p class=\"empty\">No prediction yet. Export a pipeline to the feed, or write an export with <code>vidora import</code>.</p>")
                : Show(audiences.Read(chosen, threshold)))}
            <section class="aside"><h2>In mParticle</h2><p>Predictions become audiences there: a condition on the attribute, such as at least 0.8, in <b>Audiences</b> or <b>Journeys</b>. This page counts what such an audience has, so that a threshold can be chosen before it is used. A user whose value crosses the threshold with an export joins or leaves.</p></section>
            """);
        return PageLayout.SendAsync(http, "Audiences", Path, content, isNumber ? 200 : 400);
    }

    private static Html Show(Audience audience)
    {
        var rows = new Html();
        foreach (var change in audience.Changes)
        {
            var mpid = Format.Plain(change.Mpid);
            rows.Add($"<tr><td class=\"text\" data-label=\"User\"><a href=\"/users?id={mpid}\">{mpid}</a></td><td data-label=\"Change\">{(change.HasJoined ? Html.Of($"<span class=\"ok\">joined</span>") : Html.Of($"<span class=\"warn\">left</span>"))}</td><td class=\"num\" data-label=\"Before\">{Value(change.Before)}</td><td class=\"num\" data-label=\"Now\">{Value(change.Now)}</td></tr>");
        }

        var when = audience.Export is { } export ? $"{Format.DateAndClock(export.From)} to {Format.Clock(export.To)}" : "never";
        string[] labels = [Format.Short(audience.Lowest), Format.Short((audience.Lowest + audience.Highest) / 2), Format.Short(audience.Highest)];
        var list = audience.Changes.Count == 0
            ? Html.Of($"<p class=\"empty\">The last export changed no membership.</p>")
            : Html.Of($"<div class=\"scroll\"><table class=\"cards\"><thead><tr><th>User</th><th>Change</th><th class=\"num\">Before</th><th class=\"num\">Now</th></tr></thead><tbody>{rows}</tbody></table></div>");
        var more = audience.Joined + audience.Left - audience.Changes.Count;
        return Html.Of($"""
            <div class="tiles"><div><b data-count="members">{audience.Members}</b>in the audience</div><div><b data-count="users">{audience.Users}</b>with the attribute</div><div><b data-count="share">{Format.Percent(audience.Users == 0 ? 0 : (double)audience.Members / audience.Users)}</b>of them</div><div><b data-count="joined">{audience.Joined}</b>joined</div><div><b data-count="left">{audience.Left}</b>left</div></div>
            <section><h2>Users by value</h2>{Plot.Columns("Users by value, in 20 steps", [("c0", audience.Spread)], labels)}</section>
            <section><h2>Since the last export</h2><p class="note">The last export wrote this attribute from {when}.</p>{list}{(more > 0 ? Html.Of($"<p class=\"note\">and {more} more</p>") : null)}</section>
            """);
    }

    private static string Value(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "none";
}
