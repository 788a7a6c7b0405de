using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Finds out by experiment which fields of a document the Vidora events of one of its events are made of: a field whose other
/// value is seen in the output was forwarded, one whose other value takes something away decides about it. Many fields are
/// changed at once; where that leaves a question, fewer.
/// </summary>
internal sealed class Examination
{
    private readonly Experiments _experiments;
    private readonly MParticleEventMapper _mapper;
    private readonly DocumentInput _input;
    private readonly FieldEffect[] _effects;
    private readonly HashSet<string> _askAlone;

    private Examination(Experiments experiments, MParticleEventMapper mapper, DocumentInput input, FieldEffect[] effects, HashSet<string> askAlone)
    {
        _experiments = experiments;
        _mapper = mapper;
        _input = input;
        _effects = effects;
        _askAlone = askAlone;
    }

    /// <summary>What the event became.</summary>
    public List<OutputEvent> Events { get; } = [];

    /// <summary>Whose value which field of which event is.</summary>
    public List<(int Event, int OutputField, int Field)> Sources { get; } = [];

    /// <summary>Without whose value there is no such field.</summary>
    public List<(int Event, int OutputField, int Field)> Deciders { get; } = [];

    /// <summary>Without whose value there are other events.</summary>
    public List<int> EventDeciders { get; } = [];

    /// <summary>Examines one event.</summary>
    /// <param name="experiments">Maps it.</param>
    /// <param name="mapper">The mapper.</param>
    /// <param name="input">The event or notification.</param>
    /// <param name="fields">The numbers of the fields to ask about, ascending.</param>
    /// <param name="effects">Gets what each of them does.</param>
    /// <param name="askAlone">Names of fields that had to be asked about alone before, so that they are at once from now on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Examination Of(
        Experiments experiments,
        MParticleEventMapper mapper,
        DocumentInput input,
        IReadOnlyList<int> fields,
        FieldEffect[] effects,
        HashSet<string> askAlone,
        CancellationToken cancellationToken)
    {
        var examination = new Examination(experiments, mapper, input, effects, askAlone);
        if (experiments.Map(mapper, input, [], sameKind: true) is not { } output)
        {
            return examination;
        }

        for (var i = 0; i < output.Count; i++)
        {
            examination.Events.Add(new OutputEvent(output[i].ToArray()));
        }

        if (examination.Events.Count > 0)
        {
            examination.AskAll(fields, cancellationToken);
        }

        return examination;
    }

    private void AskAll(IReadOnlyList<int> fields, CancellationToken cancellationToken)
    {
        var groups = new Stack<int[]>();
        foreach (var field in fields.Where(IsAskedAlone))
        {
            groups.Push([field]);
        }

        groups.Push([.. fields.Where(field => !IsAskedAlone(field))]);
        Ask(groups, sameKind: false, cancellationToken);

        // A boolean may mean something only to who looks for a boolean.
        const FieldEffect Found = FieldEffect.Forwarded | FieldEffect.Decides;
        groups.Push([.. fields.Where(field => (_effects[field] & Found) == 0 && !IsAskedAlone(field) && IsBoolean(field))]);
        Ask(groups, sameKind: true, cancellationToken);
    }

    /// <summary>Asks about groups of fields, and about the halves of those that leave a question.</summary>
    private void Ask(Stack<int[]> groups, bool sameKind, CancellationToken cancellationToken)
    {
        while (groups.TryPop(out var group))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_experiments.IsAtLimit)
            {
                Note(group, FieldEffect.NotExamined);
            }
            else if (group.Length > 0 && !TryAsk(group, sameKind || group.Length == 1))
            {
                var half = group.Length / 2;
                groups.Push(group[half..]);
                groups.Push(group[..half]);
            }
        }
    }

    private bool IsAskedAlone(int field) => _askAlone.Contains(NameOf(field));

    private bool IsBoolean(int field) =>
        new JsonToken(_experiments.Document.ValueOf(_experiments.Document.Fields[field])).GetBoolean() is not null;

    private string NameOf(int field) => _experiments.Document.Fields[field].Path.Name ?? "";

    /// <summary>Changes the fields; false when that leaves a question which fewer at once may answer.</summary>
    private bool TryAsk(int[] group, bool sameKind)
    {
        var alone = group.Length == 1;
        if (_experiments.Map(_mapper, _input, group, sameKind) is not { } output)
        {
            return alone && Note(group, FieldEffect.NotExamined);
        }

        if (output.Count != Events.Count)
        {
            if (alone)
            {
                EventDeciders.Add(group[0]);
                _askAlone.Add(NameOf(group[0]));
            }

            return alone && Note(group, FieldEffect.Examined | FieldEffect.Decides);
        }

        var answer = new Answer(group);
        for (var i = 0; i < Events.Count && answer.IsClear; i++)
        {
            if (!Events[i].Json.Span.SequenceEqual(output[i].Span))
            {
                Compare(i, new OutputEvent(output[i]), answer);
            }
        }

        if (!answer.IsClear)
        {
            return false;
        }

        Sources.AddRange(answer.Sources);
        Deciders.AddRange(answer.Deciders);
        foreach (var (_, _, field) in answer.Sources)
        {
            _effects[field] |= FieldEffect.Forwarded;
        }

        foreach (var (_, _, field) in answer.Deciders)
        {
            _effects[field] |= FieldEffect.Decides;
        }

        if (answer.IsClearOnlyAlone)
        {
            _askAlone.Add(NameOf(group[0]));
        }

        foreach (var field in answer.WouldBeForwarded)
        {
            _effects[field] |= FieldEffect.WouldBeForwarded;
        }

        return Note(group, FieldEffect.Examined);
    }

    private bool Note(int[] group, FieldEffect effect)
    {
        foreach (var field in group)
        {
            _effects[field] |= effect;
        }

        return true;
    }

    private void Compare(int index, OutputEvent changed, Answer answer)
    {
        var before = Events[index];
        var kept = 0;
        for (var i = 0; i < before.Count && answer.IsClear; i++)
        {
            var at = changed.Find(before.NameOf(i), kept);
            if (at < 0)
            {
                answer.Lost(index, i);
            }
            else
            {
                kept++;
                if (!before.ValueOf(i).SequenceEqual(changed.ValueOf(at)))
                {
                    answer.Changed(index, i, _experiments.Probes.FindIn(changed.ValueOf(at)));
                }
            }
        }

        if (kept == changed.Count)
        {
            return;
        }

        for (var i = 0; i < changed.Count && answer.IsClear; i++)
        {
            if (before.Find(changed.NameOf(i), i) < 0)
            {
                answer.Added(_experiments.Probes.FindIn(changed.ValueOf(i)));
            }
        }
    }

    /// <summary>What a change of some fields showed. Of one field alone everything is clear; of several, what their probes tell.</summary>
    private sealed class Answer(int[] group)
    {
        private readonly HashSet<int> _group = [.. group];

        public bool IsClear { get; private set; } = true;

        /// <summary>Whether the answer would not be clear, had it been one of several fields.</summary>
        public bool IsClearOnlyAlone { get; private set; }

        public List<(int Event, int OutputField, int Field)> Sources { get; } = [];

        public List<(int Event, int OutputField, int Field)> Deciders { get; } = [];

        public HashSet<int> WouldBeForwarded { get; } = [];

        private bool IsOne => group.Length == 1;

        public void Lost(int @event, int outputField)
        {
            IsClear = IsOne;
            IsClearOnlyAlone = true;
            Deciders.Add((@event, outputField, group[0]));
        }

        public void Changed(int @event, int outputField, List<int> seen)
        {
            foreach (var field in Of(seen))
            {
                Sources.Add((@event, outputField, field));
            }
        }

        public void Added(List<int> seen) => WouldBeForwarded.UnionWith(Of(seen));

        private HashSet<int> Of(List<int> seen)
        {
            var fields = seen.Where(_group.Contains).ToHashSet();
            IsClearOnlyAlone |= fields.Count == 0;
            IsClear = IsOne || !IsClearOnlyAlone;
            return IsOne ? _group : fields;
        }
    }
}
