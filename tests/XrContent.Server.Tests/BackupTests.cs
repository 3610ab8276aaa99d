using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using XrContent.Media.Tests;
using XrContent.Server.Commands;
using XrContent.Server.Data;
using XrContent.Server.Ingest.Uploads;

namespace XrContent.Server.Tests;

public sealed class BackupTests(Azurite azurite) : IAsyncLifetime
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
    public async Task What_was_backed_up_beside_a_serving_program_comes_back_beside_it()
    {
        var file = Path.Combine(data, "backup.tar");
        using var server = await ServerProcess.StartAsync(data);
        var early = await SendAsync(server, Footage.NewStill());
        var unfinished = await Footage.CreateAsync(server.Client, 1000, Footage.Metadata("a.jpg"));
        using (var request = Footage.Patch(unfinished, 0, new byte[400]))
            await server.Client.SendAsync(request);
        var (code, said) = await ServerProcess.RunAsync(data, "backup", file);
        Assert.True(code == 0, said);

        // What happens afterwards is undone, what was there comes back.
        var late = await SendAsync(server, Footage.NewStill());
        await server.Client.PostAsync($"/api/v1/studio/items/{early}/withdraw", null);
        await Published.UntilAsync(server.Client, early, seen: false);
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "restore", file)).Code);
        await Published.UntilAsync(server.Client, early, seen: true);
        await Published.UntilAsync(server.Client, late, seen: false);
        using var head = Footage.Tus(HttpMethod.Head, unfinished);
        Assert.Equal("400", (await server.Client.SendAsync(head)).Headers.GetValues("Upload-Offset").Single());
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "check", "--clean")).Code);
    }

    [Fact]
    public async Task An_upload_that_ends_while_it_is_backed_up_is_in_the_backup_and_no_byte_more_than_was_verified()
    {
        var files = new UploadFiles(Options.Create(new StorageOptions { DataDirectory = data }), Options.Create(new UploadOptions()));
        var (ends, goesOn) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(files.PathOf(ends), "whole");
        await File.WriteAllTextAsync(files.PathOf(goesOn), "half");
        await using var held = new HeldUploads(files);
        held.TakeAll();
        Assert.True(held.HasAll([ends, goesOn]));
        File.Move(files.PathOf(ends), Path.Combine(data, "moved"));
        var mark = BitConverter.GetBytes(4L);
        await File.WriteAllBytesAsync($"{files.PathOf(goesOn)}.unverified", mark);
        await File.AppendAllTextAsync(files.PathOf(goesOn), " and what nobody has verified");
        var copy = new MemoryStream();
        await using (var tar = new TarWriter(copy, leaveOpen: true))
            Assert.Equal(2, await held.CopyAsync(tar, "uploads/", TestContext.Current.CancellationToken));
        copy.Position = 0;
        var kept = new Dictionary<string, string>();
        await using var reader = new TarReader(copy);
        while (await reader.GetNextEntryAsync() is { } entry)
            kept[entry.Name] = await new StreamReader(entry.DataStream!).ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new() { [$"uploads/{ends}"] = "whole", [$"uploads/{goesOn}"] = "half" }, kept);
    }

    [Fact]
    public async Task Check_removes_what_nothing_refers_to_and_leaves_what_may_be_in_hand()
    {
        var (old, young) = (await StrayAsync(TimeSpan.FromHours(2)), await StrayAsync(TimeSpan.FromMinutes(50)));
        var (wrong, said) = await ServerProcess.RunAsync(data, "check");
        Assert.True(wrong == 1, said);
        Assert.Contains($"wrong: originals/{Path.GetFileName(old)}: Nothing refers to it", said, StringComparison.Ordinal);
        Assert.Contains($"note: originals/{Path.GetFileName(young)}: Nothing refers to it yet", said, StringComparison.Ordinal);
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "check", "--clean")).Code);
        Assert.Equal((false, true), (File.Exists(old), File.Exists(young)));
    }

    private async Task<string> StrayAsync(TimeSpan age)
    {
        var bytes = Guid.NewGuid().ToByteArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var path = Path.Combine(data, "media", "originals", sha256[..2], sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - age);
        return path;
    }

    [Fact]
    public async Task A_backup_makes_an_empty_folder_whole()
    {
        var file = Path.Combine(data, "backup.tar");
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "backup", file)).Code);
        var other = Directory.CreateDirectory(Path.Combine(data, "other")).FullName;
        Assert.Equal(0, (await ServerProcess.RunAsync(other, "restore", file)).Code);
        var (code, said) = await ServerProcess.RunAsync(other, "check");
        Assert.True(code == 0, said);
        using var server = await ServerProcess.StartAsync(other);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/api/v1/scenes/inasayama-impact")).StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_backup_that_is_cut_short_changes_no_catalogue(int keep)
    {
        var file = Path.Combine(data, "backup.tar");
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "backup", file)).Code);
        await using (var tar = new FileStream(file, FileMode.Open))
            tar.SetLength(keep);
        Assert.Equal(1, (await ServerProcess.RunAsync(data, "restore", file)).Code);
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "check")).Code);
    }

    [Theory]
    [InlineData("terrain/../../escaped")]
    [InlineData("uploads/../escaped")]
    [InlineData("media/originals/../../../escaped")]
    [InlineData("media/renditions/../../../escaped/files.sha256")]
    public async Task What_a_backup_says_lies_elsewhere_is_written_nowhere(string path)
    {
        var inner = Directory.CreateDirectory(Path.Combine(data, "inner", "most")).FullName;
        var (kept, made) = (Path.Combine(data, "kept.tar"), Path.Combine(data, "made.tar"));
        Assert.Equal(0, (await ServerProcess.RunAsync(data, "backup", kept)).Code);
        await using (var tar = new TarWriter(File.Create(made), TarEntryFormat.Pax))
        {
            await using var honest = new TarReader(File.OpenRead(kept));
            await tar.WriteEntryAsync((await honest.GetNextEntryAsync(copyData: true))!);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream("x"u8.ToArray()) });
        }

        Assert.Equal(1, (await ServerProcess.RunAsync(inner, "restore", made)).Code);
        Assert.Empty(Directory.GetFileSystemEntries(data, "escaped*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(data)!, "escaped*"));
    }

    [Fact]
    public async Task Over_azure_files_are_taken_in_served_checked_and_listed_in_a_backup()
    {
        Footage.SkipWithoutFfmpeg();
        var folder = Directory.CreateDirectory(Path.Combine(data, "azure")).FullName;
        string[] settings =
        [
            "--Blobs:Provider=Azure",
            $"--ConnectionStrings:Blobs={azurite.Connection}",
            $"--Blobs:Container=test-{Guid.NewGuid():N}",
            "--Blobs:Delivery=Sas",
            "--Onsite:PassLifetime=00:02:00",
        ];
        using var server = await ServerProcess.StartAsync(folder, settings);
        var still = await SendAsync(server, Footage.NewStill());
        var film = await SendAsync(server, Footage.NewFilm());
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "uploads")));
        Assert.False(Directory.Exists(Path.Combine(folder, "media")));
        var thumbnail = (await ItemAsync(server, still)).GetProperty("thumbnail").GetString();
        Assert.Equal([0xFF, 0xD8], (await server.Client.GetByteArrayAsync(thumbnail))[..2]);

        var hls = (await ItemAsync(server, film)).GetProperty("media").GetProperty("film").GetProperty("hls").GetString()!;
        Assert.Contains("640.m3u8", await server.Client.GetStringAsync(hls), StringComparison.Ordinal);
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Client.BaseAddress };
        var segments = hls.Replace("master.m3u8", "640.mp4", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.GetAsync(segments)).StatusCode);
        using var asked = new HttpRequestMessage(HttpMethod.Get, segments)
        {
            Headers = { Authorization = new("Bearer", await PassAsync(server)) },
        };
        var away = await plain.SendAsync(asked);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, away.StatusCode);
        // The address in Azure ends with the pass.
        var until = DateTimeOffset.Parse(
            System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query)["se"]!,
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.InRange(until, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(2));
        using var range = new HttpRequestMessage(HttpMethod.Get, away.Headers.Location) { Headers = { Range = new(4, 7) } };
        Assert.Equal("ftyp", await (await plain.SendAsync(range)).Content.ReadAsStringAsync());

        Assert.Equal(0, (await ServerProcess.RunAsync(folder, ["check", .. settings])).Code);
        var file = Path.Combine(folder, "backup.tar");
        Assert.Equal(0, (await ServerProcess.RunAsync(folder, ["backup", file, .. settings])).Code);
        await using var tar = new System.Formats.Tar.TarReader(File.OpenRead(file));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry)
            names.Add(entry.Name);
        Assert.Contains("blobs.tsv", names);
        Assert.DoesNotContain(names, name => name.StartsWith("media/", StringComparison.Ordinal));
    }

    /// <summary>A visitor's pass for Minato Park.</summary>
    private static async Task<string> PassAsync(ServerProcess server)
    {
        var tag = await (
            await server.Client.PostAsJsonAsync("/api/v1/studio/tags", new { place = "minato-park", strength = "printed" })
        ).Content.ReadFromJsonAsync<JsonElement>();
        var pass = await server.Client.PostAsJsonAsync(
            "/api/v1/passes",
            new
            {
                tag = tag.GetProperty("id").GetString(),
                lat = 32.7424,
                lon = 129.8762,
                accuracy = 5,
            }
        );
        return (await pass.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static async Task<string> SendAsync(ServerProcess server, byte[] bytes)
    {
        var file = await Footage.EndOfAsync(
            server.Client,
            await Footage.SendAsync(server.Client, bytes, Footage.Metadata("a", ("publish", "true")))
        );
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        var id = file.GetProperty("capture").GetString()!;
        await Published.UntilAsync(server.Client, id, seen: true);
        return id;
    }

    private static async Task<JsonElement> ItemAsync(ServerProcess server, string id) =>
        (await server.Client.GetFromJsonAsync<JsonElement>($"/api/v1/items/{id}")).GetProperty("properties");
}
