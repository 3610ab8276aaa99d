using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using XrContent.Media.Overlays;
using XrContent.Media.Sandbox;
using XrContent.Media.WalkIns;

namespace XrContent.Media.Panorama;

/// <summary>What can be asked of the worker.</summary>
internal enum StillWork
{
    Probe,
    Render,

    /// <summary>A copy to hand on.</summary>
    Redact,

    /// <summary>The picture of an overlay.</summary>
    Photo,

    /// <summary>The frame of a film, in the sizes that show a whole sphere.</summary>
    Frame,

    /// <summary>What a record that one can walk in is.</summary>
    ProbeWalkIn,

    /// <summary>Its pieces.</summary>
    WalkIn,
}

/// <summary>What the worker is asked.</summary>
/// <param name="Folder">Where it writes; nothing is written to probe.</param>
internal sealed record StillTask(
    StillWork Work,
    string File,
    string? Folder = null,
    Claims? Claims = null,
    PanoramaFacts? Facts = null,
    IReadOnlyList<Redaction>? Redactions = null
);

/// <summary>One line of the worker's answer.</summary>
/// <param name="HasNoRoom">Not the file is to blame, but the machine.</param>
internal sealed record StillNews(
    double? Progress = null,
    PanoramaFacts? Facts = null,
    WalkInFacts? WalkIn = null,
    string? Code = null,
    string? Reason = null,
    bool HasNoRoom = false
);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StillTask))]
[JsonSerializable(typeof(StillNews))]
internal sealed partial class StillJson : JsonSerializerContext;

/// <summary>
/// Reads strangers' pictures, and records that one can walk in, in a process of its own: image libraries are large, old and written in C,
/// and a file that crashes or fills one must not take the server with it.
/// </summary>
/// <param name="bounds">What each picture may use.</param>
public sealed class StillWorker(ProcessSandbox sandbox, Bounds bounds)
{
    /// <summary>The argument by which a host is asked to run <see cref="Serve"/> with the next one, instead of itself.</summary>
    public const string Argument = "still-worker";

    private const int ManagedMiB = 256;

    /// <summary>What the process is told of its surroundings.</summary>
    public static (string Name, string Value)[] Environment =>
        [
            // The runtime reserves far more address space than it uses, unless it is told how much it may have.
            ("DOTNET_GCHeapHardLimit", (ManagedMiB << 20).ToString("X", CultureInfo.InvariantCulture)),
            ("DOTNET_gcServer", "0"),
            ("DOTNET_TieredPGO", "0"),
            ("VIPS_WARNING", "0"),
        ];

    /// <summary>As <see cref="PanoramaProbe.Read"/>, apart from this process.</summary>
    /// <exception cref="RefusedException">The picture is refused, or could not be read within bounds.</exception>
    public async Task<PanoramaFacts> ProbeAsync(string file, Claims claims, CancellationToken cancel) =>
        (await AskAsync(new(StillWork.Probe, file, Claims: claims), null, cancel)).Facts
        ?? throw new InvalidOperationException("The worker ended well and said nothing.");

    /// <summary>As <see cref="PanoramaRenderer.Render"/>, apart from this process.</summary>
    /// <exception cref="RefusedException">The picture is refused, or could not be read within bounds.</exception>
    public Task RenderAsync(
        string file,
        PanoramaFacts facts,
        IReadOnlyList<Redaction> redactions,
        string folder,
        IProgress<double>? progress,
        CancellationToken cancel
    ) => AskAsync(new(StillWork.Render, file, folder, Facts: facts, Redactions: redactions), progress, cancel);

    /// <summary>As <see cref="RedactedCopy.Write"/>, apart from this process.</summary>
    /// <exception cref="RefusedException">The picture is refused, or could not be read within bounds.</exception>
    public Task RedactAsync(
        string file,
        PanoramaFacts facts,
        IReadOnlyList<Redaction> redactions,
        string folder,
        CancellationToken cancel
    ) => AskAsync(new(StillWork.Redact, file, folder, Facts: facts, Redactions: redactions), null, cancel);

    /// <summary>As <see cref="OverlayFiles.RenderPhoto"/>, apart from this process.</summary>
    /// <exception cref="RefusedException">The picture is refused, or could not be read within bounds.</exception>
    public Task RenderPhotoAsync(string file, string folder, CancellationToken cancel) =>
        AskAsync(new(StillWork.Photo, file, folder), null, cancel);

    /// <summary>Makes base, preview and thumbnail of one frame of a film, apart from this process.</summary>
    /// <exception cref="RefusedException">The frame could not be read within bounds.</exception>
    public Task RenderFrameAsync(string frame, string folder, CancellationToken cancel) =>
        AskAsync(new(StillWork.Frame, frame, folder), null, cancel);

    /// <summary>As <see cref="WalkInFile.Probe"/>, apart from this process.</summary>
    /// <exception cref="RefusedException">The record is refused, or could not be read within bounds.</exception>
    public async Task<WalkInFacts> ProbeWalkInAsync(string file, CancellationToken cancel) =>
        (await AskAsync(new(StillWork.ProbeWalkIn, file), null, cancel)).WalkIn
        ?? throw new InvalidOperationException("The worker ended well and said nothing.");

    /// <summary>As <see cref="WalkInFile.Render"/>, apart from this process.</summary>
    /// <exception cref="RefusedException">The record is refused, or could not be read within bounds.</exception>
    public Task RenderWalkInAsync(string file, string folder, CancellationToken cancel) =>
        AskAsync(new(StillWork.WalkIn, file, folder), null, cancel);

    /// <summary>Does one task, and says line by line how it goes.</summary>
    public static int Serve(string json, TextWriter output)
    {
        void Tell(StillNews news)
        {
            lock (output)
            {
                output.WriteLine(JsonSerializer.Serialize(news, StillJson.Default.StillNews));
                output.Flush();
            }
        }

        var task = JsonSerializer.Deserialize(json, StillJson.Default.StillTask)!;
        try
        {
            if (task.Work is not (StillWork.ProbeWalkIn or StillWork.WalkIn))
            {
                StillFile.BlockAllOthers(task.File);
                // Nothing is asked for twice, and what is kept of a first look at a picture lacks at the second.
                NetVips.Cache.Max = 0;
            }

            switch (task.Work)
            {
                case StillWork.Probe:
                    Tell(new(Facts: PanoramaProbe.Read(task.File, task.Claims!)));
                    break;
                case StillWork.Render:
                    PanoramaRenderer.Render(task.File, task.Facts!, task.Redactions ?? [], task.Folder!, new Progress(Tell), default);
                    break;
                case StillWork.Redact:
                    RedactedCopy.Write(task.File, task.Facts!, task.Redactions!, task.Folder!);
                    break;
                case StillWork.Photo:
                    OverlayFiles.RenderPhoto(task.File, task.Folder!);
                    break;
                case StillWork.Frame:
                    PanoramaRenderer.RenderFrame(task.File, task.Folder!);
                    break;
                case StillWork.ProbeWalkIn:
                    Tell(new(WalkIn: WalkInFile.Probe(task.File)));
                    break;
                case StillWork.WalkIn:
                    WalkInFile.Render(task.File, task.Folder!);
                    break;
            }

            return 0;
        }
        catch (RefusedException refused)
        {
            Tell(new(Code: refused.Code, Reason: refused.Message));
            return 0;
        }
        catch (Exception full) when (NotNowException.ReasonIn(full) is not null)
        {
            Tell(new(HasNoRoom: true));
            return 0;
        }
    }

    private async Task<StillNews> AskAsync(StillTask task, IProgress<double>? progress, CancellationToken cancel)
    {
        var last = new StillNews();
        var ended = await sandbox.RunAgainAsync(
            [Argument, JsonSerializer.Serialize(task, StillJson.Default.StillTask)],
            bounds,
            new([task.File], task.Folder is { } folder ? [folder] : []),
            line =>
            {
                var news = JsonSerializer.Deserialize(line, StillJson.Default.StillNews)!;
                if (news.Progress is { } share)
                    progress?.Report(share);
                else
                    last = news;
            },
            cancel,
            Environment
        );
        if (last.Code is { } code)
            throw new RefusedException(code, last.Reason!);
        if (last.HasNoRoom)
            throw NotNowException.NoRoom;
        if (ended.TimedOut)
            throw new RefusedException(
                "too-slow",
                $"The picture could not be read within {bounds.Time.TotalMinutes:0} minutes. Export it again from the stitcher, smaller."
            );
        if (!ended.Well && LastWords.Any(words => ended.Error.Contains(words, StringComparison.Ordinal)))
            throw StillFaults.TooLargeForMemory();
        if (!ended.Well)
            throw new StillWorkerException(ended);
        return last;
    }

    /// <summary>The runtime's own, where not even a refusal found room: it has none to say which exception it was either.</summary>
    private static readonly string[] LastWords = ["Out of memory", "Cannot print exception string because Exception.ToString() failed"];

    private sealed class Progress(Action<StillNews> tell) : IProgress<double>
    {
        private int told = -1;

        public void Report(double value)
        {
            var percent = (int)(value * 100);
            if (Interlocked.Exchange(ref told, percent) != percent)
                tell(new(Progress: value));
        }
    }
}

/// <summary>The worker crashed, or ran out of memory: worth another try, but not a third.</summary>
public sealed class StillWorkerException(Ended ended) : Exception($"The picture's reader ended with {ended.ExitCode}: {ended.Error}");
