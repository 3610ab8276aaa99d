using System.Text;
using XrContent.Media.Blobs;

namespace XrContent.Media.Tests;

/// <summary>What holds wherever bytes are kept.</summary>
public abstract class BlobStoreTests : IDisposable
{
    private static readonly string Name = string.Concat(Enumerable.Repeat("0123456789", 4)) + "-1";
    private readonly string scratch = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    protected abstract IBlobs Blobs { get; }

    private BlobStore Store => field ??= new(Blobs, scratch);

    public virtual void Dispose()
    {
        Directory.Delete(scratch, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_under_their_hash()
    {
        var first = await Store.AddOriginalAsync(Bytes("picture"), default);
        var second = await Store.AddOriginalAsync(Bytes("picture"), default);
        Assert.Equal(first, second with { IsNew = true });
        Assert.False(second.IsNew);
        Assert.Equal([(first.Sha256, 7L)], (await Store.OriginalsAsync(default)).Select(original => (original.Key, original.Value.Bytes)));
        Assert.True(await Store.IsIntactAsync(first.Sha256, default));
        Assert.Empty(Directory.GetFileSystemEntries(scratch));
    }

    [Fact]
    public async Task An_original_can_be_read_as_a_file_wherever_it_lies()
    {
        var original = await Store.AddOriginalAsync(Bytes("picture"), default);
        using (var file = (await Store.BorrowOriginalAsync(original.Sha256, default))!)
            Assert.Equal("picture", await File.ReadAllTextAsync(file.Path));
        Assert.Null(await Store.BorrowOriginalAsync(new('0', 64), default));
        Assert.Empty(Directory.GetFileSystemEntries(scratch));
    }

    [Fact]
    public async Task What_leads_out_of_its_folder_is_thrown_away_and_never_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            Store.AddRenditionsAsync(
                Name,
                folder =>
                {
                    var below = Directory.CreateDirectory(Path.Combine(folder, "tiles")).FullName;
                    File.CreateSymbolicLink(Path.Combine(below, "0.jpg"), "/etc/passwd");
                    return Task.CompletedTask;
                },
                default
            )
        );
        Assert.Equal("spoiled", refused.Code);
        Assert.False(await Store.HasRenditionsAsync(Name, default));
        Assert.Empty(Store.WorkInHand());
    }

    [Fact]
    public async Task Renditions_appear_whole_or_not_at_all_and_work_left_undone_is_found_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Store.AddRenditionsAsync(
                Name,
                folder =>
                {
                    File.WriteAllText(Path.Combine(folder, "half.jpg"), "half");
                    throw new InvalidOperationException();
                },
                default
            )
        );
        Assert.False(await Store.HasRenditionsAsync(Name, default));
        Assert.Empty(await Store.RenditionsAsync(default));
        Assert.Equal([Name], Store.WorkInHand().Keys);

        await Store.AddRenditionsAsync(
            Name,
            folder =>
            {
                Assert.True(File.Exists(Path.Combine(folder, "half.jpg")));
                Directory.CreateDirectory(Path.Combine(folder, "tiles", "0"));
                return File.WriteAllTextAsync(Path.Combine(folder, "tiles", "0", "0_0.jpg"), "whole");
            },
            default
        );
        Assert.True(await Store.HasRenditionsAsync(Name, default));
        Assert.Equal([Name], (await Store.RenditionsAsync(default)).Keys);
        Assert.Empty(Store.WorkInHand());
        Assert.Empty(await Store.DamagedRenditionsAsync(Name, default));
        using var reader = new StreamReader((await Store.OpenRenditionAsync(Name, "tiles/0/0_0.jpg", default))!);
        Assert.Equal("whole", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Removed_renditions_are_gone_and_may_be_made_again()
    {
        await AddAsync();
        await Store.RemoveRenditionsAsync(Name, default);
        Assert.False(await Store.HasRenditionsAsync(Name, default));
        Assert.Null(await Store.OpenRenditionAsync(Name, "whole.jpg", default));
        await AddAsync();
        Assert.True(await Store.HasRenditionsAsync(Name, default));
    }

    [Fact]
    public async Task Any_part_of_a_large_original_can_be_read()
    {
        var bytes = new byte[20_000_000];
        new Random(1).NextBytes(bytes);
        var original = await Store.AddOriginalAsync(new MemoryStream(bytes), default);
        await using var content = (await Store.OpenOriginalAsync(original.Sha256, default))!;
        Assert.Equal(bytes.Length, content.Length);
        content.Position = 17_123_456;
        var part = new byte[1000];
        await content.ReadExactlyAsync(part);
        Assert.Equal(bytes[17_123_456..17_124_456], part);
        Assert.True(await Store.IsIntactAsync(original.Sha256, default));
    }

    [Theory]
    [InlineData("../../../originals")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("")]
    [InlineData("missing.jpg")]
    public async Task A_name_that_leads_elsewhere_is_not_found(string file)
    {
        await AddAsync();
        Assert.Null(await Store.OpenRenditionAsync(Name, file, default));
        Assert.Null(Store.FindRendition(Name, file));
        if (file != "missing.jpg")
            Assert.Null(Store.LinkToRendition(Name, file));
    }

    private Task AddAsync() =>
        Store.AddRenditionsAsync(Name, folder => File.WriteAllTextAsync(Path.Combine(folder, "whole.jpg"), "whole"), default);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}

public sealed class FileBlobStoreTests : BlobStoreTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    protected override IBlobs Blobs => new FileBlobs(folder);

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Changed_and_missing_bytes_are_noticed()
    {
        var store = new BlobStore(Blobs, Path.Combine(folder, "work"));
        var original = await store.AddOriginalAsync(new MemoryStream([1, 2, 3]), default);
        await File.WriteAllTextAsync(Path.Combine(folder, "originals", original.Sha256[..2], original.Sha256), "another");
        Assert.False(await store.IsIntactAsync(original.Sha256, default));

        var name = $"{original.Sha256[..40]}-1";
        await store.AddRenditionsAsync(
            name,
            work => Task.WhenAll(new[] { "a", "b", "c" }.Select(file => File.WriteAllTextAsync(Path.Combine(work, file), file))),
            default
        );
        var made = Path.Combine(folder, "renditions", name[..2], name);
        await File.WriteAllTextAsync(Path.Combine(made, "a"), "x");
        File.Delete(Path.Combine(made, "b"));
        Assert.Equal(["a", "b"], await store.DamagedRenditionsAsync(name, default));
    }
}
