using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using XrContent.Server.Tests;

namespace XrContent.Faults;

/// <summary>Disks that flip bits, run full, or are slow.</summary>
public sealed class DiskTests : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
    private readonly string backup = Path.Combine(Path.GetTempPath(), $"xrcontent-{Guid.NewGuid():N}.tar");

    public async ValueTask InitializeAsync()
    {
        await ServerProcess.FillAsync(data);
        var (code, said) = await ServerProcess.RunAsync(data, "backup", backup);
        Assert.True(code == 0, said);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        File.Delete(backup);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("originals", "*")]
    [InlineData("renditions", "*.jpg")]
    [InlineData("renditions", "files.sha256")]
    public async Task Bits_that_flipped_in_a_picture_are_named_by_check_and_a_backup_brings_the_picture_back(string folder, string files)
    {
        var file = Directory
            .GetFiles(Path.Combine(data, "media", folder), files, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First(file => new FileInfo(file).Length > 1000);
        Flip(file, 500);
        var (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.Equal(1, code);
        Assert.Contains("wrong: drawing-", said, StringComparison.Ordinal);
        await AssertRestoredAsync();
    }

    [Theory]
    [InlineData("Revisions")]
    [InlineData("Publications")]
    [InlineData("__Migrations")]
    [InlineData("sqlite_schema")]
    public async Task A_page_of_the_database_that_is_damaged_is_named_nothing_starts_over_it_and_a_backup_brings_it_back(string table)
    {
        foreach (var file in Directory.GetFiles(data, "catalog.db-*"))
            File.Delete(file);
        Flip(Path.Combine(data, "catalog.db"), table == "sqlite_schema" ? 0 : await PageOfAsync(table));
        var (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.Equal(1, code);
        Assert.Contains("wrong: database: ", said, StringComparison.Ordinal);
        Assert.Contains("restore FILE", said, StringComparison.Ordinal);
        (code, said) = await ServerProcess.RefusedAsync(data);
        Assert.Equal(65, code);
        Assert.Contains("restore FILE", said, StringComparison.Ordinal);
        await AssertRestoredAsync();
        Assert.NotEmpty(Directory.GetFiles(data, "catalog.db.damaged-*"));
    }

    [Fact]
    public async Task Where_the_database_has_no_room_left_who_writes_is_told_so_visitors_read_on_and_with_room_it_goes_on()
    {
        await using var disk = await SmallDisk.MountAsync();
        await ServerProcess.FillAsync(disk.Folder);
        using var server = await ServerProcess.StartAsync(disk.Folder);
        disk.Fill();
        HttpResponseMessage refused;
        do refused = await CreateAsync(server.Client);
        while (refused.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/problems/database-full", problem.GetProperty("type").GetString());
        Assert.True((await server.Client.GetAsync("/api/v1/items/minato-park")).IsSuccessStatusCode);
        disk.MakeRoom();
        using var made = await CreateAsync(server.Client);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        server.Kill();
        var (code, said) = await ServerProcess.RunAsync(disk.Folder, "check");
        Assert.True(code == 0, said);
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient client) =>
        client.PostAsync(
            "/api/v1/studio/items",
            new StringContent(
                """{"type":"Feature","geometry":null,"properties":{"kind":"place","title":{"ja":"屋台","en":"Stall"},"category":"park"}}""",
                null,
                "application/json"
            )
        );

    private async Task AssertRestoredAsync()
    {
        var (code, said) = await ServerProcess.RunAsync(data, "restore", backup);
        Assert.True(code == 0, said);
        (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.True(code == 0, said);
    }

    private static void Flip(string file, long at)
    {
        using var stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var bytes = new byte[64];
        stream.ReadExactly(bytes);
        stream.Position = at;
        stream.Write([.. bytes.Select(one => (byte)~one)]);
    }

    /// <summary>Offset of the root of a table.</summary>
    private async Task<long> PageOfAsync(string table)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(data, "catalog.db")};Pooling=False;Mode=ReadOnly");
        await db.OpenAsync();
        await using var ask = db.CreateCommand();
        ask.CommandText = "SELECT rootpage FROM sqlite_schema WHERE name = $table";
        ask.Parameters.AddWithValue("$table", table);
        var page = (long)(await ask.ExecuteScalarAsync())!;
        return (page - 1) * 4096;
    }
}
