using Microsoft.Data.Sqlite;
using XrContent.Server.Tests;

namespace XrContent.Faults;

/// <summary>Clocks that ran ahead and are set right.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_file_that_a_node_held_whose_clock_ran_a_day_ahead_is_taken_up_by_the_next_at_once()
    {
        string id;
        using (var first = await ServerProcess.StartAsync(data, "--Ingest:Works=false"))
            id = await Footage.SendAsync(first.Client, Footage.NewStill(), Footage.Metadata("a.jpg"));
        await HoldAsync(id, TimeSpan.FromDays(1));
        using var second = await ServerProcess.StartAsync(data);
        var file = await Footage.EndOfAsync(second.Client, id);
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
    }

    /// <summary>What that node would have written.</summary>
    private async Task HoldAsync(string id, TimeSpan ahead)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(data, "catalog.db")};Pooling=False");
        await db.OpenAsync();
        await using var write = db.CreateCommand();
        write.CommandText = "UPDATE IngestJobs SET LeaseOwner = 'ahead', LeaseUntil = $until WHERE Id = $id";
        write.Parameters.AddWithValue("$id", id);
        write.Parameters.AddWithValue("$until", (DateTimeOffset.UtcNow + ahead).ToUnixTimeMilliseconds());
        Assert.Equal(1, await write.ExecuteNonQueryAsync());
    }
}
