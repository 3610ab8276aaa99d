using System.Globalization;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Server.Views.Terrain;

namespace XrContent.Server.Commands;

/// <summary>`terrain add|fetch|list|remove`: surveyed heights into the store and out of it, beside a serving process if need be.</summary>
internal sealed class TerrainVerb(IServiceProvider services)
{
    private const double MetresPerDegree = 111_000;

    private readonly TerrainStore store = services.GetRequiredService<TerrainStore>();

    public Task<int> AddAsync(IReadOnlyList<string> files, string? id, string? title, string? attribution, CancellationToken cancel) =>
        Refusing(
            () =>
            {
                var known =
                    store.Sources().FirstOrDefault(source => source.Id == id)
                    ?? TerrainSource.Unnamed with
                    {
                        Id = id ?? TerrainSource.Unnamed.Id,
                    };
                if (known.Coarse)
                    throw new TerrainFileException(
                        known.Id,
                        "Is the name of heights that come with the program. Give another one by --id."
                    );
                var source = known with
                {
                    Title = title ?? known.Title,
                    Attribution = attribution ?? known.Attribution,
                    Added = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                };
                var squares = store.Add(source, files, Console.WriteLine, cancel);
                Console.WriteLine($"{files.Count} file(s) added: {squares} squares of 5 km have surveyed heights now.");
                return Task.FromResult(0);
            },
            "Nothing was added."
        );

    /// <param name="around">An item's id or "latitude,longitude"; null for the middle of all scenes.</param>
    /// <param name="radius">Metres.</param>
    public Task<int> FetchAsync(string? around, double radius, CancellationToken cancel) =>
        Refusing(
            async () =>
            {
                if (await CentreAsync(around, cancel) is not { } centre)
                {
                    Console.Error.WriteLine(
                        around is null
                            ? "There is no scene yet. Say where: --around 32.75,129.87"
                            : $"Visitors see no item \"{around}\". Give another id, or a latitude and a longitude: --around 32.75,129.87"
                    );
                    return 1;
                }

                var report = await services.GetRequiredService<TerrainFetch>().RunAsync(centre, radius, Console.WriteLine, cancel);
                Say(report);
                return report.Missing.Count == 0 ? 0 : 1;
            },
            "What came before is kept."
        );

    public Task<int> ListAsync() =>
        Refusing(
            () =>
            {
                foreach (var stored in store.Stored())
                    Console.WriteLine(Described(stored));
                return Task.FromResult(0);
            },
            ""
        );

    public Task<int> RemoveAsync(string id, CancellationToken cancel) =>
        Refusing(
            () =>
            {
                var squares = store.Remove(id, cancel);
                if (squares is null)
                {
                    Console.Error.WriteLine($"There are no heights \"{id}\". `terrain list` says which there are.");
                    return Task.FromResult(1);
                }

                if (id == TerrainFetch.SourceId)
                    TerrainFetch.Forget(store);
                Console.WriteLine($"{id} was taken out of {squares} squares of 5 km.");
                return Task.FromResult(0);
            },
            "Nothing was removed."
        );

    private static string Described(StoredSource stored)
    {
        var source = stored.Source;
        var size = string.Create(
            CultureInfo.InvariantCulture,
            $"{stored.Squares.Count} squares of 5 km, every {stored.Spacing * MetresPerDegree:F0} m, {stored.Bytes >> 20} MB"
        );
        string?[] parts = [source.Title, source.Coarse ? "coarse" : null, size, source.Attribution];
        return $"{source.Id}: {string.Join("; ", parts.Where(part => !string.IsNullOrEmpty(part)))}";
    }

    private static void Say(FetchReport report)
    {
        const int most = 20;
        Console.WriteLine($"{report.Tiles} tiles came: {report.Squares} squares of 5 km have got surveyed heights.");
        if (report.IsGivenUp)
            Console.Error.WriteLine("The provider does not answer any more, so the rest was not asked for.");
        if (report.Missing.Count == 0)
            return;
        Console.Error.WriteLine($"{report.Missing.Count} tiles could not be had; run the same again to ask for these alone:");
        foreach (var tile in report.Missing.Take(most))
            Console.Error.WriteLine($"  {tile}");
        if (report.Missing.Count > most)
            Console.Error.WriteLine($"  and {report.Missing.Count - most} more");
    }

    private async Task<LatLon?> CentreAsync(string? around, CancellationToken cancel)
    {
        if (around?.Split(',') is [var north, var east])
            return Degrees(north, 90) is { } latitude && Degrees(east, 180) is { } longitude ? new(latitude, longitude) : null;
        var items = await services.GetRequiredService<PublishedReader>().ItemsAsync(cancel);
        if (around is not null)
            return items.FirstOrDefault(item => item.Id == around)?.Geometry?.Centroid is { } point ? new(point.Y, point.X) : null;
        var places = items.Where(item => item.Document is Scene).Select(item => ((Scene)item.Document).Place).ToHashSet();
        var points = items
            .Where(item => places.Contains(item.Id) && item.Geometry is not null)
            .Select(item => item.Geometry!.Centroid)
            .ToList();
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

    private static async Task<int> Refusing(Func<Task<int>> act, string kept)
    {
        try
        {
            return await Task.Run(act);
        }
        catch (Exception refused) when (refused is TerrainFileException or OptionsValidationException)
        {
            Console.Error.WriteLine(refused.Message);
            Console.Error.WriteLine(kept);
            return 1;
        }
    }
}
