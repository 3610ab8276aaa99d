using System.Diagnostics;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using XrContent.Media.Tests;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace XrContent.Media.Tests;

/// <summary>Azurite, Microsoft's emulator, as a process of its own; started when the first test asks for it.</summary>
public sealed class Azurite : IDisposable
{
    /// <summary>The emulator's public account.</summary>
    private const string Account =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-azurite-").FullName;
    private readonly Lazy<(Process? Process, string Connection)> running;

    public Azurite() => running = new(Start);

    /// <summary>How to reach it; skips the test where Azurite is not installed.</summary>
    public string Connection
    {
        get
        {
            Assert.SkipUnless(running.Value.Process is not null, "Azurite is not installed: npm ci in tests/azurite.");
            return running.Value.Connection;
        }
    }

    /// <summary>Makes it answer nobody, as behind a network that is gone, until it goes on.</summary>
    public void Pause() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    /// <summary>A fresh container.</summary>
    public BlobContainerClient NewContainer() => new(Connection, $"test-{Guid.NewGuid():N}");

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

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{running.Value.Process!.Id}"]);
        kill.WaitForExit();
    }

    private (Process?, string) Start()
    {
        var script = Path.Combine(Root(), "tests", "azurite", "node_modules", "azurite", "dist", "src", "blob", "main.js");
        if (!File.Exists(script))
            return (null, "");
        var port = FreePort();
        var info = new ProcessStartInfo(
            "node",
            [
                script,
                "--inMemoryPersistence",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                $"{port}",
            ]
        )
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        var process = Process.Start(info)!;
        while (process.StandardOutput.ReadLine() is var line && line?.Contains("successfully listens", StringComparison.Ordinal) != true)
            if (line is null)
                throw new InvalidOperationException("Azurite ended as it began.");

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
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "XrContent.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? "";
    }
}
