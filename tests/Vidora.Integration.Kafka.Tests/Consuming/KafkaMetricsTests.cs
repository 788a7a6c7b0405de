using System.Diagnostics.Metrics;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[TestFixture]
public sealed class KafkaMetricsTests
{
    [TestCase(false, true)]
    [TestCase(true, false)]
    public void Dispose_Meter_EndsWhenItIsNotThatOfAFactory(bool hasFactory, bool expected)
    {
        using var meters = new TestMeters();
        var thread = Environment.CurrentManagedThreadId;
        var hasEnded = false;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (Environment.CurrentManagedThreadId == thread && instrument.Name == "vidora.kafka.messages")
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
            MeasurementsCompleted = (_, _) => hasEnded = true,
        };
        listener.Start();
        var metrics = new KafkaMetrics("", "vidora", TimeProvider.System, hasFactory ? meters : null);

        metrics.Dispose();

        Assert.That(hasEnded, Is.EqualTo(expected));
    }
}
