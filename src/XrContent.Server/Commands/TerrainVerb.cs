using System.Globalization;
using Microsoft.Extensions.Options;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Geo;
using XrContent.Geo.Buildings;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;
using XrContent.Server.Data;
using XrContent.Server.Views.Maps;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Commands;

/// <summary>`terrain add|fetch|list|remove`: surveyed heights into the store and out of it, beside a serving process if need be.</summary>
internal sealed class TerrainVerb(IServiceProvider services)
{
    private const double MetresPerDegree = 111_000;

    /// <summary>What one command holds in memory.</summary>
    private const int MostBlocks = 1_000_000;

    private readonly TerrainStore store = services.GetRequiredService<TerrainStore>();

    /// <param name="surveyed">The year of the survey; null for what the files say.</param>
    public Task<int> AddAsync(
        IReadOnlyList<string> files,
        string? id,
        string? title,
        string? attribution,
        int? surveyed,
        CancellationToken cancel
    ) =>
        Refusing(
            () =>
            {
                var own = id ?? TerrainSource.Unnamed.Id;
                var known = store.Sources().FirstOrDefault(source => source.Id == own) ?? TerrainSource.Unnamed with { Id = own };
                if (attribution is not null && known.Attribution.Length > 0 && known.Attribution != attribution)
                    throw new TerrainFileException(
                        own,
                        $"Has heights of another owner already ({known.Attribution}). Give these another name by --id."
                    );
                var source = known with
                {
                    Title = title ?? known.Title,
                    Attribution = attribution ?? known.Attribution,
                    Added = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                    Surveyed = surveyed ?? known.Surveyed,
                };
                if (files.Any(LasFile.IsPointCloud))
                {
                    if (files.FirstOrDefault(file => !LasFile.IsPointCloud(file)) is { } other)
                        throw new TerrainFileException(other, "Is no point cloud, and the others are: add them one after the other.");
                    return Task.FromResult(AddClouds(source, surveyed, files, cancel));
                }

                var squares = store.Add(source, files, Console.WriteLine, cancel);
                Console.WriteLine($"{files.Count} file(s) added: {squares} squares of 5 km have surveyed heights now.");
                return Task.FromResult(0);
            },
            "Nothing was added."
        );

    /// <param name="surveyed">The year of the survey; null for what each file says.</param>
    private int AddClouds(TerrainSource source, int? surveyed, IReadOnlyList<string> files, CancellationToken cancel)
    {
        if (source.Id.Length > Cover.LongestId)
            throw new TerrainFileException(source.Id, $"Is too long a name for a point cloud; {Cover.LongestId} letters are taken.");
        // All are read before anything is written: a bad file spoils nothing.
        var (grounds, blocks, sheets, years) = (new List<HeightGrid>(), new List<Building>(), new HashSet<string>(), new List<int>());
        foreach (var cloud in files.SelectMany(file => LasFile.Read(file, cancel)))
        {
            var year = surveyed ?? cloud.Year;
            Describe(cloud, year);
            if (!sheets.Add(cloud.Name))
                throw new TerrainFileException(cloud.Name, "Is the name of two of these files; a sheet is known by it. Rename one.");
            if (cloud.Ground is not null)
                grounds.Add(cloud.Ground);
            if (year is not null)
                years.Add(year.Value);
            blocks.AddRange(cloud.Cover.Select(block => block with { Since = year ?? source.Added.Year }));
            if (blocks.Count > MostBlocks)
                throw new TerrainFileException(
                    cloud.Name,
                    $"Makes more than {MostBlocks:N0} blocks of roofs and trees: add fewer sheets at once."
                );
        }

        var dated = source with { Surveyed = years.Count == 0 ? source.Surveyed : years.Max() };
        var cover = new Cover(
            dated with
            {
                Id = Cover.IdOf(source.Id),
                Title = $"{source.Title}: roofs and trees",
            },
            blocks,
            // A sheet that is added again brings all of its blocks anew.
            name => sheets.Contains(name[..Math.Max(0, name.LastIndexOf(':'))])
        );
        var squares = store.Add(dated, grounds.Select(ground => (ground, false)), cancel, cover).Count;
        Console.WriteLine($"{files.Count} file(s) added: {squares} squares of 5 km have surveyed heights now.");
        return 0;
    }

    private static void Describe(PointCloud cloud, int? year)
    {
        string[] said =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cloud.Points} points round {cloud.Middle.Latitude:F4}, {cloud.Middle.Longitude:F4}"
            ),
            cloud.IsAssumed ? "it names no reference system, EPSG:6669 was taken" : "",
            cloud.Ground is null ? "none of them classed as ground, so no heights of the ground" : "ground into the terrain",
            $"roofs and trees in {cloud.Cover.Count} blocks",
            year is null ? "it does not say its year: say it by --surveyed" : $"of {year}",
        ];
        Console.WriteLine($"{cloud.Name}: {string.Join("; ", said.Where(part => part.Length > 0))}");
    }

    /// <param name="around">An item's id or "latitude,longitude"; null for the middle of all scenes.</param>
    /// <param name="radius">Metres.</param>
    public Task<int> FetchAsync(string? around, double radius, CancellationToken cancel) =>
        Refusing(async () =>
        {
            if (await CentreAsync(around, cancel) is not { } centre)
            {
                Console.Error.WriteLine(
                    around is null ? "There is no scene yet. Say where: --around 32.75,129.87"
                    : IsPair(around) ? $"\"{around}\" is no latitude of -90 to 90 and longitude of -180 to 180, such as 32.75,129.87"
                    : $"Visitors see no place \"{around}\". Give another id, or a latitude and a longitude: --around 32.75,129.87"
                );
                return 1;
            }

            var report = await services.GetRequiredService<TerrainFetch>().RunAsync(centre, radius, Console.WriteLine, cancel);
            Say(report);
            return report.Missing.Count == 0 ? 0 : 1;
        });

    public Task<int> ListAsync() =>
        Refusing(() =>
        {
            foreach (var stored in store.Stored())
                Console.WriteLine(Described(stored));
            return Task.FromResult(0);
        });

    public Task<int> RemoveAsync(string id, CancellationToken cancel) =>
        Refusing(() =>
        {
            if (store.Sources().FirstOrDefault(source => source.Id == id) is { Digest: not null })
                throw new TerrainFileException(id, "Comes with the program and would come back. Serve with --Content:Starter=false.");
            // First what would keep a fetch from asking again: cut off between the two, heights stay that can be fetched once more.
            if (id == TerrainSource.FetchedId)
                FetchedTiles.Forget(TerrainFetch.FolderOf(store));
            if (store.Remove(id, cancel) is { } squares)
            {
                Console.WriteLine($"{id} was taken out of {squares} squares of 5 km.");
                return Task.FromResult(0);
            }

            Console.Error.WriteLine($"There are no heights \"{id}\". `terrain list` says which there are.");
            return Task.FromResult(1);
        });

    private static string Described(StoredSource stored)
    {
        var source = stored.Source;
        var size = string.Create(
            CultureInfo.InvariantCulture,
            $"{stored.Squares.Count} squares of 5 km, every {stored.Spacing * MetresPerDegree:F0} m, {stored.Bytes >> 20} MB"
        );
        var surveyed = source.Surveyed is { } year ? $"surveyed {year}" : null;
        string?[] parts = [source.Title, source.Coarse ? "coarse" : null, surveyed, size, source.Attribution];
        return $"{source.Id}: {string.Join("; ", parts.Where(part => !string.IsNullOrEmpty(part)))}";
    }

    private static void Say(FetchReport report)
    {
        const int most = 20;
        Console.WriteLine(
            report is { Tiles: 0, Squares: 0, Missing.Count: 0 }
                ? "Nothing new came: what the provider has there was fetched before, or it has nothing there."
                : $"{report.Tiles} tiles came, and {report.Squares} squares of 5 km got surveyed heights."
        );
        if (report.Missing.Count == 0)
            return;
        Console.Error.WriteLine(
            report.IsGivenUp
                ? "One tile after the other could not be had, so the rest was not asked for. Run it again later:"
                : $"{report.Missing.Count} tiles could not be had; run the same again to ask for these alone:"
        );
        foreach (var tile in report.Missing.Take(most))
            Console.Error.WriteLine($"  {tile}");
        if (report.Missing.Count > most)
            Console.Error.WriteLine($"  and {report.Missing.Count - most} more");
    }

    private async Task<LatLon?> CentreAsync(string? around, CancellationToken cancel)
    {
        if (around is not null && IsPair(around))
        {
            var parts = around.Split(',');
            return Degrees(parts[0], 90) is { } latitude && Degrees(parts[1], 180) is { } longitude ? new(latitude, longitude) : null;
        }

        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        IReadOnlyCollection<Item> items = [.. await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel)];
        // Before the first start the starter's places are known all the same.
        if (items.Count == 0)
            (items, _) = await ContentFolder.ReadAsync(LandFiles.FolderOf(services.GetRequiredService<IConfiguration>()), cancel);
        if (around is not null)
            return items.FirstOrDefault(item => item.Id == around)?.Geometry?.Centroid is { } point ? new(point.Y, point.X) : null;
        var places = items.Select(item => item.Document).OfType<Scene>().Select(scene => scene.Place).ToHashSet();
        var points = items.Where(item => places.Contains(item.Id)).Select(item => item.Geometry?.Centroid).OfType<Point>().ToList();
        return points.Count == 0
            ? null
            : new(
                (points.Min(point => point.Y) + points.Max(point => point.Y)) / 2,
                (points.Min(point => point.X) + points.Max(point => point.X)) / 2
            );

        static double? Degrees(string text, double most) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most
                ? value
                : null;
    }

    private static bool IsPair(string around) => around.Count(letter => letter == ',') == 1;

    private static async Task<int> Refusing(Func<Task<int>> act, string? after = null)
    {
        try
        {
            return await Task.Run(act);
        }
        catch (OptionsValidationException wrong)
        {
            foreach (var failure in wrong.Failures)
                Console.Error.WriteLine(failure);
            return 1;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. What came is kept; run the same again to go on.");
            return 1;
        }
        catch (TerrainFileException refused)
        {
            Console.Error.WriteLine(refused.Message);
            if (after is not null)
                Console.Error.WriteLine(after);
            return 1;
        }
    }
}
