using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Rules;

/// <summary>What must hold between items that are published together.</summary>
public static class ReferenceRules
{
    /// <summary>Every reference that points nowhere or at the wrong kind.</summary>
    public static IEnumerable<Problem> Check(IReadOnlyDictionary<string, Item> all)
    {
        foreach (var item in all.Values)
        {
            foreach (var reference in item.Document.References())
            {
                if (!all.TryGetValue(reference.Id, out var target))
                    yield return new(null, item.Id, reference.Field, $"There is no item \"{reference.Id}\".");
                else if (reference.Kinds.Length > 0 && !reference.Kinds.Contains(target.Kind))
                    yield return new(null, item.Id, reference.Field, $"\"{reference.Id}\" is a {Name(target.Kind)}; here belongs a {string.Join(" or ", reference.Kinds.Select(Name))}.");
            }

            if (item.Document is not Scene scene) continue;
            for (var i = 0; i < scene.Captures.Count; i++)
            {
                if (all.GetValueOrDefault(scene.Captures[i])?.Document is Capture { Pose.Heading: null } && scene.Captures.Count > 1)
                    yield return new(null, item.Id, $"captures[{i}]", "A then-and-now needs the true heading of each capture; this one's is unknown.");
            }
        }
    }

    /// <summary>Texts that lack one of the project's languages: worth mending, no reason to refuse.</summary>
    public static IEnumerable<Problem> MissingLanguages(IEnumerable<Item> items) =>
        from item in items
        from part in new[] { ("title", item.Document.Title), ("summary", item.Document.Summary), ("text", item.Document.Text) }
        where part.Item2 is not null
        from language in LocalText.Languages
        where part.Item2!.In(language) is null
        select new Problem(null, item.Id, $"{part.Item1}.{language}", "Is missing.");

    private static string Name(Kind kind) => kind.ToString().ToLowerInvariant();
}
