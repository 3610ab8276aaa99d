using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace XrContent.Server.Tests;

/// <summary>
/// Who sends without end, too slowly, or from too many connections; over the network, where the limits are the server's own.
/// </summary>
public sealed partial class FloodTests : IAsyncLifetime
{
    private const long Mebibyte = 1 << 20;

    /// <summary>Bytes that lie between two programs of one machine at most: in the sender's and the receiver's socket.</summary>
    private const long OnTheWay = 32 * Mebibyte;

    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
    private ServerProcess server = null!;

    public async ValueTask InitializeAsync() => server = await ServerProcess.StartAsync(data, "--Content:Starter=false");

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task No_endpoint_reads_a_body_that_does_not_end()
    {
        var document = await server.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var asked = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(one => one.Value.TryGetProperty("requestBody", out _)))
            {
                var type = operation.Value.GetProperty("requestBody").GetProperty("content").EnumerateObject().First().Name;
                var endless = new Endless(type);
                using var request = new HttpRequestMessage(new(operation.Name.ToUpperInvariant()), Parameters().Replace(path.Name, "x"))
                {
                    Content = endless,
                };
                request.Headers.TransferEncodingChunked = true;
                var said = $"{request.Method} {request.RequestUri}";
                try
                {
                    using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                    Assert.True((int)response.StatusCode is >= 400 and < 500, $"{said}: {(int)response.StatusCode}");
                }
                catch (HttpRequestException)
                {
                    // The server hung up while more was sent: its answer may be lost on the way.
                }

                Assert.True(endless.Sent < 30_000_000 + OnTheWay, $"{said}: {endless.Sent} bytes");
                asked++;
            }
        }

        Assert.InRange(asked, 30, int.MaxValue);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/ready")).StatusCode);
    }

    [Theory]
    [InlineData("POST /api/v1/studio/items HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\nContent-Type: application/json\r\n\r\n{")]
    [InlineData("GET /api/v1/items HTTP/1.1\r\nHost: here\r\nX-Slow: ")]
    public async Task Whoever_sends_a_letter_now_and_then_is_sent_away_and_the_others_go_on(string beginning)
    {
        using var slow = await ConnectAsync();
        await using var stream = slow.GetStream();
        var token = $"\r\nAuthorization: Bearer {ServerProcess.Token}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning.Insert(beginning.IndexOf("\r\nHost", StringComparison.Ordinal), token)));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ended = ReadToEndAsync(stream, patience.Token);
        var letters = 0;
        while (!ended.IsCompleted)
        {
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/live", patience.Token)).StatusCode);
            try
            {
                await stream.WriteAsync("a"u8.ToArray(), patience.Token);
                letters++;
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(ended, Task.Delay(500, patience.Token));
        }

        Assert.Matches("^(|HTTP/1.1 4.*)$", (await ended).Split("\r\n")[0]);
        Assert.InRange(letters, 2, 99);
    }

    [Fact]
    public async Task A_thousand_connections_that_say_nothing_keep_nobody_out()
    {
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 1000; i++)
                silent.Add(await ConnectAsync());
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/live")).StatusCode);
        }
        finally
        {
            foreach (var one in silent)
                one.Dispose();
        }
    }

    [Theory]
    [InlineData(40_000, false)]
    [InlineData(200_000, false)]
    [InlineData(40_000, true)]
    [InlineData(200_000, true)]
    public async Task A_line_longer_than_any_that_is_meant_is_refused(int length, bool isHeader)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            isHeader ? "/api/v1/items" : $"/api/v1/items?q={new string('a', length)}"
        );
        if (isHeader)
            request.Headers.Add("X-Long", new string('a', length));
        using var response = await server.Client.SendAsync(request);
        Assert.Contains(
            response.StatusCode,
            new[] { HttpStatusCode.RequestUriTooLong, HttpStatusCode.RequestHeaderFieldsTooLarge, HttpStatusCode.BadRequest }
        );
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
        return client;
    }

    /// <summary>What is answered until the connection ends, however it ends.</summary>
    private static async Task<string> ReadToEndAsync(NetworkStream stream, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, cancel) is var count and > 0)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Reset by the server.
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameters();

    /// <summary>Spaces, which JSON allows anywhere, until nobody takes them.</summary>
    private sealed class Endless : HttpContent
    {
        private static readonly byte[] Spaces = [.. Enumerable.Repeat((byte)' ', 1 << 16)];
        private long sent;

        public Endless(string type) => Headers.ContentType = new(type);

        public long Sent => Interlocked.Read(ref sent);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            while (Sent < 1024 * Mebibyte)
            {
                await stream.WriteAsync(Spaces);
                Interlocked.Add(ref sent, Spaces.Length);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
