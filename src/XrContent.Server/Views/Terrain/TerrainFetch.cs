using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using XrContent.Geo;
using XrContent.Geo.Terrain;
using XrContent.Geo.Terrain.Formats;

namespace XrContent.Server.Views.Terrain;

/// <summary>What a fetch brought.</summary>
/// <param name="Tiles">That came in this run.</param>
/// <param name="Squares">Squares of the store that got heights in this run.</param>
/// <param name="Missing">Tiles that could not be had, and why; asked for again next time.</param>
/// <param name="IsGivenUp">The provider did not answer any more, and the rest was not asked for.</param>
internal sealed record FetchReport(int Tiles, int Squares, IReadOnlyList<string> Missing, bool IsGivenUp);

/// <summary>
/// Gets surveyed heights round a point from the elevation tiles of a provider, the finest first, a few at a time. What came is kept at
/// once, so that a fetch that is cut off goes on where it was.
/// </summary>
internal sealed class TerrainFetch(ElevationTiles tiles, TerrainStore store, IOptions<ElevationOptions> options, TimeProvider clock)
{
    /// <summary>A broken tile is asked for again so often.</summary>
    private const int Tries = 3;

    /// <summary>After so many tiles in a row that could not be had, the rest is left for another time.</summary>
    private const int GiveUpAfter = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Where tiles wait, and what is known of those that were asked for.</summary>
    public static string FolderOf(TerrainStore store) => Path.Combine(store.Folder, "fetch");

    public async Task<FetchReport> RunAsync(LatLon centre, double radius, Action<string> say, CancellationToken cancel)
    {
        var layers = options.Value.AllLayers();
        var squares = Squares(centre, radius, layers.Min(layer => layer.Zoom));
        using var fetched = new FetchedTiles(FolderOf(store), options.Value.Address);
        var missing = new ConcurrentQueue<string>();
        var (begun, done, got, failures) = (clock.GetTimestamp(), 0, 0, 0);
        var (told, telling) = (TimeSpan.Zero, new Lock());
        say($"Asking for {squares.Count} squares of heights, {options.Value.AtOnce} tiles at a time.");
        // A slow provider is waited for in words.
        await using var ticking = clock.CreateTimer(_ => Tell(), null, Interval, Interval);
        await Parallel.ForEachAsync(
            squares,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.AtOnce, CancellationToken = cancel },
            async (square, token) =>
            {
                await FetchAsync(square, token);
                Interlocked.Increment(ref done);
                Tell();
            }
        );
        await ticking.DisposeAsync();
        fetched.ForgetNothing();
        var files = layers.SelectMany(layer => fetched.Files(layer).Select(file => (File: file, FillsOnly: layer != layers[0]))).ToList();
        var touched = 0;
        if (files.Count > 0)
        {
            say($"{files.Count} tiles have come; cutting them.");
            touched = Cut(files, cancel);
        }

        return new(got, touched, [.. missing], failures >= GiveUpAfter);

        async Task FetchAsync(SlippyCell square, CancellationToken token)
        {
            // The parts of the square that no layer has covered yet.
            foreach (var layer in layers)
            {
                foreach (var cell in Below(square, layer.Zoom).Where(cell => !IsCovered(cell)))
                    if (fetched.Of(layer, cell) is null && Volatile.Read(ref failures) < GiveUpAfter)
                        await FetchTileAsync(layer, cell, token);
            }
        }

        // Whole in a layer at its own zoom, or in all finer parts of it.
        bool IsCovered(SlippyCell cell) =>
            layers.Any(layer =>
                layer.Zoom >= cell.Zoom && Below(cell, layer.Zoom).All(part => fetched.Of(layer, part) == TileOutcome.Whole)
            )
            || layers.Any(layer => layer.Zoom > cell.Zoom) && Below(cell, cell.Zoom + 1).All(IsCovered);

        async Task FetchTileAsync(ElevationLayer layer, SlippyCell cell, CancellationToken token)
        {
            var why = "";
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                try
                {
                    var bytes = await tiles.AskAsync(layer.Name, cell, token);
                    if (bytes is null)
                        fetched.NoteNone(layer, cell);
                    else
                    {
                        fetched.Keep(layer, cell, bytes);
                        Interlocked.Increment(ref got);
                    }

                    Volatile.Write(ref failures, 0);
                    return;
                }
                catch (TerrainFileException broken)
                {
                    why = broken.Message;
                }
                catch (HttpRequestException error)
                {
                    why = error.Message;
                    break;
                }
            }

            Interlocked.Increment(ref failures);
            missing.Enqueue($"{layer.Name}/{cell.Zoom}/{cell.X}/{cell.Y}: {why}");
        }

        void Tell()
        {
            lock (telling)
            {
                var (spent, came) = (clock.GetElapsedTime(begun), Volatile.Read(ref done));
                if (spent - told < Interval)
                    return;
                told = spent;
                var left =
                    came == 0
                        ? "waiting for the first"
                        : $"about {Math.Ceiling((spent / came * (squares.Count - came)).TotalMinutes):F0} min left";
                say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{came} of {squares.Count} squares, {Volatile.Read(ref got)} tiles; {left}."
                    )
                );
            }
        }
    }

    private int Cut(IReadOnlyList<(string File, bool FillsOnly)> files, CancellationToken cancel)
    {
        var source = new TerrainSource(
            TerrainSource.FetchedId,
            "Surveyed heights, from elevation tiles",
            options.Value.Attribution,
            Added: clock.GetUtcNow()
        );
        var touched = store.Add(
            source,
            files.SelectMany(file => TerrainFiles.Read(file.File).Select(grid => (grid, file.FillsOnly))),
            cancel
        );
        foreach (var (file, _) in files)
            File.Delete(file);
        return touched.Count;
    }

    /// <summary>The cells of a zoom that a circle touches, row by row.</summary>
    private static List<SlippyCell> Squares(LatLon centre, double radius, int zoom)
    {
        var (up, across) = (
            radius / Wgs84.MetresPerDegreeLatitude(centre.Latitude),
            radius / Wgs84.MetresPerDegreeLongitude(centre.Latitude)
        );
        var first = SlippyCell.Of(new(centre.Latitude + up, centre.Longitude - across), zoom);
        var last = SlippyCell.Of(new(centre.Latitude - up, centre.Longitude + across), zoom);
        var cells =
            from y in Enumerable.Range(first.Y, last.Y - first.Y + 1)
            from x in Enumerable.Range(first.X, last.X - first.X + 1)
            select new SlippyCell(zoom, x, y);
        return [.. cells.Where(cell => Geodesic.Inverse(centre, Nearest(cell, centre)).Distance <= radius)];
    }

    private static LatLon Nearest(SlippyCell cell, LatLon point) =>
        new(Math.Clamp(point.Latitude, cell.South, cell.North), Math.Clamp(point.Longitude, cell.West, cell.East));

    /// <summary>The cells of a zoom that a coarser one is made of; itself at its own zoom.</summary>
    private static IEnumerable<SlippyCell> Below(SlippyCell cell, int zoom)
    {
        var shift = zoom - cell.Zoom;
        for (var y = cell.Y << shift; y < cell.Y + 1 << shift; y++)
        {
            for (var x = cell.X << shift; x < cell.X + 1 << shift; x++)
                yield return new(zoom, x, y);
        }
    }
}
