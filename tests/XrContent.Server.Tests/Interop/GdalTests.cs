using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Documents;
using XrContent.Server.Catalogue;

namespace XrContent.Server.Tests.Interop;

/// <summary>What GDAL's own driver makes of our collections, over a real server.</summary>
public class GdalTests(ServerFixture server, GdalTests.Real real) : IClassFixture<GdalTests.Real>
{
    private int Count(Kind kind) => server.Factory.Services.GetRequiredService<CurrentCatalog>().Snapshot.Of(kind).Count;

    [Theory]
    [InlineData("places", Kind.Place)]
    [InlineData("captures", Kind.Capture)]
    [InlineData("overlays", Kind.Overlay)]
    [InlineData("scenes", Kind.Scene)]
    [InlineData("tours", Kind.Tour)]
    [InlineData("events", Kind.Event)]
    public async Task Gdal_reads_every_item_of_a_collection_page_by_page(string collection, Kind kind)
    {
        var said = await OgrAsync(collection, "-oo", "PAGE_SIZE=7");
        // Its own count may come from numberMatched; the features themselves are listed one by one.
        Assert.Equal(Count(kind), said.Split('\n').Count(line => line.StartsWith($"OGRFeature({collection})", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Gdal_sends_its_box_and_its_filter_to_the_server()
    {
        var inside = await OgrAsync("places", "--debug", "on", "-spat", "129.860", "32.771", "129.866", "32.776");
        Assert.Contains("items?limit=10&bbox=129.86", inside, StringComparison.Ordinal);
        Assert.Contains("hypocentre", inside, StringComparison.Ordinal);
        Assert.DoesNotContain("inasayama-deck", inside, StringComparison.Ordinal);
        var parks = await OgrAsync("places", "--debug", "on", "-where", "category = 'park' AND title_en LIKE '%Park%'");
        Assert.Contains("peace-park", parks, StringComparison.Ordinal);
        Assert.DoesNotContain("id (String) = hypocentre\n", parks, StringComparison.Ordinal);
        // What it can say as a parameter it does not fetch and leave out.
        Assert.Contains("items?limit=10&category=park", parks, StringComparison.Ordinal);
    }

    /// <summary>What ogrinfo says of a collection of a real server.</summary>
    private async Task<string> OgrAsync(string collection, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "GDAL is not installed: apt-get install gdal-bin.");
        var address = await real.AddressAsync(server.Data);
        var info = new ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", "-al", .. options, $"OAPIF:{address}ogc/collections/{collection}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var all = await said + await complained;
        Assert.True(process.ExitCode == 0, all);
        Assert.DoesNotContain("ERROR", all, StringComparison.Ordinal);
        return all;
    }

    /// <summary>One process for all of these tests, started by the first that needs it.</summary>
    public sealed class Real : IDisposable
    {
        private ServerProcess? process;

        public async Task<Uri> AddressAsync(string data) =>
            (process ??= await ServerProcess.StartAsync(data, "--Onsite:Required=false")).Client.BaseAddress!;

        public void Dispose() => process?.Dispose();
    }
}
