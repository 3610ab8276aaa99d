using XrContent.Catalog;
using XrContent.Catalog.Documents;
using XrContent.Media;
using XrContent.Server.Data;
using XrContent.Server.Ingest;

namespace XrContent.Server.Commands;

/// <summary>`import photo.jpg --place ID`.</summary>
internal sealed class PictureVerb(IServiceProvider services)
{
    public async Task<int> ImportAsync(string path, CaptureDetails? details, CancellationToken cancel)
    {
        if (details is null)
        {
            await Console.Error.WriteLineAsync("Say which place the picture shows: --place ID.");
            return 2;
        }

        var name = Path.GetFileName(path);
        try
        {
            await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
            await using var picture = File.OpenRead(path);
            using var progress = new ConsoleProgress(name);
            var (state, known, unpublished) = await services
                .GetRequiredService<CaptureImport>()
                .AddAsync(picture, details, progress, cancel);
            progress.Dispose();
            var (capture, document) = (state.Item, (Capture)state.Item.Document);
            var shown = state.Published is not null ? "published" : "a draft";
            Console.WriteLine(
                known
                    ? $"{name} is in the catalogue already, as {capture.Id}, {shown}."
                    : $"{name} is now the capture {capture.Id}, {shown}."
            );
            foreach (var problem in unpublished)
                Console.WriteLine($"  not yet   {problem.Message}");
            Console.WriteLine(
                $"  size      {document.Panorama.CropWidth} x {document.Panorama.CropHeight} of a sphere "
                    + $"{document.Panorama.FullWidth} x "
                    + $"{document.Panorama.FullHeight}{(document.Panorama.Stereo == Stereo.TopBottom ? ", two eyes" : "")}"
            );
            if (document.Film is { } film)
                Console.WriteLine(
                    $"  film      {film.Seconds:0.#} s, {film.FramesPerSecond:0.##} frames a second, "
                        + $"{(film.Audio ? "with" : "without")} sound"
                );
            Console.WriteLine(
                $"  position  {capture.Geometry!.Coordinate.Y} N {capture.Geometry.Coordinate.X} "
                    + $"E{(document.Pose.Height is { } height ? $", {height} m" : "")}"
            );
            Console.WriteLine($"  heading   {Heading(document.Pose)}");
            Console.WriteLine($"  taken     {document.Taken:yyyy-MM-dd'T'HH:mm:sszzz}");
            return 0;
        }
        catch (RefusedException refused)
        {
            await Console.Error.WriteLineAsync($"{name} was refused ({refused.Code}): {refused.Message}{Hint(refused.Code)}");
            return 1;
        }
        catch (InvalidCatalogException invalid)
        {
            foreach (var problem in invalid.Problems)
                await Console.Error.WriteLineAsync($"{name}: {problem}");
            return 1;
        }
    }

    /// <summary>The option by which a person says what the file does not.</summary>
    private static string Heading(Pose pose) =>
        pose.Heading is { } heading
            ? $"{heading} degrees from true north, pitch {pose.Pitch}, roll {pose.Roll}"
            : "unknown; give it with --heading to pair this capture with others";

    private static string Hint(string code) =>
        code switch
        {
            "no-panorama-metadata" => " Option: --panorama.",
            "not-equirectangular" => " Option for two eyes: --stereo top-bottom.",
            "no-time" => " Option: --taken.",
            _ => "",
        };
}

/// <summary>Percent done, on one line of a terminal, or a line every ten percent where output goes to a file.</summary>
internal sealed class ConsoleProgress(string name) : IProgress<double>, IDisposable
{
    private int shown = -1;

    public void Report(double value)
    {
        var percent = (int)(value * 100);
        if (Console.IsOutputRedirected)
            percent = percent / 10 * 10;
        if (percent <= shown)
            return;
        shown = percent;
        if (Console.IsOutputRedirected)
            Console.WriteLine($"{name}: {percent} %");
        else
            Console.Write($"\r{name}: {percent} % ");
    }

    public void Dispose()
    {
        if (shown >= 0 && !Console.IsOutputRedirected)
            Console.Write("\r\u001b[K");
        shown = -1;
    }
}
