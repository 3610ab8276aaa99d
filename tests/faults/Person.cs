using System.Collections.Concurrent;
using System.Net;
using XrContent.Server.Tests;

namespace XrContent.Faults;

/// <summary>Somebody who goes on whatever happens to the server, and notes what it should not have answered.</summary>
/// <param name="door">Where they come in; it stays when what stands behind it is begun anew.</param>
internal abstract class Person(Uri door) : IDisposable
{
    private readonly HttpClient client = new() { BaseAddress = door, Timeout = TimeSpan.FromSeconds(30) };
    private int acts;

    /// <summary>Answers that no fault of a part excuses.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>Requests that were answered as they should be.</summary>
    public int Acts => Volatile.Read(ref acts);

    /// <summary>Requests to which no answer came, or that were asked to come again.</summary>
    public int Lost { get; private set; }

    /// <summary>Lives until somebody says that it is over.</summary>
    public async Task LiveAsync(CancellationToken end)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(60));
        try
        {
            while (await pace.WaitForNextTickAsync(end))
                await ActAsync(end);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It is over.
        }
    }

    /// <summary>What they show at the door.</summary>
    protected virtual string Token => ServerProcess.Token;

    protected abstract Task ActAsync(CancellationToken end);

    /// <returns>Null where no answer came, or one that asks to come again: nothing is promised then.</returns>
    protected async Task<HttpResponseMessage?> AskAsync(HttpRequestMessage request, CancellationToken end, params HttpStatusCode[] also)
    {
        request.Headers.Authorization ??= new("Bearer", Token);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, end);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException && !end.IsCancellationRequested)
        {
            Lost++;
            return null;
        }
        finally
        {
            request.Dispose();
        }

        if (response.IsSuccessStatusCode || Array.IndexOf(also, response.StatusCode) >= 0)
        {
            Interlocked.Increment(ref acts);
            return response;
        }

        // nginx says 502 and 504 of a node that is gone, the server says 503 of a part.
        if (response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            Lost++;
        else
            Wrong.Enqueue(
                $"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(end)}"
            );
        response.Dispose();
        return null;
    }

    public void Dispose() => client.Dispose();
}
