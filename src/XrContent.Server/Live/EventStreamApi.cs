using System.ComponentModel;
using System.Globalization;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Published;
using XrContent.Geo;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Live;

/// <summary>
/// The same news as server-sent events, for kiosks, plain pages and programs without a library for the hub. A listener that comes back
/// with Last-Event-ID hears first what changed meanwhile, wherever.
/// </summary>
internal static class EventStreamApi
{
    /// <summary>A line that says nothing, so that whatever stands between does not end a silent connection.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>From a node that ends, to another.</summary>
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    public static void MapEventStream(this WebApplication app) =>
        app.MapGet("/api/v1/live", Listen)
            .WithTags("Live")
            .WithName("Live")
            .WithSummary("Server-sent events of what is published near some cells")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesValidationProblem();

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Listen(
        HttpContext context,
        [Description(CellList.Form)] string cells,
        LiveListeners listeners,
        CurrentCatalog current,
        Draining draining,
        IHostApplicationLifetime lifetime,
        TimeProvider clock
    )
    {
        if (draining.HasBegun)
            throw new BusyException(ComeAgain);
        if (CellList.Parse(cells) is not { } around)
            return TypedResults.Problem(CellList.Problem());
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var known = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : (long?)null;
        // Another node may have told of more than this one serves yet.
        if (known is { } version)
            await VersionAsked.WaitAsync(context, version);
        var stream = new EventStream(end);
        listeners.Place(stream, around);
        try
        {
            // Listening already: what is published from here on comes by itself.
            var now = current.Snapshot;
            await BeginAsync(context, now, known, around, end.Token);
            await stream.WriteAsync(context.Response.BodyWriter, now.Version, Heartbeat, clock);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It went, was too slow, or this server ends.
        }
        finally
        {
            listeners.Remove(stream);
        }

        return TypedResults.Empty;
    }

    private static async Task BeginAsync(
        HttpContext context,
        CatalogSnapshot now,
        long? known,
        IReadOnlyList<SlippyCell> cells,
        CancellationToken cancel
    )
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // Whoever stands between must not collect.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        // After an end, not all come back at the same moment.
        var retry = Random.Shared.Next(500, 5000);
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"retry: {retry}\n"), cancel);
        // What was missed comes before the version that has it: whoever is lost between the two asks for it again. What moved away from
        // here is told as well.
        if (known is { } version && now.ChangesSince(version, CellList.Around(cells)) is not { Count: 0 } and var missed)
            await context.Response.BodyWriter.WriteAsync(new LiveMessage(Changed.Of(now.Version, missed)).Event, cancel);
        await context.Response.WriteAsync($"id: {now.Version}\nevent: version\ndata: {{\"version\":{now.Version}}}\n\n", cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}

/// <summary>One who listens by a stream. What waits for it is bounded: one that does not keep up is ended.</summary>
internal sealed class EventStream(CancellationTokenSource end) : ILiveListener
{
    private const int MostWaiting = 32;

    private static readonly byte[] Nothing = ":\n\n"u8.ToArray();

    private readonly Channel<(long Version, ReadOnlyMemory<byte> Bytes)> waiting = Channel.CreateBounded<(long, ReadOnlyMemory<byte>)>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );

    public ValueTask TellAsync(LiveMessage message)
    {
        if (!waiting.Writer.TryWrite((message.Version, message.Event)))
            Drop();
        return ValueTask.CompletedTask;
    }

    public void Drop()
    {
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It went at the same moment.
        }
    }

    /// <summary>Writes what comes until the stream is ended.</summary>
    /// <param name="told">The version up to which it knows all: what began to be told at the same moment is not told twice.</param>
    public async Task WriteAsync(PipeWriter body, long told, TimeSpan heartbeat, TimeProvider clock)
    {
        await using var beat = clock.CreateTimer(_ => waiting.Writer.TryWrite((long.MaxValue, Nothing)), null, heartbeat, heartbeat);
        while (true)
        {
            var (version, bytes) = await waiting.Reader.ReadAsync(end.Token);
            if (version > told)
                await body.WriteAsync(bytes, end.Token);
        }
    }
}
