using System.Diagnostics;
using Vidora.Integration.Generator;
using Vidora.Integration.Pipelines;
using Vidora.Integration.Pipelines.Features;
using Vidora.Integration.Pipelines.Learning;

namespace Vidora.Integration.Benchmarks;

/// <summary>What predictions take: reading into the activity store, features on one thread, and a run; and how near they are to the truth.</summary>
internal static class PipelineFigures
{
    private const int Days = 120;

    public static async Task PrintAsync(int shoppers)
    {
        var pipeline = new FutureEventsPipeline { Name = "Likely buyers", Goal = new EventCondition("purchase"), WithinDays = Season.Window };
        var season = new Season(shoppers, Days, seed: 1);
        using var folder = new TemporaryFolder();
        using var store = ActivityStore.Open(folder.Path, pipeline);
        var clock = Stopwatch.StartNew();
        var processor = Processor();
        await store.AddAsync(EventsAsync(season));
        Figures.Print("pipelines_read", json =>
        {
            json.WriteNumber("events", season.Events);
            json.WriteNumber("events_per_s", Math.Round(season.Events / clock.Elapsed.TotalSeconds));
            json.WriteNumber("events_per_processor_s", Math.Round(season.Events / (Processor() - processor)));
            json.WriteNumber("bytes_per_event", Math.Round(Directory.EnumerateFiles(folder.Path).Sum(file => new FileInfo(file).Length) / (double)store.Events, 1));
        });

        var schema = FeatureSchema.Of(store, store.Summary.Until, 1, 0, default);
        var state = new UserState(schema);
        var row = new float[schema.Count];
        var asOf = store.Summary.Until;
        processor = Processor();
        var events = 0L;
        using (var cursor = store.Open())
        {
            while (cursor.MoveNext())
            {
                state.Clear();
                foreach (ref readonly var record in cursor.Records)
                {
                    state.Add(record);
                    events++;
                }

                state.Write(asOf, row);
            }
        }

        Figures.Print("pipelines_features", json =>
        {
            json.WriteNumber("events_per_processor_s", Math.Round(events / (Processor() - processor)));
            json.WriteNumber("bytes_per_user", schema.Count * sizeof(float));
        });

        clock.Restart();
        processor = Processor();
        var runner = new PipelineRunner(store) { LearnAgainAfter = TimeSpan.FromDays(7) };
        var run = await runner.RunAsync(pipeline);
        var truths = season.Truths.ToDictionary(truth => truth.User, truth => truth.Bought);
        var bought = run.Predictions.Select(prediction => truths[prediction.UserId]).ToArray();
        var scores = run.Predictions.Select(prediction => prediction.Score).ToArray();
        Figures.Print("pipelines_run", json =>
        {
            json.WriteNumber("users", run.Predictions.Count);
            json.WriteNumber("rows", run.Card!.Rows);
            json.WriteNumber("seconds", Math.Round(clock.Elapsed.TotalSeconds, 1));
            json.WriteNumber("processor_s", Math.Round(Processor() - processor, 1));
            json.WriteNumber("peak_megabytes", Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000);
            json.WriteNumber("auc", Math.Round(Measures.Auc(scores, bought), 4));
            json.WriteNumber("calibration_error", Math.Round(Measures.CalibrationError(scores, bought), 4));
        });

        clock.Restart();
        processor = Processor();
        await runner.RunAsync(pipeline);
        Figures.Print("pipelines_with_a_kept_model", json =>
        {
            json.WriteNumber("seconds", Math.Round(clock.Elapsed.TotalSeconds, 1));
            json.WriteNumber("processor_s", Math.Round(Processor() - processor, 1));
        });
    }

    private static double Processor() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static async IAsyncEnumerable<KnownEvent> EventsAsync(Season season)
    {
        var mapper = new MParticleEventMapper();
        foreach (var day in season.MakeDays())
        {
            await Task.Yield();
            foreach (var document in MParticleDocuments.Read(day))
            {
                if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
                {
                    foreach (var item in mapper.Map(batch).Events)
                    {
                        yield return KnownEvent.FromHistory(item, batch.ReceivedTime);
                    }
                }
            }
        }
    }
}
