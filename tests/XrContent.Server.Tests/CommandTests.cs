using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog;
using XrContent.Media;
using XrContent.Media.Blobs;
using XrContent.Server.Commands;
using XrContent.Server.Ingest;

namespace XrContent.Server.Tests;

public sealed class CommandTests(ServerFixture server)
{
    private static readonly string Content = Path.Combine(AppContext.BaseDirectory, "content");
    private static readonly DateTimeOffset Taken = new(2026, 2, 17, 19, 5, 0, TimeSpan.FromHours(9));

    private static readonly CaptureDetails Said = new(
        "minato-park",
        Taken: Taken,
        License: "CC-BY-4.0",
        Holder: "City",
        Credit: "City",
        People: Catalog.Documents.PeopleShown.None
    );

    [Fact]
    public async Task Exporting_what_was_imported_gives_the_same_bytes_pictures_included()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        var copy = Path.Combine(data, "copy");
        using var other = server.Serve(("DataDirectory", data), ("Content:Starter", "false"));
        Assert.Equal(0, await Verbs.RunAsync(other.Services, ["import", Content]));
        Assert.Equal(0, await Verbs.RunAsync(other.Services, ["export", copy]));
        Assert.Equal(0, await Verbs.RunAsync(other.Services, ["check"]));
        // The terrain is a store of its own, the map below the pins is the program's, and the licence is the project's.
        foreach (
            var file in Directory
                .EnumerateFiles(Content, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) is not ("terrain" or "map"))
                .Where(file => Path.GetFileName(file) != "LICENSE")
        )
            Assert.Equal(
                await File.ReadAllBytesAsync(file),
                await File.ReadAllBytesAsync(Path.Combine(copy, Path.GetRelativePath(Content, file)))
            );
    }

    [Fact]
    public async Task The_catalogue_is_written_as_a_page_to_read_in_each_language_and_nothing_in_it_is_markup_of_its_own()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        var pages = Path.Combine(data, "pages");
        using var other = server.Serve(("DataDirectory", data), ("Content:Starter", "false"));
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(data, "in")).FullName, "places.geojson"),
            """
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"p","geometry":{"type":"Point","coordinates":[129.87,32.75]},
            "properties":{"kind":"place","title":{"ja":"<b>坂</b>","en":"A slope"},"text":{"ja":"一。\n\n二。","en":"One.\n\nTwo."},
            "category":"relic","height":12,"heightSources":["<i>s</i>"],
            "position":{"accuracy":30,"sources":["s"]},
            "facts":[{"id":"f","label":{"ja":"長さ","en":"Length"},"value":1234.5,"unit":"m","about":true,"sources":["s"]}],
            "sources":[{"id":"<i>s</i>","title":"Another book","locator":"p. 4"},
            {"id":"s","title":"A book","locator":"p. 3","language":"en"}]}}]}
            """
        );
        Assert.Equal(0, await Verbs.RunAsync(other.Services, ["import", Path.Combine(data, "in")]));
        Assert.Equal(0, await Verbs.RunAsync(other.Services, ["export", "--readable", pages]));
        Assert.Equal(4, Directory.GetFiles(pages).Length);
        var japanese = await File.ReadAllTextAsync(Path.Combine(pages, "catalogue.ja.html"));
        Assert.Contains("<h3>&lt;b&gt;坂&lt;/b&gt;</h3>", japanese, StringComparison.Ordinal);
        Assert.Contains("<p class=\"\">一。</p><p class=\"\">二。</p>", japanese, StringComparison.Ordinal);
        Assert.Contains("<dt>標高</dt><dd>12 m (&lt;i&gt;s&lt;/i&gt;)</dd>", japanese, StringComparison.Ordinal);
        Assert.Contains("<dt>長さ</dt><dd>≈ 1,234.5 m (s)</dd>", japanese, StringComparison.Ordinal);
        Assert.Contains("32.75 N, 129.87 E, 誤差 30 m", japanese, StringComparison.Ordinal);
        Assert.Contains("<li>s: A book, p. 3</li>", japanese, StringComparison.Ordinal);
        // What is not said in a language is shown as what it is.
        var korean = await File.ReadAllTextAsync(Path.Combine(pages, "catalogue.ko.html"));
        Assert.Contains("<h3><mark lang=\"en\">A slope</mark></h3>", korean, StringComparison.Ordinal);
        Assert.Contains(
            "<p class=\"\"><mark lang=\"en\">One.</mark></p><p class=\"\"><mark lang=\"en\">Two.</mark></p>",
            korean,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_picture_becomes_a_published_capture_and_the_same_picture_again_is_the_same_capture()
    {
        var import = server.Factory.Services.GetRequiredService<CaptureImport>();
        var picture = NewPicture();
        var first = await import.AddAsync(new MemoryStream(picture), Said, null, default);
        var second = await import.AddAsync(new MemoryStream(picture), Said, null, default);
        Assert.False(first.Known);
        Assert.True(second.Known);
        Assert.Equal(first.Capture.Item.Id, second.Capture.Item.Id);
        Assert.StartsWith("minato-park-20260217-", first.Capture.Item.Id, StringComparison.Ordinal);
        Assert.Equal("湊公園（2026年2月17日撮影）", first.Capture.Item.Document.Title.Japanese);
    }

    [Fact]
    public async Task A_picture_of_which_nobody_says_whose_it_is_becomes_a_draft_that_says_what_is_missing()
    {
        var import = server.Factory.Services.GetRequiredService<CaptureImport>();
        var draft = await import.AddAsync(new MemoryStream(NewPicture()), new("minato-park", Taken: Taken), null, default);
        Assert.Null(draft.Capture.Published);
        Assert.Equal(["people", "rights"], draft.Unpublished.Select(problem => problem.Field).Order());
    }

    [Fact]
    public async Task A_picture_without_a_time_is_refused_and_leaves_nothing_behind()
    {
        var import = server.Factory.Services.GetRequiredService<CaptureImport>();
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            import.AddAsync(new MemoryStream(NewPicture()), new("minato-park"), null, default)
        );
        Assert.Equal("no-time", refused.Code);
    }

    [Fact]
    public async Task The_picture_of_a_draft_again_is_that_draft_and_its_bytes_stay()
    {
        var import = server.Factory.Services.GetRequiredService<CaptureImport>();
        var picture = NewPicture();
        var draft = await import.AddAsync(new MemoryStream(picture), new("minato-park", Taken: Taken, Publish: false), null, default);
        var again = await import.AddAsync(new MemoryStream(picture), new("minato-park"), null, default);
        Assert.Equal((true, draft.Capture.Item.Id), (again.Known, again.Capture.Item.Id));
        var sha256 = ((Catalog.Documents.Capture)draft.Capture.Item.Document).Original.Sha256;
        Assert.True(await server.Factory.Services.GetRequiredService<BlobStore>().IsIntactAsync(sha256, default));
    }

    [Fact]
    public async Task A_picture_of_an_unknown_place_is_refused_by_name()
    {
        var import = server.Factory.Services.GetRequiredService<CaptureImport>();
        var refused = await Assert.ThrowsAsync<InvalidCatalogException>(() =>
            import.AddAsync(new MemoryStream(NewPicture()), new("atlantis", Taken: Taken), null, default)
        );
        Assert.Contains("atlantis", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--Onsite:Required=true" }, 1, 0)]
    [InlineData(new[] { "--urls", "http://localhost:1" }, 2, 0)]
    [InlineData(new[] { "import", "a.jpg", "--place", "x", "--DataDirectory=/tmp/y" }, 1, 4)]
    [InlineData(new[] { "--help" }, 0, 1)]
    [InlineData(new[] { "--DataDirectory=/tmp/y", "staff", "invite", "a@b", "--role", "curator" }, 1, 5)]
    [InlineData(new[] { "--DataDirectory=/tmp/y", "--Onsite:Required=false" }, 2, 0)]
    public void Settings_and_verbs_are_told_apart(string[] args, int settings, int words)
    {
        var split = Verbs.Split(args);
        Assert.Equal((settings, words), (split.Settings.Length, split.Verb.Length));
    }

    /// <summary>A drawing with bytes after its end is another file with the same picture.</summary>
    private static byte[] NewPicture() =>
        [.. File.ReadAllBytes(Path.Combine(Content, "drawings", "minato-park.jpg")), .. Guid.NewGuid().ToByteArray()];
}
