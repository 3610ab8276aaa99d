using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace XrContent.Server.Tests;

/// <summary>tus 1.0.0, by the words of its specification.</summary>
public class UploadTests(ServerFixture server)
{
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public async Task The_server_says_what_it_speaks()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads");
        var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1.0.0", response.Headers.GetValues("Tus-Version").Single());
        Assert.Equal("creation,creation-with-upload,expiration,checksum,termination", response.Headers.GetValues("Tus-Extension").Single());
        Assert.Equal("sha1,sha256", response.Headers.GetValues("Tus-Checksum-Algorithm").Single());
    }

    [Fact]
    public async Task Another_version_is_refused_with_the_one_that_is_spoken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "0.2.2");
        var response = await server.Staff.SendAsync(request);
        Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
        Assert.Equal("1.0.0", response.Headers.GetValues("Tus-Version").Single());
    }

    [Fact]
    public async Task An_upload_goes_on_from_where_it_stopped()
    {
        var address = await CreateAsync();
        Assert.Equal("100000", Offset(await SendAsync(Footage.Patch(address, 0, bytes[..100_000]))));
        var head = await SendAsync(Footage.Tus(HttpMethod.Head, address));
        Assert.Equal(("100000", "300000"), (Offset(head), head.Headers.GetValues("Upload-Length").Single()));
        Assert.True(head.Headers.CacheControl!.NoStore);
        Assert.True(
            DateTimeOffset.Parse(head.Headers.GetValues("Upload-Expires").Single(), System.Globalization.CultureInfo.InvariantCulture)
                > DateTimeOffset.UtcNow
        );
        Assert.Equal("300000", Offset(await SendAsync(Footage.Patch(address, 100_000, bytes[100_000..]))));
        var file = await Footage.EndOfAsync(server.Staff, address.Split('/')[^1]);
        // Noise is no picture; that it is known by its hash shows that every byte came.
        Assert.Equal("unreadable", file.GetProperty("problem").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("application/offset+octet-stream; charset=utf-8", HttpStatusCode.NoContent)]
    [InlineData("Application/Offset+Octet-Stream", HttpStatusCode.NoContent)]
    [InlineData("application/octet-stream", HttpStatusCode.UnsupportedMediaType)]
    public async Task Parameters_change_no_media_type(string type, HttpStatusCode expected)
    {
        var request = Footage.Patch(await CreateAsync(), 0, bytes[..1000]);
        request.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        Assert.Equal(expected, (await server.Staff.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Bytes_may_come_with_the_creation()
    {
        using var request = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "300000"),
            ("Upload-Metadata", Footage.Metadata("a.jpg"))
        );
        request.Content = new ByteArrayContent(bytes[..1000]);
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        var response = await server.Staff.SendAsync(request);
        Assert.Equal((HttpStatusCode.Created, "1000"), (response.StatusCode, Offset(response)));
    }

    [Fact]
    public async Task A_wrong_offset_is_a_conflict_that_names_the_right_one()
    {
        var address = await CreateAsync();
        await SendAsync(Footage.Patch(address, 0, bytes[..500]));
        var response = await SendAsync(Footage.Patch(address, 400, bytes[400..]));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("500 bytes are here", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Bytes_whose_checksum_is_wrong_are_not_kept(string algorithm)
    {
        var address = await CreateAsync();
        string Sum(byte[] part) =>
            $"{algorithm} {Convert.ToBase64String(CryptographicOperations.HashData(new(algorithm.ToUpperInvariant()), part))}";
        Assert.Equal("1000", Offset(await SendAsync(Footage.Patch(address, 0, bytes[..1000], ("Upload-Checksum", Sum(bytes[..1000]))))));
        var wrong = await SendAsync(Footage.Patch(address, 1000, bytes[1000..2000], ("Upload-Checksum", Sum(bytes[..1000]))));
        Assert.Equal((460, "1000"), ((int)wrong.StatusCode, Offset(wrong)));
        Assert.Equal("1000", Offset(await SendAsync(Footage.Tus(HttpMethod.Head, address))));
    }

    [Theory]
    [InlineData("md5 AAAA")]
    [InlineData("sha1 not-base64")]
    [InlineData("sha256 AAAA")]
    public async Task A_checksum_that_cannot_be_read_is_refused(string checksum) =>
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await SendAsync(Footage.Patch(await CreateAsync(), 0, bytes, ("Upload-Checksum", checksum)))).StatusCode
        );

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        var address = await CreateAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(Footage.Patch(address, 0, [.. bytes, 1]))).StatusCode);
        // Without a length the server finds out as they come.
        var chunked = Footage.Patch(address, 0, new StreamContent(new Endless()));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(chunked)).StatusCode);
    }

    [Fact]
    public async Task A_terminated_upload_is_gone()
    {
        var address = await CreateAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(Footage.Tus(HttpMethod.Delete, address))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(Footage.Tus(HttpMethod.Head, address))).StatusCode);
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "uploads"), $"{address.Split('/')[^1]}*"));
    }

    [Fact]
    public async Task Where_only_post_passes_the_method_may_be_named()
    {
        var address = await CreateAsync();
        var request = Footage.Patch(address, 0, bytes[..10], ("X-HTTP-Method-Override", "PATCH"));
        request.Method = HttpMethod.Post;
        Assert.Equal("10", Offset(await SendAsync(request)));
    }

    [Theory]
    [InlineData("place", "atlantis", "Upload-Metadata.place")]
    [InlineData("place", "", "Upload-Metadata.place")]
    [InlineData("event", "minato-park", "Upload-Metadata.event")]
    [InlineData("taken", "yesterday", "Upload-Metadata.taken")]
    [InlineData("heading", "360", "Upload-Metadata.heading")]
    [InlineData("lat", "91", "Upload-Metadata.lat")]
    [InlineData("stereo", "left-right", "Upload-Metadata.stereo")]
    public async Task What_is_said_wrongly_of_a_file_is_named_before_a_byte_is_sent(string key, string value, string field)
    {
        using var request = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "10"),
            ("Upload-Metadata", Footage.Metadata("a.jpg", (key, value)))
        );
        var response = await server.Staff.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/problems/bad-parameter", problem.GetProperty("type").GetString());
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Theory]
    [InlineData("Upload-Length", "0", 400)]
    [InlineData("Upload-Length", "-5", 400)]
    [InlineData("Upload-Length", "", 400)]
    [InlineData("Upload-Length", "99999999999999", 413)]
    [InlineData("Upload-Metadata", "place ???", 400)]
    public async Task A_header_that_cannot_be_is_refused(string name, string value, int status)
    {
        var headers = new Dictionary<string, string>
        {
            ["Upload-Length"] = "10",
            ["Upload-Metadata"] = Footage.Metadata("a.jpg"),
            [name] = value,
        };
        using var request = Footage.Tus(HttpMethod.Post, "/api/v1/uploads", [.. headers.Select(header => (header.Key, header.Value))]);
        Assert.Equal(status, (int)(await server.Staff.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_name_is_shown_and_never_a_path()
    {
        var id = (await Footage.CreateAsync(server.Staff, 10, Footage.Metadata("../../etc/pass\0wd\n.jpg"))).Split('/')[^1];
        Assert.Equal("passwd.jpg", (await Footage.ReadAsync(server.Staff, id)).GetProperty("fileName").GetString());
        Assert.True(File.Exists(Path.Combine(server.Data, "uploads", id)));
    }

    [Theory]
    [InlineData("/api/v1/uploads/..%2f..%2fcatalog.db")]
    [InlineData("/api/v1/uploads/0123456789abcdef0123456789abcdeg")]
    [InlineData("/api/v1/uploads/0123456789abcdef0123456789abcdef")]
    public async Task An_id_that_the_server_did_not_make_leads_nowhere(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(Footage.Patch(address, 0, bytes))).StatusCode);

    [Fact]
    public async Task A_request_whose_sender_fell_silent_gives_way_at_once_and_what_it_sent_is_kept()
    {
        var address = await CreateAsync();
        var (_, first) = await BeginAsync(address, 50_000);

        // Its connection is dead, and nobody has told the server.
        var head = await SendAsync(Footage.Tus(HttpMethod.Head, address));
        Assert.Equal((HttpStatusCode.OK, "50000"), (head.StatusCode, Offset(head)));
        Assert.Equal("300000", Offset(await SendAsync(Footage.Patch(address, 50_000, bytes[50_000..]))));
        await Assert.ThrowsAnyAsync<Exception>(() => first);
    }

    [Fact]
    public async Task Who_only_asks_for_the_offset_takes_nothing_from_a_sender_who_pauses()
    {
        var address = await CreateAsync();
        var (slow, first) = await BeginAsync(address, 50_000);
        var head = await SendAsync(Footage.Tus(HttpMethod.Head, address));
        Assert.Equal((HttpStatusCode.OK, "50000"), (head.StatusCode, Offset(head)));
        await slow.Writer.WriteAsync(bytes.AsMemory(50_000));
        await slow.Writer.CompleteAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await first).StatusCode);
    }

    [Fact]
    public async Task The_disk_s_room_is_given_to_one_of_many_who_begin_at_once()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        var free = new DriveInfo(data).AvailableFreeSpace;
        // Room for one and a half, however the disk fills and empties meanwhile.
        var size = Math.Min(free / 3, 60L << 30);
        using var small = server.Serve(("Uploads:KeepFree", $"{free - size * 3 / 2}"), ("DataDirectory", data), ("Ingest:Works", "false"));
        using var client = small.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(_ =>
                    client.SendAsync(
                        Footage.Tus(
                            HttpMethod.Post,
                            "/api/v1/uploads",
                            ("Upload-Length", $"{size}"),
                            ("Upload-Metadata", Footage.Metadata("a.jpg"))
                        )
                    )
                )
        );
        Assert.Equal(HttpStatusCode.Created, Assert.Single(answers, answer => answer.IsSuccessStatusCode).StatusCode);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode == HttpStatusCode.InsufficientStorage));
    }

    [Fact]
    public async Task A_request_whose_bytes_still_come_keeps_its_upload()
    {
        var address = await CreateAsync();
        var (slow, first) = await BeginAsync(address, 1000);
        var second = SendAsync(Footage.Tus(HttpMethod.Head, address));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var at = 1000; !second.IsCompleted && at < bytes.Length; at += 100)
        {
            await slow.Writer.WriteAsync(bytes.AsMemory(at, 100));
            await pace.WaitForNextTickAsync();
        }

        Assert.Equal(423, (int)(await second).StatusCode);
        await slow.Writer.CompleteAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await first).StatusCode);
    }

    [Fact]
    public async Task Where_the_disk_must_stay_free_no_upload_begins()
    {
        using var full = server.Serve(("Uploads:KeepFree", "9000000000000000"), ("Ingest:Works", "false"));
        using var client = full.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        using var request = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "10"),
            ("Upload-Metadata", Footage.Metadata("a.jpg"))
        );
        Assert.Equal(HttpStatusCode.InsufficientStorage, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task One_person_s_files_on_their_way_have_a_limit()
    {
        using var small = server.Serve(
            ("Uploads:MostBytes", "1000"),
            ("Uploads:MostBytesPerPerson", "1000"),
            ("DataDirectory", Directory.CreateTempSubdirectory("xrcontent-").FullName)
        );
        using var client = small.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", ServerFixture.Token);
        await Footage.CreateAsync(client, 700, Footage.Metadata("a.jpg"));
        using var request = Footage.Tus(
            HttpMethod.Post,
            "/api/v1/uploads",
            ("Upload-Length", "400"),
            ("Upload-Metadata", Footage.Metadata("b.jpg"))
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
    }

    /// <summary>A request that has brought so many bytes and may bring more.</summary>
    private async Task<(Pipe Body, Task<HttpResponseMessage> Answer)> BeginAsync(string address, int count)
    {
        var body = new Pipe();
        var answer = server.Staff.SendAsync(Footage.Patch(address, 0, new StreamContent(body.Reader.AsStream())));
        await body.Writer.WriteAsync(bytes.AsMemory(0, count));
        await UntilAsync(() => new FileInfo(Path.Combine(server.Data, "uploads", address.Split('/')[^1])).Length == count);
        return (body, answer);
    }

    private Task<string> CreateAsync() => Footage.CreateAsync(server.Staff, bytes.Length, Footage.Metadata("noise.jpg"));

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
            return await server.Staff.SendAsync(request);
    }

    private static string Offset(HttpResponseMessage response) => response.Headers.GetValues("Upload-Offset").Single();

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!holds())
            await timer.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>A body of unknown length that never ends by itself.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
