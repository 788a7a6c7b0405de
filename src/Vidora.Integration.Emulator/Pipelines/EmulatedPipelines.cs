using System.Collections;

namespace Vidora.Integration.Emulator;

/// <summary>The pipelines of the emulated Vidora, in the order of their creation.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "The plural says that it is a collection.")]
public sealed class EmulatedPipelines : IReadOnlyCollection<EmulatedPipeline>
{
    private const int MaxPipelines = 1000;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Lock _lock = new();
    private readonly List<EmulatedPipeline> _pipelines = [];
    private readonly TimeProvider _time;
    private readonly Random _random;

    internal EmulatedPipelines(TimeProvider time, Random random)
    {
        _time = time;
        _random = random;
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pipelines.Count;
            }
        }
    }

    /// <summary>The pipeline of that id; null when there is none.</summary>
    /// <param name="id">The id, compared ordinally.</param>
    public EmulatedPipeline? Find(string id)
    {
        lock (_lock)
        {
            return _pipelines.Find(pipeline => pipeline.Id == id);
        }
    }

    /// <summary>Creates a pipeline. It has no predictions until it runs.</summary>
    /// <param name="definition">What it predicts.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="InvalidOperationException">There are 1,000 pipelines already.</exception>
    public EmulatedPipeline Create(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (string.IsNullOrWhiteSpace(definition.Name) || definition.Name.Length > 200)
        {
            throw new ArgumentException("A pipeline needs a name of at most 200 characters.", nameof(definition));
        }

        lock (_lock)
        {
            if (_pipelines.Count == MaxPipelines)
            {
                throw new InvalidOperationException($"The emulator holds at most {MaxPipelines} pipelines.");
            }

            var pipeline = new EmulatedPipeline { Id = NewId(), Definition = definition, CreatedAt = _time.GetUtcNow() };
            _pipelines.Add(pipeline);
            return pipeline;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<EmulatedPipeline> GetEnumerator()
    {
        lock (_lock)
        {
            return _pipelines.ToList().GetEnumerator();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Clear()
    {
        lock (_lock)
        {
            _pipelines.Clear();
        }
    }

    private string NewId()
    {
        while (true)
        {
            var id = new string(_random.GetItems<char>(IdLetters, 8));
            if (!_pipelines.Exists(pipeline => pipeline.Id == id))
            {
                return id;
            }
        }
    }
}
