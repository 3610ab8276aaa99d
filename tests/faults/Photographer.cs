using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using XrContent.Server.Tests;

namespace XrContent.Faults;

/// <summary>Sends pictures piece by piece, and goes on where the server says that it is.</summary>
internal sealed class Photographer(Uri door) : Person(door)
{
    private const int Piece = 10_000;
    private readonly ConcurrentQueue<string> sent = [];
    private byte[] picture = [];
    private string? address;

    /// <summary>Bytes of the current picture that the server said it has.</summary>
    private long kept;

    /// <summary>Ids of pictures whose last byte was taken.</summary>
    public IReadOnlyCollection<string> Sent => sent;

    protected override async Task ActAsync(CancellationToken end)
    {
        if (address is null)
            await CreateAsync(end);
        else if (await OffsetAsync(address, end) is { } offset)
            await SendAsync(address, offset, end);
    }

    private async Task CreateAsync(CancellationToken end)
    {
        picture = Footage.NewStill();
        var metadata = Footage.Metadata("a.jpg");
        (string, string)[] headers = [("Upload-Length", $"{picture.Length}"), ("Upload-Metadata", metadata)];
        using var made = await AskAsync(Footage.Tus(HttpMethod.Post, "/api/v1/uploads", headers), end);
        (address, kept) = (made?.Headers.Location?.ToString(), 0);
    }

    private async Task<long?> OffsetAsync(string of, CancellationToken end)
    {
        // Somebody else's lease, of the node that was killed, runs out.
        using var answer = await AskAsync(Footage.Tus(HttpMethod.Head, of), end, HttpStatusCode.Locked);
        if (answer is not { IsSuccessStatusCode: true })
            return null;
        var offset = long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
        if (offset < kept)
            Wrong.Enqueue($"{of}: has {offset} bytes, and had {kept}.");
        return offset;
    }

    private async Task SendAsync(string to, long offset, CancellationToken end)
    {
        if (offset < picture.Length)
        {
            var piece = picture[(int)offset..(int)Math.Min(offset + Piece, picture.Length)];
            // Another offset than was just said: a request that was lost came through after all.
            using var answer = await AskAsync(Footage.Patch(to, offset, piece), end, HttpStatusCode.Locked, HttpStatusCode.Conflict);
            if (answer is not { IsSuccessStatusCode: true })
                return;
            kept = offset + piece.Length;
        }

        if (Math.Max(kept, offset) < picture.Length)
            return;
        sent.Enqueue(to.Split('/')[^1]);
        address = null;
    }
}
