using System.Diagnostics;

namespace XrContent.Faults;

/// <summary>A disk of a few megabytes, in memory, which a test may fill.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Skips the test where a test may not mount.</summary>
    public static async Task<SmallDisk> MountAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can make a small disk.");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("xrcontent-disk-").FullName);
        var code = await RunAsync("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk.Folder);
        Assert.SkipUnless(code == 0, "This machine does not let a test mount a disk.");
        return disk;
    }

    /// <summary>Takes all room that is left.</summary>
    public void Fill()
    {
        using var filler = File.Create(Filler);
        var bytes = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(bytes);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<int> RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
