using System.Runtime.InteropServices;

namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Reads the records of an activity store, user by user: each event once, in the order in which events became known.</summary>
internal sealed class ActivityCursor(Catalog catalog, IReadOnlyList<Segment.Reader> segments) : IDisposable
{
    private readonly List<ActivityRecord> _records = [];
    private readonly HashSet<ulong> _ids = [];

    public int User { get; private set; }

    public string UserId => catalog.Users[User];

    public ReadOnlySpan<ActivityRecord> Records => CollectionsMarshal.AsSpan(_records);

    /// <summary>Moves to the next user who is not erased. Returns false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            var user = int.MaxValue;
            foreach (var segment in segments)
            {
                user = Math.Min(user, segment.NextUser);
            }

            if (user == int.MaxValue)
            {
                return false;
            }

            _records.Clear();
            foreach (var segment in segments)
            {
                if (segment.NextUser == user)
                {
                    segment.Read(_records);
                }
            }

            User = user;
            if (catalog.Users[user].Length > 0)
            {
                Sort();
                return true;
            }
        }
    }

    public void Dispose()
    {
        foreach (var segment in segments)
        {
            segment.Dispose();
        }
    }

    /// <summary>Orders the records so that the order of arrival does not matter, and removes events that came twice.</summary>
    private void Sort()
    {
        var records = CollectionsMarshal.AsSpan(_records);
        records.Sort((a, b) =>
            a.Known != b.Known ? a.Known.CompareTo(b.Known)
            : a.Time != b.Time ? a.Time.CompareTo(b.Time)
            : a.Id != b.Id ? a.Id.CompareTo(b.Id)
            : a.Value != b.Value ? a.Value.CompareTo(b.Value)
            : a.Shape.CompareTo(b.Shape));
        _ids.Clear();
        var kept = 0;
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i].Id == 0 || _ids.Add(records[i].Id))
            {
                records[kept++] = records[i];
            }
        }

        CollectionsMarshal.SetCount(_records, kept);
    }
}
