using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using XrContent.Server.Hosting;

namespace XrContent.Server.Tests;

public sealed class AssetTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("xrcontent-").FullName;
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(root, "assets"));
        await File.WriteAllTextAsync(Path.Combine(root, "assets", "page-1.js"), "plain");
        await File.WriteAllTextAsync(Path.Combine(root, "assets", "page-1.js.br"), "pressed");
        await File.WriteAllTextAsync(Path.Combine(root, "assets", "small-1.js"), "small");
        await File.WriteAllTextAsync(Path.Combine(root, "sw.js"), "worker");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { WebRootPath = root });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        app = builder.Build();
        app.UseAssets();
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("gzip, deflate, br", "pressed", "br")]
    [InlineData("br;q=0, gzip", "plain", null)]
    [InlineData("gzip", "plain", null)]
    [InlineData("", "plain", null)]
    public async Task An_asset_comes_as_the_build_compressed_it_to_those_who_take_that(string takes, string body, string? coding)
    {
        using var response = await AskAsync("/assets/page-1.js", takes);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        // A cache between must not hand one visitor's form to another.
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_build_left_as_it_is_comes_as_it_is()
    {
        using var small = await AskAsync("/assets/small-1.js", "br");
        Assert.Equal("small", await small.Content.ReadAsStringAsync());
        Assert.Empty(small.Content.Headers.ContentEncoding);
        using var worker = await AskAsync("/sw.js", "br");
        Assert.Equal("worker", await worker.Content.ReadAsStringAsync());
        Assert.Equal("no-cache", worker.Headers.CacheControl?.ToString());
        using var missing = await AskAsync("/assets/missing.js", "br");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string takes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", takes);
        return await app.GetTestClient().SendAsync(request);
    }
}
