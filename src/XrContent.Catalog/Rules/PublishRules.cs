using XrContent.Catalog.Documents;

namespace XrContent.Catalog.Rules;

/// <summary>What staff must have said of an item before visitors see it.</summary>
public static class PublishRules
{
    /// <summary>
    /// Figures that say no source. Asked of who publishes an item; what was written before figures needed one is imported and shown as
    /// planned.
    /// </summary>
    public static IEnumerable<Problem> CheckFigures(Item item)
    {
        if (item.Document is Place { Height: not null, HeightSources.Count: 0 })
            yield return new(null, item.Id, "heightSources", "Say from which source the height is.");
        if (item.Document is Tour { Minutes: not null, MinutesSources.Count: 0 })
            yield return new(null, item.Id, "minutesSources", "Say from which source the time is, such as that you worked it out.");
    }

    /// <summary>All that is still to be said; empty when nothing is.</summary>
    public static IEnumerable<Problem> Check(Item item)
    {
        if (item.Document is not (Capture or Overlay { Original: not null }))
            yield break;
        if (item.Document.Rights is not { } rights)
            yield return new(null, item.Id, "rights", "Say whose the picture is and under which licence, before it is published.");
        else
        {
            if (string.IsNullOrWhiteSpace(rights.Holder))
                yield return new(null, item.Id, "rights.holder", "Say whose the picture is.");
            if (string.IsNullOrWhiteSpace(rights.License))
                yield return new(null, item.Id, "rights.license", "Say under which licence it is shown, or all-rights-reserved.");
            if (rights.Credit is null or { Japanese: null, English: null })
                yield return new(null, item.Id, "rights.credit", "Say how its maker is named beside the picture.");
        }

        if (item.Document is not Capture { Nature: CaptureNature.Photograph } capture)
            yield break;
        if (capture.People is null)
            yield return new(null, item.Id, "people", "Look whether people can be recognised, and say what was done about it.");
        else if (capture is { People: PeopleShown.Redacted, Film: null, Redactions.Count: 0 })
            yield return new(null, item.Id, "people", "Nothing is redacted here yet. Redact them, or say that nobody can be recognised.");
    }
}
