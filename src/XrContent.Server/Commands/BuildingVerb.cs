using XrContent.Geo.Buildings;
using XrContent.Geo.Buildings.Formats;
using XrContent.Geo.Terrain;

namespace XrContent.Server.Commands;

/// <summary>`buildings add|list|remove`, beside a serving process if need be.</summary>
internal sealed class BuildingVerb(IServiceProvider services)
{
    private readonly TerrainStore store = services.GetRequiredService<TerrainStore>();
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();

    public Task<int> AddAsync(
        IReadOnlyList<string> files,
        string id,
        string? title,
        string? attribution,
        (int? Since, int? Until) years,
        CancellationToken cancel
    ) =>
        Refusing(
            () =>
            {
                var known = store.Buildings.Stored().FirstOrDefault(stored => stored.Source.Id == id)?.Source ?? new(id, "Buildings");
                if (attribution is not null && known.Attribution.Length > 0 && known.Attribution != attribution)
                    throw new TerrainFileException(
                        id,
                        $"Has buildings of another owner already ({known.Attribution}). Give these another name by --id."
                    );
                var found = new List<Building>();
                foreach (var file in files)
                {
                    cancel.ThrowIfCancellationRequested();
                    var (buildings, formless) = BuildingFiles.Read(file, new(years.Since, clock.GetUtcNow().Year));
                    found.AddRange(buildings.Select(building => building with { Until = building.Until ?? years.Until }));
                    Console.WriteLine(
                        $"{Path.GetFileName(file)}: {buildings.Count} buildings"
                            + (formless == 0 ? "" : $"; {formless} say no outline or no height and were left out")
                    );
                }

                if (found.FirstOrDefault(building => building.Fault() is not null) is { } wrong)
                    throw new TerrainFileException(wrong.Name, $"{wrong.Fault()}.");
                if (found.GroupBy(building => building.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                    throw new TerrainFileException(
                        twice.Key,
                        "Is the name of two of these buildings, of which one would be lost: files of one name in two folders. Rename one."
                    );
                var source = known with
                {
                    Title = title ?? known.Title,
                    Attribution = attribution ?? known.Attribution,
                    Added = clock.GetUtcNow(),
                };
                var (count, replaced) = store.AddBuildings(source, found, cancel);
                Console.WriteLine(
                    $"{files.Count} file(s) added: {id} has {count} buildings now"
                        + (replaced == 0 ? "." : $"; {replaced} were there and were replaced.")
                );
                return 0;
            },
            "Nothing was added."
        );

    public Task<int> ListAsync() =>
        Refusing(() =>
        {
            var stored = store.Buildings.Stored();
            foreach (var (source, count, bytes, fault) in stored)
            {
                string[] parts = fault is not null
                    ? [fault]
                    : [source.Title, $"{count} buildings", $"{(bytes + (1 << 20) - 1) >> 20} MB", source.Attribution];
                Console.WriteLine($"{source.Id}: {string.Join("; ", parts.Where(part => part.Length > 0))}");
            }

            return stored.All(one => one.Fault is null) ? 0 : 1;
        });

    public Task<int> RemoveAsync(string id, CancellationToken cancel) =>
        Refusing(() =>
        {
            if (store.RemoveBuildings(id, cancel))
            {
                Console.WriteLine($"{id} was taken off the land.");
                return 0;
            }

            Console.Error.WriteLine($"There are no buildings \"{id}\". `buildings list` says which there are.");
            return 1;
        });

    private static async Task<int> Refusing(Func<int> act, string? after = null)
    {
        try
        {
            return await Task.Run(act);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped.");
            return Ended();
        }
        catch (TerrainFileException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return Ended();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The buildings could not be written: {error.Message}");
            return Ended();
        }

        int Ended()
        {
            if (after is not null)
                Console.Error.WriteLine(after);
            return 1;
        }
    }
}
