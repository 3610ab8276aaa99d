namespace XrContent.Catalog.Published;

/// <summary>
/// A dictionary that never changes: one with changes shares all but the touched buckets with the one before, so that a change of a
/// million entries costs little more than a change of ten.
/// </summary>
internal sealed class PersistentMap<TKey, TValue>
    where TKey : IEquatable<TKey>
    where TValue : class
{
    /// <summary>Entries that a bucket holds on average when the map is made, and twice that when it is made anew.</summary>
    private const int Filling = 8;

    public static readonly PersistentMap<TKey, TValue> Empty = new(new Entry[]?[1], 0);

    private readonly Entry[]?[] buckets;

    private PersistentMap(Entry[]?[] buckets, int count) => (this.buckets, Count) = (buckets, count);

    public int Count { get; }

    /// <summary>All values, in no order.</summary>
    public IEnumerable<TValue> Values => buckets.OfType<Entry[]>().SelectMany(bucket => bucket).Select(entry => entry.Value);

    public static PersistentMap<TKey, TValue> Of(IReadOnlyCollection<KeyValuePair<TKey, TValue>> entries)
    {
        var size = SizeFor(entries.Count);
        var counts = new int[size];
        foreach (var (key, _) in entries)
            counts[key.GetHashCode() & (size - 1)]++;
        var buckets = new Entry[]?[size];
        foreach (var (key, value) in entries)
        {
            var hash = key.GetHashCode();
            var index = hash & (size - 1);
            var bucket = buckets[index] ??= new Entry[counts[index]];
            bucket[^counts[index]--] = new(hash, key, value);
        }

        return new(buckets, entries.Count);
    }

    public TValue? Find(TKey key)
    {
        var hash = key.GetHashCode();
        if (buckets[hash & (buckets.Length - 1)] is not { } bucket)
            return null;
        foreach (ref readonly var entry in bucket.AsSpan())
            if (entry.Hash == hash && entry.Key.Equals(key))
                return entry.Value;
        return null;
    }

    /// <summary>This map with other values under some keys; null removes one.</summary>
    public PersistentMap<TKey, TValue> With(IReadOnlyDictionary<TKey, TValue?> changes)
    {
        if (changes.Count == 0)
            return this;
        if (changes.Count > buckets.Length * Filling)
            return Of([.. Entries().Where(entry => !changes.ContainsKey(entry.Key)), .. changes.Where(entry => entry.Value is not null)!]);
        var copy = (Entry[]?[])buckets.Clone();
        var count = Count;
        foreach (var (key, value) in changes)
        {
            var hash = key.GetHashCode();
            ref var bucket = ref copy[hash & (copy.Length - 1)];
            var rest = (bucket ?? []).Where(entry => entry.Hash != hash || !entry.Key.Equals(key)).ToList();
            count += (value is null ? 0 : 1) - ((bucket?.Length ?? 0) - rest.Count);
            if (value is not null)
                rest.Add(new(hash, key, value));
            bucket = rest.Count == 0 ? null : [.. rest];
        }

        var next = new PersistentMap<TKey, TValue>(copy, count);
        return count <= copy.Length * Filling * 2 ? next : Of([.. next.Entries()]);
    }

    private IEnumerable<KeyValuePair<TKey, TValue>> Entries() =>
        buckets.OfType<Entry[]>().SelectMany(bucket => bucket).Select(entry => KeyValuePair.Create(entry.Key, entry.Value));

    private static int SizeFor(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count / Filling));

    private readonly record struct Entry(int Hash, TKey Key, TValue Value);
}
