using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Rules;

/// <summary>What must hold between items that are published together.</summary>
public static class ReferenceRules
{
    /// <summary>Every reference among some items that points nowhere or at the wrong kind.</summary>
    public static IEnumerable<Problem> Check(IReadOnlyDictionary<string, Item> all) =>
        all.Values.SelectMany(item => Check(item, all.GetValueOrDefault));

    /// <summary>Every reference of one item that points nowhere or at the wrong kind.</summary>
    /// <param name="find">Finds what visitors see, or will see with it.</param>
    /// <param name="waits">Says of what they do not see that it is there, but not published.</param>
    public static IEnumerable<Problem> Check(Item item, Func<string, Item?> find, Func<string, bool>? waits = null)
    {
        foreach (var reference in item.Document.References())
        {
            if (find(reference.Id) is not { } target)
                yield return new(null, item.Id, reference.Field, Missing(reference.Id, waits));
            else if (reference.Kinds.Length > 0 && !reference.Kinds.Contains(target.Kind))
                yield return new(null, item.Id, reference.Field, WrongKind(reference, target.Kind));
        }

        if (item.Document is not Scene { Captures.Count: > 1 } scene)
            yield break;
        for (var i = 0; i < scene.Captures.Count; i++)
        {
            if (find(scene.Captures[i])?.Document is Capture { Pose.Heading: null })
                yield return new(
                    null,
                    item.Id,
                    $"captures[{i}]",
                    "A then-and-now needs the true heading of each capture; this one's is unknown."
                );
        }
    }

    private static string Missing(string id, Func<string, bool>? waits) =>
        waits?.Invoke(id) == true
            ? $"Visitors do not see \"{id}\" yet: publish it first, or both together."
            : $"There is no item \"{id}\".";

    private static string WrongKind(Reference reference, Kind kind)
    {
        var right = string.Join(" or ", reference.Kinds.Select(Name));
        return $"\"{reference.Id}\" is a {Name(kind)}; here belongs a {right}.";
    }

    private static string Name(Kind kind) => kind.ToString().ToLowerInvariant();
}
