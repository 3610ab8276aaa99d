using System.Diagnostics;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using XrContent.Media.Blobs;
using XrContent.Media.Tests;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace XrContent.Media.Tests;

/// <summary>Azurite, Microsoft's emulator, as a process of its own; started when the first test asks for it.</summary>
public sealed class Azurite : IDisposable
{
    /// <summary>The emulator's public account.</summary>
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-azurite-").FullName;
    private readonly Lazy<(Process? Process, string Connection)> running;

    public Azurite() => running = new(Start);

    /// <summary>A fresh container, or a skipped test where Azurite is not installed.</summary>
    public BlobContainerClient NewContainer()
    {
        Assert.SkipUnless(running.Value.Process is not null, "Azurite is not installed: npm ci in tests/azurite.");
        return new(running.Value.Connection, $"test-{Guid.NewGuid():N}");
    }

    public void Dispose()
    {
        if (running is { IsValueCreated: true, Value.Process: { } process })
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private (Process?, string) Start()
    {
        var script = Path.Combine(Root(), "tests", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(script)) return (null, "");
        var port = FreePort();
        var info = new ProcessStartInfo("node", [script, "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--blobHost", "127.0.0.1", "--blobPort", $"{port}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        var process = Process.Start(info)!;
        while (process.StandardOutput.ReadLine() is var line && line?.Contains("successfully listens", StringComparison.Ordinal) != true)
            if (line is null) throw new InvalidOperationException("Azurite ended as it began.");

        // A full pipe would stop it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return (process, $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "XrContent.sln"))) folder = folder.Parent;
        return folder?.FullName ?? "";
    }
}

public sealed class AzureBlobStoreTests(Azurite azurite) : BlobStoreTests
{
    protected override IBlobs Blobs => field ??= new AzureBlobs(azurite.NewContainer(), linkLife: null, TimeProvider.System);

    [Fact]
    public async Task Blocks_that_an_earlier_try_staged_are_not_sent_again()
    {
        var container = azurite.NewContainer();
        await container.CreateAsync();
        var path = Path.GetTempFileName();
        var bytes = new byte[20 << 20];
        new Random(2).NextBytes(bytes);
        await File.WriteAllBytesAsync(path, bytes);
        // The first block is there with other bytes of the same length: what is kept of it shows that it was not sent again.
        var first = Convert.ToBase64String("000000000000000"u8);
        await container.GetBlockBlobClient("film").StageBlockAsync(first, new MemoryStream(new byte[8 << 20]));
        await new AzureBlobs(container, null, TimeProvider.System).TakeAsync("film", path, null, default);
        var kept = (await container.GetBlobClient("film").DownloadContentAsync()).Value.Content.ToArray();
        Assert.Equal(bytes.Length, kept.Length);
        Assert.Equal(-1, kept.AsSpan(0, 8 << 20).IndexOfAnyExcept((byte)0));
        Assert.Equal(bytes.AsSpan(8 << 20), kept.AsSpan(8 << 20));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_link_opens_one_blob_for_a_while()
    {
        var container = azurite.NewContainer();
        var blobs = new AzureBlobs(container, TimeSpan.FromMinutes(5), TimeProvider.System);
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "film");
        await blobs.TakeAsync("renditions/a/hls/640.mp4", path, null, default);
        using var client = new HttpClient();
        Assert.Equal("film", await client.GetStringAsync(blobs.LinkTo("renditions/a/hls/640.mp4")));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync(new Uri(blobs.LinkTo("renditions/a/hls/640.mp4")!.ToString().Replace("640", "320", StringComparison.Ordinal)))).StatusCode);
        var late = new AzureBlobs(container, TimeSpan.FromMinutes(-5), TimeProvider.System);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync(late.LinkTo("renditions/a/hls/640.mp4"))).StatusCode);
    }
}
