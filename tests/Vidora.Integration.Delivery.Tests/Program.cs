using System.Globalization;
using Vidora.Integration.Delivery.Tests.WriteBack;
using Vidora.Integration.Delivery.Tests;
using Vidora.Integration.Delivery;

// The processes that the kill tests kill. The first imports an export; the second appends for ever from several callers and
// prints each event id after its append has been answered.
if (args is ["import", var export, var state, var feed])
{
    await EmulatedFeedTests.ImportAsync(export, state, new Uri(feed));
    return 0;
}

if (args is not ["append", var file])
{
    await Console.Error.WriteLineAsync("Usage: append FILE | import EXPORT STATE FEED");
    return 1;
}

var store = new DeliveryStore(file);
var output = Console.Out;
var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
{
    for (var i = 0; ; i++)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{caller}-{i}");
        var result = await store.AppendAsync([Samples.Event(id)]);
        if (result.AcceptedEvents == 1)
        {
            lock (output)
            {
                output.WriteLine(id);
                output.Flush();
            }
        }
    }
}));
await Task.WhenAll(callers);
return 0;
