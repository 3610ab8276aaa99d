using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetVips;
using XrContent.Media.Panorama;

namespace XrContent.Benchmarks;

/// <summary>A panorama's pyramid beside `vips dzsave` of the same tile size and quality: time, processor and peak memory.</summary>
internal static class PyramidBenchmark
{
    private const int Width = 16384;

    public static async Task RunAsync()
    {
        if (!File.Exists("/usr/bin/time"))
        {
            await Console.Error.WriteLineAsync("GNU time is needed to measure memory: apt-get install time.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("xrcontent-bench-").FullName;
        var picture = Picture(folder);
        var tile = Pyramid.Levels(Width)[^1].Tile;
        Console.WriteLine(
            $"A JPEG of {Width} x {Width / 2} pixels, {new FileInfo(picture).Length / 1e6:0} MB; tiles of {tile} pixels, quality 84."
        );
        Console.WriteLine("| what | wall | processor | peak memory | files |");
        Console.WriteLine("|---|---|---|---|---|");
        var facts = new PanoramaFacts(Width, Width / 2, Sphere.Full(Width, Width / 2), false, 0, 0, 0, null, null, null, null);
        for (var round = 0; round < 2; round++)
        {
            await MeasureAsync("tiles, base, preview, thumbnail", folder, Ours(picture, facts, [], folder));
            await MeasureAsync(
                "`vips dzsave`: tiles alone",
                folder,
                [
                    "vips",
                    "dzsave",
                    picture,
                    Path.Combine(folder, "vips"),
                    "--layout",
                    "dz",
                    "--tile-size",
                    $"{tile}",
                    "--overlap",
                    "0",
                    "--depth",
                    "onetile",
                    "--suffix",
                    ".jpg[Q=84,strip]",
                ]
            );
        }

        await MeasureAsync(
            "the same levelled by 4.5 and -7.25 degrees",
            folder,
            Ours(picture, facts with { Pitch = 4.5, Roll = -7.25 }, [], folder)
        );
        await MeasureAsync(
            "the same with ten redactions",
            folder,
            Ours(picture, facts, [.. Enumerable.Range(0, 10).Select(i => new Redaction(i * 30 - 150, i * 30 - 140, 5, -5))], folder)
        );
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Detail of all sizes, as a photograph has it.</summary>
    private static string Picture(string folder)
    {
        var path = Path.Combine(folder, "panorama.jpg");
        using var fine = Image.Gaussnoise(Width, Width / 2, sigma: 12, mean: 0);
        using var coarse = Image.Gaussnoise(Width / 64, Width / 128, sigma: 50, mean: 128).Resize(64);
        using var grey = (coarse + fine).Cast(Enums.BandFormat.Uchar);
        using var rgb = grey.Bandjoin(grey.Rot180(), grey.Flip(Enums.Direction.Horizontal)).Copy(interpretation: Enums.Interpretation.Srgb);
        rgb.Jpegsave(path, q: 90);
        return path;
    }

    private static string[] Ours(string picture, PanoramaFacts facts, IReadOnlyList<Redaction> redactions, string folder)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "ours")).FullName;
        var task = JsonSerializer.Serialize(
            new
            {
                Work = "Render",
                File = picture,
                Claims = new Claims(),
                Facts = facts,
                Redactions = redactions,
                Folder = target,
            }
        );
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return [host, Path.Combine(AppContext.BaseDirectory, "XrContent.Server.dll"), StillWorker.Argument, task];
    }

    private static async Task MeasureAsync(string name, string folder, string[] command)
    {
        foreach (var old in Directory.GetDirectories(folder))
            Directory.Delete(old, recursive: true);
        Directory.CreateDirectory(Path.Combine(folder, "ours"));
        var report = Path.Combine(folder, "time.txt");
        var info = new ProcessStartInfo("/usr/bin/time", ["-f", "%e %U %S %M", "-o", report, .. command]) { RedirectStandardOutput = true };
        foreach (var (variable, value) in StillWorker.Environment)
            info.Environment[variable] = value;
        using var process = Process.Start(info)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var numbers = (await File.ReadAllTextAsync(report))
            .Trim()
            .Split('\n')[^1]
            .Split(' ')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        var files = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Count() - 1;
        Console.WriteLine($"| {name} | {numbers[0]:0.0} s | {numbers[1] + numbers[2]:0.0} s | {numbers[3] / 1024:0} MiB | {files} |");
    }
}
