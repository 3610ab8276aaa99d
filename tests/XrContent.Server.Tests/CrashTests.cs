using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using XrContent.Media.Tests;

namespace XrContent.Server.Tests;

/// <summary>What a power cut leaves behind, at the worst moments.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private static readonly string[] Borders = ["Uploading", "Received", "Probing", "Rendering", "Ready"];
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public async ValueTask InitializeAsync() => await ServerProcess.FillAsync(data);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_every_border_between_stages_a_file_still_ends_in_the_catalogue_and_leaves_nothing_else(bool film)
    {
        var bytes = film ? Footage.NewFilm() : Footage.NewStill();
        string id;
        using (var first = await ServerProcess.StartAsync(data))
        {
            var address = await Footage.CreateAsync(first.Client, bytes.Length, Footage.Metadata("a"));
            id = address.Split('/')[^1];
            using var request = Footage.Patch(address, 0, bytes);
            await first.Client.SendAsync(request);
            first.Kill();
        }

        foreach (var border in Borders)
        {
            using var server = await ServerProcess.StartAsync(data);
            await UntilAsync(id, stage => Array.IndexOf(Borders, stage) >= Array.IndexOf(Borders, border));
            server.Kill();
        }

        using (var last = await ServerProcess.StartAsync(data))
        {
            var file = await Footage.EndOfAsync(last.Client, id);
            Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        }

        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Killed_at_every_border_a_record_that_one_walks_in_still_comes_to_its_capture()
    {
        const string capture = "drawing-minato-park";
        var bytes = Records.SplatPly([
            .. Enumerable.Range(0, 200_000).Select(i => new MadeSplat(i % 99, i % 7, -i % 50, 0.1f, 0.8f, 1, 1, 1)),
        ]);
        string id;
        using (var first = await ServerProcess.StartAsync(data))
        {
            id = await Footage.SendAsync(first.Client, bytes, Footage.Metadata("a.ply", ("walkIn", capture)));
            first.Kill();
        }

        foreach (var border in Borders)
        {
            using var server = await ServerProcess.StartAsync(data);
            await UntilAsync(id, stage => Array.IndexOf(Borders, stage) >= Array.IndexOf(Borders, border));
            server.Kill();
        }

        using (var last = await ServerProcess.StartAsync(data, "--Onsite:Required=false"))
        {
            var file = await Footage.EndOfAsync(last.Client, id);
            Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
            var item = await last.Client.GetStringAsync($"/api/v1/items/{capture}");
            Assert.Contains("/2.spz", item, StringComparison.Ordinal);
        }

        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task What_one_node_was_doing_when_it_was_killed_another_one_ends()
    {
        Footage.SkipWithoutFfmpeg();
        using var first = await ServerProcess.StartAsync(data);
        using var second = await ServerProcess.StartAsync(data, "--Ingest:Works=false");
        var id = await Footage.SendAsync(second.Client, Footage.NewFilm(), Footage.Metadata("film"));
        await UntilAsync(id, stage => stage == "Rendering");
        first.Kill();
        using var third = await ServerProcess.StartAsync(data);
        // Asked of the node that took the file and never worked on it.
        var file = await Footage.EndOfAsync(second.Client, id);
        Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
    }

    [Fact]
    public async Task Killed_again_and_again_at_any_moment_every_file_ends_ready_or_refused()
    {
        Footage.SkipWithoutFfmpeg();
        var random = new Random(11);
        var ids = new List<string>();
        using (var first = await ServerProcess.StartAsync(data, "--Ingest:Works=false"))
        {
            for (var i = 0; i < 6; i++)
                ids.Add(
                    await Footage.SendAsync(
                        first.Client,
                        i switch
                        {
                            0 => [1, 2, 3],
                            1 or 2 => Footage.NewFilm(),
                            _ => Footage.NewStill(),
                        },
                        Footage.Metadata($"{i}")
                    )
                );
        }

        for (var i = 0; i < ServerProcess.Kills(usual: 6); i++)
        {
            using var server = await ServerProcess.StartAsync(data);
            // A moment is as long as some change of the files on disk.
            var changes = random.Next(1, 30);
            using var watcher = new FileSystemWatcher(data) { IncludeSubdirectories = true, EnableRaisingEvents = true };
            while (changes-- > 0)
                watcher.WaitForChanged(WatcherChangeTypes.All, 500);
            server.Kill();
        }

        using (var last = await ServerProcess.StartAsync(data))
        {
            foreach (var (id, i) in ids.Select((id, i) => (id, i)))
            {
                var file = await Footage.EndOfAsync(last.Client, id);
                Assert.True(file.GetProperty("stage").GetString() == (i == 0 ? "refused" : "ready"), file.ToString());
            }
        }

        await AssertNothingIsLostAsync();
    }

    [Fact]
    public async Task Two_nodes_never_write_to_one_upload_at_once_and_one_that_gets_no_bytes_gives_way_to_the_other()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        using var first = await ServerProcess.StartAsync(data, "--Ingest:Works=false");
        using var second = await ServerProcess.StartAsync(data, "--Ingest:Works=false");
        var address = await Footage.CreateAsync(first.Client, bytes.Length, Footage.Metadata("noise"));
        var path = Path.Combine(data, "uploads", address.Split('/')[^1]);
        var slow = new Pipe();
        var sending = first.Client.SendAsync(Footage.Patch(address, 0, new StreamContent(slow.Reader.AsStream())));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var sent = 0;
        while (new FileInfo(path).Length == 0)
            await SendSomeAsync();
        var other = second.Client.SendAsync(Footage.Patch(address, new FileInfo(path).Length, bytes[..1000]));
        while (!other.IsCompleted)
            await SendSomeAsync();
        Assert.Equal(423, (int)(await other).StatusCode);

        // The first one's sender falls silent.
        int at;
        while (true)
        {
            using var head = await second.Client.SendAsync(Footage.Tus(HttpMethod.Head, address));
            Assert.True(head.StatusCode is HttpStatusCode.OK or HttpStatusCode.Locked, $"{head.StatusCode}");
            if (head.StatusCode == HttpStatusCode.Locked)
                continue;
            at = int.Parse(head.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
            break;
        }

        using var rest = await second.Client.SendAsync(Footage.Patch(address, at, bytes[at..]));
        Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        await slow.Writer.CompleteAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));

        async Task SendSomeAsync()
        {
            Assert.True(sent < 250_000, "Nothing is done about the other node.");
            await slow.Writer.WriteAsync(bytes.AsMemory(sent, 1000));
            sent += 1000;
            await pace.WaitForNextTickAsync();
        }
    }

    [Fact]
    public async Task An_upload_survives_any_kill_and_goes_on_from_its_last_byte()
    {
        var bytes = RandomNumberGenerator.GetBytes(30_000_000);
        long offset = 0;
        string? address = null;
        for (var i = 0; i < 4; i++)
        {
            using var server = await ServerProcess.StartAsync(data, "--Ingest:Works=false");
            address ??= await Footage.CreateAsync(server.Client, bytes.Length, Footage.Metadata("noise"));
            using var head = Footage.Tus(HttpMethod.Head, address);
            Assert.Equal($"{offset}", (await server.Client.SendAsync(head)).Headers.GetValues("Upload-Offset").Single());
            using var request = Footage.Patch(address, offset, bytes[(int)offset..]);
            var sending = server.Client.SendAsync(request);
            var path = Path.Combine(data, "uploads", address.Split('/')[^1]);
            var start = offset;
            while ((offset = new FileInfo(path).Length) < start + 4_000_000 && !sending.IsCompleted)
                await Task.Yield();
            server.Kill();
            offset = new FileInfo(path).Length;
            Assert.Equal(bytes[..(int)offset], await File.ReadAllBytesAsync(path));
            try
            {
                await sending;
            }
            catch (HttpRequestException)
            {
                // It was killed.
            }
        }

        Assert.True(offset > 16_000_000);
    }

    [Fact]
    public async Task A_file_that_ends_every_process_that_reads_it_is_refused_after_three_tries_and_the_rest_goes_on()
    {
        using var server = await ServerProcess.StartAsync(data, "--Ingest:StillMemoryMiB=16");
        // With so little memory the reader of pictures cannot even begin.
        var id = await Footage.SendAsync(server.Client, Footage.NewStill(), Footage.Metadata("a.jpg"));
        var file = await Footage.EndOfAsync(server.Client, id);
        Assert.Equal("failed", file.GetProperty("problem").GetProperty("code").GetString());
        Assert.True((await server.Client.GetAsync("/health/ready")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_full_disk_answers_507_and_keeps_what_came()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can make a small disk.");
        var disk = Directory.CreateDirectory(Path.Combine(data, "uploads")).FullName;
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]))
        {
            await mount.WaitForExitAsync();
            Assert.SkipUnless(mount.ExitCode == 0, "This machine does not let a test mount a disk.");
        }

        try
        {
            using var server = await ServerProcess.StartAsync(data, "--Uploads:KeepFree=-1000000000");
            var bytes = RandomNumberGenerator.GetBytes(10_000_000);
            var address = await Footage.CreateAsync(server.Client, bytes.Length, Footage.Metadata("noise"));
            using var request = Footage.Patch(address, 0, bytes);
            var response = await server.Client.SendAsync(request);
            Assert.Equal(507, (int)response.StatusCode);
            var kept = await File.ReadAllBytesAsync(Path.Combine(data, "uploads", address.Split('/')[^1]));
            Assert.True(kept.Length > 100_000);
            Assert.Equal(bytes[..kept.Length], kept);
            Assert.Equal($"{kept.Length}", response.Headers.GetValues("Upload-Offset").Single());
        }
        finally
        {
            using var umount = Process.Start("umount", [disk]);
            await umount.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_disk_that_fills_up_while_a_picture_is_made_makes_it_wait_and_it_goes_on_by_itself_when_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can make a small disk.");
        var disk = Directory.CreateDirectory(Path.Combine(data, "work")).FullName;
        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]))
        {
            await mount.WaitForExitAsync();
            Assert.SkipUnless(mount.ExitCode == 0, "This machine does not let a test mount a disk.");
        }

        var isFull = true;
        try
        {
            using var server = await ServerProcess.StartAsync(data, "--Ingest:Wait=00:00:01");
            var id = await Footage.SendAsync(server.Client, Footage.NewStill(), Footage.Metadata("a.jpg"));
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            JsonElement file;
            do file = await Footage.ReadAsync(server.Client, id);
            while (!file.TryGetProperty("problem", out _) && !patience.IsCancellationRequested);
            Assert.Equal(
                ("rendering", "waits"),
                (file.GetProperty("stage").GetString(), file.GetProperty("problem").GetProperty("code").GetString())
            );
            using (var room = Process.Start("umount", ["-l", disk]))
                await room.WaitForExitAsync();
            isFull = false;
            Assert.Equal("ready", (await Footage.EndOfAsync(server.Client, id)).GetProperty("stage").GetString());
        }
        finally
        {
            if (isFull)
            {
                using var umount = Process.Start("umount", ["-l", disk]);
                await umount.WaitForExitAsync();
            }
        }
    }

    /// <summary>Every hash is right, every rendition is whole, and nothing is there to which nothing refers.</summary>
    private async Task AssertNothingIsLostAsync()
    {
        var (code, said) = await ServerProcess.RunAsync(data, "check");
        Assert.True(code == 0, said);
        Assert.DoesNotContain("Nothing refers to it", said, StringComparison.Ordinal);
    }

    /// <summary>Watches the database as another node would.</summary>
    private async Task UntilAsync(string id, Func<string, bool> isReached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var db = new SqliteConnection($"Data Source={Path.Combine(data, "catalog.db")};Mode=ReadOnly");
        await db.OpenAsync(patience.Token);
        await using var ask = db.CreateCommand();
        ask.CommandText = "SELECT Stage FROM IngestJobs WHERE Id = $id";
        ask.Parameters.AddWithValue("$id", id);
        while (!isReached((string)(await ask.ExecuteScalarAsync(patience.Token))!))
            await Task.Yield();
    }
}
