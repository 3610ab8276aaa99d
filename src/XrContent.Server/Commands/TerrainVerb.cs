using XrContent.Geo.Terrain;

namespace XrContent.Server.Commands;

/// <summary>`terrain add FILE...`: surveyed heights into the store, beside a serving process if need be.</summary>
internal sealed class TerrainVerb(IServiceProvider services)
{
    public Task<int> AddAsync(IReadOnlyList<string> files, CancellationToken cancel) =>
        Task.Run(
            () =>
            {
                try
                {
                    var squares = services.GetRequiredService<TerrainStore>().Add(files, Console.WriteLine, cancel);
                    Console.WriteLine($"{files.Count} file(s) added: {squares} squares of 5 km have surveyed heights now.");
                    return 0;
                }
                catch (TerrainFileException refused)
                {
                    Console.Error.WriteLine(refused.Message);
                    Console.Error.WriteLine("Nothing was added.");
                    return 1;
                }
            },
            cancel
        );
}
