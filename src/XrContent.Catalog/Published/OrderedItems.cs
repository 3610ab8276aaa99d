namespace XrContent.Catalog.Published;

/// <summary>
/// Items in the order of their ids, to be read a page at a time from any id on. One with changes shares all but the touched runs with the
/// one before.
/// </summary>
public sealed class OrderedItems
{
    /// <summary>Items that a run holds at most; one that grows beyond is cut in two.</summary>
    private const int Longest = 512;

    public static readonly OrderedItems Empty = new([]);

    // None is empty.
    private readonly PublishedItem[][] runs;

    private OrderedItems(PublishedItem[][] runs) => (this.runs, Count) = (runs, runs.Sum(run => run.Length));

    public int Count { get; }

    public static OrderedItems Of(IEnumerable<PublishedItem> items)
    {
        PublishedItem[] all = [.. items];
        Array.Sort(all, ById);
        return new([.. all.Chunk(Longest / 2)]);
    }

    /// <summary>The items whose ids come after one; all of them where it is null.</summary>
    public IEnumerable<PublishedItem> After(string? id)
    {
        var first = id is null ? 0 : RunOf(id);
        for (var i = first; i < runs.Length; i++)
        {
            foreach (var item in runs[i])
                if (i > first || id is null || string.CompareOrdinal(item.Id, id) > 0)
                    yield return item;
        }
    }

    /// <summary>These items without some and with others; one that comes takes the place of one with its id.</summary>
    public OrderedItems With(IReadOnlyCollection<PublishedItem> gone, IReadOnlyCollection<PublishedItem> come)
    {
        if (gone.Count == 0 && come.Count == 0)
            return this;
        if (runs.Length == 0)
            return Of(come);
        var leaving = gone.Concat(come).ToLookup(item => RunOf(item.Id), item => item.Id);
        var coming = come.ToLookup(item => RunOf(item.Id));
        var next = new List<PublishedItem[]>(runs.Length);
        for (var i = 0; i < runs.Length; i++)
        {
            if (!leaving.Contains(i))
            {
                next.Add(runs[i]);
                continue;
            }

            var without = leaving[i].ToHashSet();
            PublishedItem[] run = [.. runs[i].Where(item => !without.Contains(item.Id)), .. coming[i]];
            Array.Sort(run, ById);
            if (run.Length > Longest)
                next.AddRange(run.Chunk(Longest / 2));
            else if (run.Length > 0)
                next.Add(run);
        }

        return new([.. next]);
    }

    private static int ById(PublishedItem one, PublishedItem other) => string.CompareOrdinal(one.Id, other.Id);

    /// <summary>The last run that begins at or before an id; the first where none does.</summary>
    private int RunOf(string id)
    {
        var (low, high) = (0, runs.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(runs[middle][0].Id, id) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
