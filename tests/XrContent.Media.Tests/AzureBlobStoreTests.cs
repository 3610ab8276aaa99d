using Azure.Storage.Blobs.Specialized;
using XrContent.Media.Blobs;

namespace XrContent.Media.Tests;

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
        Assert.Equal(
            System.Net.HttpStatusCode.Forbidden,
            (
                await client.GetAsync(
                    new Uri(blobs.LinkTo("renditions/a/hls/640.mp4")!.ToString().Replace("640", "320", StringComparison.Ordinal))
                )
            ).StatusCode
        );
        // A pass that ends sooner ends the link.
        var until = System.Web.HttpUtility.ParseQueryString(blobs.LinkTo("renditions/a/hls/640.mp4", TimeSpan.FromMinutes(1))!.Query)["se"];
        Assert.InRange(
            DateTimeOffset.Parse(until!, System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.UtcNow.AddSeconds(30),
            DateTimeOffset.UtcNow.AddSeconds(61)
        );
        var late = new AzureBlobs(container, TimeSpan.FromMinutes(-5), TimeProvider.System);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await client.GetAsync(late.LinkTo("renditions/a/hls/640.mp4"))).StatusCode);
    }
}
