using System.Globalization;
using System.Text.Json;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Live;

namespace XrContent.Benchmarks.FanOut;

/// <summary>What is told: a version that seven items near Minato Park came with, some 400 bytes as JSON.</summary>
internal static class News
{
    private const int Items = 7;
    public const string Cell = "15/28205/13226";

    public static CatalogSnapshot Snapshot(long version, ChangeLog log) =>
        CatalogSnapshot.Of(
            new(version, Guid.Empty, [.. Enumerable.Range(0, Items).Select(Place).Select(FeatureText.Of)], log),
            PublicItem.Describe
        );

    public static Changed Of(long version) =>
        new(version, [.. Enumerable.Range(0, Items).Select(i => new ItemChange($"place-{i}", Kind.Place, Change.Changed))]);

    public static byte[] Json(long version) => JsonSerializer.SerializeToUtf8Bytes(Of(version), LiveJson.Default.Changed);

    public static byte[] Event(long version) => new LiveMessage(Of(version)).Event.ToArray();

    /// <summary>By which a listener knows the version, whatever carries it.</summary>
    public static string Mark(long version) => string.Create(CultureInfo.InvariantCulture, $"\"version\":{version},");

    private static Item Place(int number) => Servers.Place(number, 32.744, 129.871);
}
