using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace XrContent.Server.Tests.Scaled;

/// <summary>A kiosk that listens by a stream and comes back whenever it is lost, as browsers do; and what it heard.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> heard = [];
    private readonly SemaphoreSlim news = new(0);
    private readonly Task running;
    private string known = "";

    public Listener(Uri door, string cells) => running = RunAsync(new(door, $"/api/v1/live?cells={cells}"));

    /// <summary>Ends when it hears.</summary>
    public Task Listening => listening.Task;

    /// <summary>Ids of items that were said to have changed, each telling once.</summary>
    public IReadOnlyCollection<string> Heard => heard;

    /// <summary>Ends when it heard of an item.</summary>
    public async Task HearsAsync(string id)
    {
        while (!heard.Contains(id))
            Assert.True(await news.WaitAsync(TimeSpan.FromSeconds(30)), $"Nothing was heard of {id}, but of {string.Join(", ", heard)}.");
    }

    private async Task RunAsync(Uri address)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(address);
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
            {
                // It comes back.
            }

            await Task.WhenAny(Task.Delay(100, end.Token));
        }
    }

    private async Task ListenAsync(Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (known.Length > 0)
            request.Headers.Add("Last-Event-ID", known);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end.Token);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(end.Token));
        var id = "";
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            var message = JsonDocument.Parse(line[6..]).RootElement;
            // The first event of a stream says the version from which on it tells; what was missed comes after it.
            if (message.TryGetProperty("items", out var items))
            {
                foreach (var item in items.EnumerateArray())
                    heard.Enqueue(item.GetProperty("id").GetString()!);
                known = message.GetProperty("version").GetInt64().ToString(CultureInfo.InvariantCulture);
            }
            else if (known.Length == 0)
            {
                known = id;
            }

            listening.TrySetResult();
            news.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        client.Dispose();
        end.Dispose();
        news.Dispose();
    }
}
