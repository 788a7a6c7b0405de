using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>Serves <c>POST /v1/validate</c>, which receives events.</summary>
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
                ? AnswerCounted(http, body, count, events)
                : JsonAnswer.ErrorAsync(http, 400, countError!);
        }

        if (!EventInspector.TryInspect(body.Span, events, out var error))
        {
            return JsonAnswer.ErrorAsync(http, 400, error!);
        }

        store.Append(body, events, time.GetUtcNow());
        return Answer(http, events.Count, events);
    }

    private Task AnswerCounted(HttpContext http, ReadOnlyMemory<byte> body, int count, List<InspectedEvent> inspected)
    {
        store.Count(count, body, inspected);
        return Answer(http, count, inspected);
    }

    private static Task Answer(HttpContext http, int received, List<InspectedEvent> inspected)
    {
        var invalid = inspected.Count(entry => !entry.IsAccepted);
        return JsonAnswer.WriteAsync(
            http,
            200,
            Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"received\":{received},\"valid\":{received - invalid},\"invalid\":{invalid}}}")));
    }
}
