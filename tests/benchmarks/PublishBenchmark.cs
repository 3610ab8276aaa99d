using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Workflow;
using XrContent.Server.Catalogue;

namespace XrContent.Benchmarks;

/// <summary>
/// One item published into catalogues of several sizes, over a real database, while visitors ask: from the call that publishes until the
/// snapshot that shows it is served. The peer is the same server while nobody publishes.
/// </summary>
internal static class PublishBenchmark
{
    private const string Nearby = "/api/v1/nearby?lat=32.75&lon=129.87&lang=en";
    private const int Publications = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(int[] sizes)
    {
        Console.WriteLine(
            "| items | start to ready | memory | published to visible (median of 5; slowest) | p99 quiet | p99 while publishing |"
        );
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            var folder = Directory.CreateTempSubdirectory("xrcontent-publish-").FullName;
            try
            {
                await MeasureAsync(size, folder);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(int size, string folder)
    {
        await using (var empty = Servers.OverDatabase(folder))
            await empty.StartAsync();
        Fill(Path.Combine(folder, "catalog.db"), size);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = TimeProvider.System.GetTimestamp();
        await using var app = Servers.OverDatabase(folder);
        await app.StartAsync();
        var ready = TimeProvider.System.GetElapsedTime(started);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;

        using var client = Load.ClientOf(app);
        await Load.AskSteadilyAsync(client, Nearby, Task.Delay(TimeSpan.FromSeconds(3)));
        var quiet = await Load.AskSteadilyAsync(client, Nearby, Task.Delay(Publications * Pause));
        var publishing = PublishAsync(app);
        var busy = await Load.AskSteadilyAsync(client, Nearby, publishing);
        var times = await publishing;
        times.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {size:N0} | {ready.TotalSeconds:F1} s | {memory / 1048576:N0} MiB | {times[times.Count / 2]:F1} ms; {times[^1]:F1} ms "
                    + $"| {Load.Percentile(quiet, 0.99):F2} ms | {Load.Percentile(busy, 0.99):F2} ms |"
            )
        );
    }

    /// <summary>Milliseconds of each publication; one before them, which compiles what they need, does not count.</summary>
    private static async Task<List<double>> PublishAsync(WebApplication app)
    {
        var (drafts, publishing) = (app.Services.GetRequiredService<Drafts>(), app.Services.GetRequiredService<Publishing>());
        var current = app.Services.GetRequiredService<CurrentCatalog>();
        var times = new List<double>();
        for (var i = 0; i <= Publications; i++)
        {
            await Task.Delay(Pause);
            var item = Servers.Place(1_000_000_000 + i, 32.75, 129.87);
            var draft = await drafts.CreateAsync(item, "benchmark", default);
            var started = TimeProvider.System.GetTimestamp();
            var edit = await publishing.PublishAsync([new(item.Id, draft.State!.Tag)], "benchmark", null, null, forever: false, default);
            if (edit.Status != EditStatus.Done)
                throw new InvalidOperationException($"Not published: {edit}");
            await current.SeesAsync(item.Id);
            if (i > 0)
                times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }

    private static async Task SeesAsync(this CurrentCatalog current, string id)
    {
        using var moves = current.Listen();
        while (current.Snapshot.Find(id) is null)
            await moves.NextAsync(default);
    }

    /// <summary>As many published items, put in as rows: publishing them one by one is not what is measured.</summary>
    private static void Fill(string file, int size)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO Items (Id, Kind, Head, PublishedRevision, Edit) VALUES ($id, 'Place', 1, 1, 1);
            INSERT INTO Revisions (ItemId, Number, State, Feature, Author, At, IsAutosave)
            VALUES ($id, 1, 'Published', $feature, 'benchmark', 0, 0);
            """;
        var (id, feature) = (command.Parameters.Add("$id", SqliteType.Text), command.Parameters.Add("$feature", SqliteType.Blob));
        foreach (var item in Servers.Items(size))
        {
            (id.Value, feature.Value) = (item.Id, CatalogJson.ToFeature(item));
            command.ExecuteNonQuery();
        }

        command.CommandText =
            "INSERT INTO Publications (Version, PublicationId, Author, At, StartsOver) VALUES (1, $publication, 'benchmark', 0, 1)";
        command.Parameters.AddWithValue("$publication", Guid.NewGuid().ToString().ToUpperInvariant());
        command.ExecuteNonQuery();
        transaction.Commit();
    }
}
