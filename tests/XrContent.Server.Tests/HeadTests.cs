using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace XrContent.Server.Tests;

/// <summary>HEAD, as caches, link checkers and players ask it, of the real program: what is not sent is the server's to decide.</summary>
public sealed partial class HeadTests : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync()
    {
        await ServerProcess.FillAsync(data);
        server = await ServerProcess.StartAsync(data);
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Whatever_answers_get_answers_head_with_the_same_headers_and_no_body()
    {
        var api = await server.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var paths = api.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)).ToList();
        Assert.InRange(paths.Count, 40, 200);
        string[] more =
        [
            "/docs",
            "/openapi/v1.json",
            "/health/live",
            "/api/v1/items/inasayama-deck",
            "/api/v1/nearby?lat=32.75&lon=129.85",
        ];
        // Files have a HEAD of their own, and taps none: see below.
        var usual = paths
            .Select(path => path.Name)
            .Where(path => !path.StartsWith("/media/", StringComparison.Ordinal) && path != "/t/{tag}");
        foreach (var address in usual.Select(path => Parameter().Replace(path, "1")).Concat(more))
        {
            using var get = await server.Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var head = await server.Client.SendAsync(request);
            Assert.True(get.StatusCode == head.StatusCode, $"{address}: {get.StatusCode} to GET, {head.StatusCode} to HEAD");
            Assert.NotEqual(HttpStatusCode.InternalServerError, get.StatusCode);
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Equal(get.Headers.Vary, head.Headers.Vary);
        }
    }

    [Fact]
    public async Task Nothing_follows_the_headers_on_the_connection_and_a_file_s_length_is_among_them()
    {
        Assert.StartsWith("HTTP/1.1 200", await AskAsync("/openapi/v1.json"), StringComparison.Ordinal);
        var item = await server.Client.GetFromJsonAsync<JsonElement>("/api/v1/items/drawing-minato-park");
        var preview = item.GetProperty("properties").GetProperty("media").GetProperty("preview").GetString()!;
        var length = (await server.Client.GetByteArrayAsync(preview)).Length;
        Assert.Contains($"Content-Length: {length}\r\n", await AskAsync(preview), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 403",
            await AskAsync(preview.Replace("preview", "base", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_tap_is_not_used_up_by_whoever_looks_where_a_link_leads()
    {
        using var head = await server.Client.SendAsync(new(HttpMethod.Head, $"/t/{new string('a', 26)}?c=12345678"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
    }

    /// <summary>The whole answer to a HEAD, as the connection has it.</summary>
    private async Task<string> AskAsync(string address)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HEAD {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        var answer = await new StreamReader(stream).ReadToEndAsync();
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        return answer;
    }

    [Fact]
    public async Task Head_of_an_upload_is_its_own()
    {
        using var request = Footage.Tus(HttpMethod.Head, $"/api/v1/uploads/{new string('0', 32)}");
        using var head = await server.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.NotFound, true), (head.StatusCode, head.Headers.Contains("Tus-Resumable")));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
