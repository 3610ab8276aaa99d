namespace XrContent.Catalog;

/// <summary>One thing that is wrong with a document, said so that a person can mend it.</summary>
/// <param name="File">The file it was read from; null for a document that came another way.</param>
/// <param name="Item">The item's id, or its place in the file where it has none.</param>
/// <param name="Field">Path of the field, such as "hotspots[2].to".</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record Problem(string? File, string? Item, string Field, string Message)
{
    public override string ToString() => string.Join(": ", new[] { File, Item, Field, Message }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>A catalogue that was refused as a whole, with everything that is wrong with it.</summary>
public sealed class InvalidCatalogException(IReadOnlyList<Problem> problems)
    : Exception($"{problems.Count} problem(s) in the catalogue; the first: {problems[0]}")
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
