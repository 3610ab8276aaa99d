using System.Text;
using XrContent.Media.Blobs;

namespace XrContent.Media.Tests;

public sealed class BlobStoreTests : IDisposable
{
    private const string Name = "0123456789012345678901234567890123456789-1";
    private readonly Pictures pictures = new();
    private readonly BlobStore store;

    public BlobStoreTests() => store = new(Path.Combine(pictures.Folder, "media"));

    public void Dispose() => pictures.Dispose();

    [Fact]
    public async Task The_same_bytes_are_kept_once_under_their_hash()
    {
        var first = await store.AddOriginalAsync(Bytes("picture"), default);
        var second = await store.AddOriginalAsync(Bytes("picture"), default);
        Assert.Equal(first, second with { IsNew = true });
        Assert.False(second.IsNew);
        Assert.Equal([first.Sha256], store.Originals());
        Assert.True(await store.IsIntactAsync(first.Sha256, default));
    }

    [Fact]
    public async Task Changed_bytes_are_noticed()
    {
        var original = await store.AddOriginalAsync(Bytes("picture"), default);
        await File.WriteAllTextAsync(original.Path, "another");
        Assert.False(await store.IsIntactAsync(original.Sha256, default));
    }

    [Fact]
    public void Renditions_appear_whole_or_not_at_all()
    {
        Assert.Throws<InvalidOperationException>(() => store.AddRenditions(Name, folder =>
        {
            File.WriteAllText(Path.Combine(folder, "half.jpg"), "half");
            throw new InvalidOperationException();
        }));
        Assert.False(store.HasRenditions(Name));
        store.AddRenditions(Name, folder => File.WriteAllText(Path.Combine(folder, "whole.jpg"), "whole"));
        Assert.NotNull(store.FindRendition(Name, "whole.jpg"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(pictures.Folder, "media", "staging")));
    }

    [Theory]
    [InlineData("../../../originals")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("missing.jpg")]
    public void A_name_that_leads_elsewhere_is_not_found(string file)
    {
        store.AddRenditions(Name, folder => File.WriteAllText(Path.Combine(folder, "whole.jpg"), "whole"));
        Assert.Null(store.FindRendition(Name, file));
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
