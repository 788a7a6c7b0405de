using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary><c>POST /v1/validate</c>: events in.</summary>
internal sealed class ValidateRoute(EventStore store, TimeProvider time, bool countOnly)
{
    [ThreadStatic]
    private static List<InspectedEvent>? _events;

    public Task HandleAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var events = _events ??= [];
        events.Clear();
        if (countOnly)
        {
            return EventCounter.TryCount(body.Span, events, out var count, out var countError)
                ? AnswerCounted(http, body.Span, count, events)
                : JsonAnswer.ErrorAsync(http, 400, countError!);
        }

        if (!EventInspector.TryInspect(body.Span, events, out var error))
        {
            return JsonAnswer.ErrorAsync(http, 400, error!);
        }

        store.Append(body.Span, CollectionsMarshal.AsSpan(events), time.GetUtcNow());
        var invalid = 0;
        foreach (ref readonly var inspected in CollectionsMarshal.AsSpan(events))
        {
            invalid += (inspected.Problems & EventProblems.Errors) == 0 ? 0 : 1;
        }

        return Answer(http, events.Count, invalid);
    }

    private Task AnswerCounted(HttpContext http, ReadOnlySpan<byte> body, int count, List<InspectedEvent> looked)
    {
        store.Count(count, body, CollectionsMarshal.AsSpan(looked));
        return Answer(http, count, looked.Count(inspected => (inspected.Problems & EventProblems.Errors) != 0));
    }

    private static Task Answer(HttpContext http, int received, int invalid) => JsonAnswer.WriteAsync(
        http,
        200,
        Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"received\":{received},\"valid\":{received - invalid},\"invalid\":{invalid}}}")));
}
