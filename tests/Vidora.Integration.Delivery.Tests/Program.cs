using System.Globalization;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Tests;

// The process that the kill test kills: appends for ever from several callers and prints each event id after its append
// has been answered.
if (args is not ["append", var file])
{
    await Console.Error.WriteLineAsync("Usage: append FILE");
    return 1;
}

var store = new SqliteDeliveryStore(file);
var output = Console.Out;
var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
{
    for (var i = 0; ; i++)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{caller}-{i}");
        var result = await store.AppendAsync([Samples.Event(id)]);
        if (result.Accepted == 1)
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
