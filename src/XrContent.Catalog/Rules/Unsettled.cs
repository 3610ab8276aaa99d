using System.Globalization;
using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Rules;

/// <summary>
/// What a curator must still settle before they would sign an item. None of it takes what is shown back from visitors.
/// </summary>
public static class Unsettled
{
    /// <summary>Metres from which on a position is called uncertain.</summary>
    private const double Uncertain = 100;

    /// <summary>All that is open, in the order of the document; empty when nothing is.</summary>
    public static IEnumerable<Problem> Of(Item item) =>
        PublishRules
            .CheckFigures(item)
            .Concat(Open(item.Document).Select(open => new Problem(null, item.Id, open.Field, open.Message)))
            .Concat(MissingLanguages(item));

    /// <summary>Texts that lack one of the project's languages.</summary>
    public static IEnumerable<Problem> MissingLanguages(Item item) =>
        from part in new[] { ("title", item.Document.Title), ("summary", item.Document.Summary), ("text", item.Document.Text) }
        where part.Item2 is not null
        from language in LocalText.Languages
        where part.Item2!.In(language) is null
        select new Problem(null, item.Id, $"{part.Item1}.{language}", "Is missing.");

    private static IEnumerable<(string Field, string Message)> Open(Document document)
    {
        if (document.Position is { } position)
        {
            if (position.Accuracy > Uncertain)
            {
                var metres = position.Accuracy.ToString("0", CultureInfo.InvariantCulture);
                yield return ("position", $"Is known to {metres} m only: read it on a survey map, or measure it.");
            }

            if (position.Sources.Count == 1)
                yield return ("position.sources", "Rests on one source: look for a second.");
        }

        for (var i = 0; i < document.Facts.Count; i++)
            if (document.Facts[i].Sources.Count == 1)
                yield return ($"facts[{i}].sources", "Rests on one source: look for a second.");
        for (var i = 0; i < document.Sources.Count; i++)
        {
            var source = document.Sources[i];
            if (source is { Url: null, Locator: null })
                yield return ($"sources[{i}]", "Has neither an address nor a page: nobody can look it up.");
            if (Uri.TryCreate(source.Url, UriKind.Absolute, out var address))
            {
                if (address.PathAndQuery == "/")
                    yield return ($"sources[{i}].url", "Is a home page: name the page that says it.");
                if (address.Scheme == Uri.UriSchemeHttp)
                    yield return ($"sources[{i}].url", "Is an old address (http): look whether it still answers.");
            }

            if (source.Language is null)
                yield return ($"sources[{i}].language", "Say in which language it is.");
        }
    }
}
