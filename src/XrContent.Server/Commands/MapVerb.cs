using System.Globalization;
using System.Security.Cryptography;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Media.Maps;
using XrContent.Server.Data;

namespace XrContent.Server.Commands;

/// <summary>What is said of an old map as it is added.</summary>
/// <param name="Year">That it shows.</param>
/// <param name="Source">Title of what it was taken from.</param>
/// <param name="Replace">It takes the place of one that has its id.</param>
/// <param name="License">An SPDX identifier, "public-domain" or "all-rights-reserved".</param>
internal sealed record MapDetails(
    string Id,
    string Title,
    string TitleJapanese,
    int Year,
    string Source,
    string License,
    string Holder,
    string? Credit,
    bool Publish,
    bool Replace
);

/// <summary>`map add FOLDER|FILE.pmtiles`: an old map into the catalogue, as an overlay that is reviewed like all others.</summary>
internal sealed class MapVerb(IServiceProvider services)
{
    public async Task<int> AddAsync(string path, MapDetails details, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("xrcontent-map-").FullName;
        try
        {
            var name = $"maps/{details.Id}.pmtiles";
            var file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var map = await ReadAsync(path, file, cancel);
            await using (var made = File.OpenRead(file))
            {
                var original = new Original(name, Convert.ToHexStringLower(await SHA256.HashDataAsync(made, cancel)), made.Length);
                await ContentFolder.WriteAsync(folder, [Item(details, map, original)], cancel);
            }

            var (west, south, east, north) = map.Bounds;
            Console.WriteLine($"{map.Tiles} tiles, zoom {map.MinZoom} to {map.MaxZoom}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{south:F4} to {north:F4} N, {west:F4} to {east:F4} E"));
            await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
            var known = await services.GetRequiredService<CatalogReader>().FindAsync(details.Id, cancel);
            if (known is { Deleted: null } && !details.Replace)
                throw new RefusedException(
                    "known",
                    $"There is an overlay \"{details.Id}\" already. To put this map and these words in its place, say --replace."
                );
            var (saved, problems) = await services.GetRequiredService<FolderImport>().RunAsync(folder, details.Publish, _ => { }, cancel);
            foreach (var problem in problems)
                Console.Error.WriteLine(problem.ToString());
            if (saved is null)
                return 1;
            Console.WriteLine(
                details.Publish
                    ? $"Overlay {details.Id}, published. Add it to scenes in the studio to see it on the land."
                    : $"Overlay {details.Id} is a draft now: look at it in the studio, and publish it there."
            );
            return 0;
        }
        catch (RefusedException refused)
        {
            Console.Error.WriteLine($"{path}: {refused.Message}");
            Console.Error.WriteLine("Nothing was added.");
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<HistoricMap> ReadAsync(string path, string file, CancellationToken cancel)
    {
        if (Directory.Exists(path))
            return await HistoricMap.PackAsync(path, file, cancel);
        File.Copy(path, file);
        await using var stream = File.OpenRead(file);
        return await HistoricMap.ReadAsync(stream, cancel);
    }

    private static Item Item(MapDetails details, HistoricMap map, Original original)
    {
        var (west, south, east, north) = map.Bounds;
        _ = PartialDate.TryParse(details.Year.ToString("D4", CultureInfo.InvariantCulture), out var year);
        return new(
            details.Id,
            CatalogJson.GeometryFactory.CreatePolygon([
                new Coordinate(west, south),
                new Coordinate(east, south),
                new Coordinate(east, north),
                new Coordinate(west, north),
                new Coordinate(west, south),
            ]),
            new Overlay
            {
                Title = new() { English = details.Title, Japanese = details.TitleJapanese },
                Shape = OverlayShape.Map,
                Zooms = new(map.MinZoom, map.MaxZoom),
                Original = original,
                Sources = [new("map", details.Source, Date: year)],
                Rights = new(details.License, details.Holder, new() { English = details.Credit ?? details.Holder }),
            }
        );
    }
}
