using XrContent.Media.Panorama;

namespace XrContent.Media.Tests;

/// <summary>What pictures take of the memory that they are given, each in a process of its own as in a server.</summary>
public sealed class StillMemoryTests : IDisposable
{
    private readonly Pictures pictures = new();

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task A_camera_that_leans_takes_little_more_than_one_that_stands_straight()
    {
        await RenderAsync(roll: 0, memory: 448);
        await RenderAsync(roll: 5, memory: 448);
    }

    [Fact]
    public async Task Five_hundred_redactions_of_a_leaning_camera_fit_too() =>
        await RenderAsync(
            roll: 5,
            memory: 448,
            // Beside one another, so that none covers another.
            [.. Enumerable.Range(0, 500).Select(i => new Redaction(-180 + i * 0.7, -179.4 + i * 0.7, 89, -89))]
        );

    [Theory]
    [InlineData(128)]
    [InlineData(320)]
    public async Task A_picture_that_needs_more_than_there_is_says_so(int memory) =>
        // It hangs upside down: its last row comes first.
        Assert.Equal("too-large-for-memory", (await Assert.ThrowsAsync<RefusedException>(() => RenderAsync(roll: 180, memory))).Code);

    private async Task RenderAsync(double roll, int memory, IReadOnlyList<Redaction>? redactions = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux bounds the memory of a process.");
        var path = pictures.Jpeg(12288, 6144);
        var facts = PanoramaProbe.Read(path, new(IsPanorama: true)) with { Roll = roll };
        var folder = Directory.CreateDirectory(Path.Combine(pictures.Folder, Path.GetRandomFileName())).FullName;
        var worker = new StillWorker(Apart.Sandbox, new(TimeSpan.FromMinutes(2), memory));
        await worker.RenderAsync(path, facts, redactions ?? [], folder, null, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(folder, "thumbnail.jpg")));
    }
}
