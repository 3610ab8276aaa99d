using XrContent.Server.Views;

namespace XrContent.Server.Tests.Views;

/// <summary>What several ask for at once is made once.</summary>
public class SingleFlightTests
{
    private readonly SingleFlight<string, int> flights = new();
    private readonly TaskCompletionSource<int> work = new();
    private CancellationToken given;
    private int begun;

    [Fact]
    public async Task All_who_ask_meanwhile_get_what_the_first_one_began()
    {
        var asked = Enumerable.Range(0, 5).Select(_ => AskAsync(CancellationToken.None)).ToList();
        work.SetResult(7);
        Assert.All(await Task.WhenAll(asked), made => Assert.Equal(7, made));
        Assert.Equal(1, begun);
        Assert.Equal(7, await AskAsync(CancellationToken.None));
        Assert.Equal(2, begun);
    }

    [Fact]
    public async Task Who_leaves_takes_nothing_from_the_others_and_the_last_one_ends_it()
    {
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var (first, second) = (AskAsync(one.Token), AskAsync(other.Token));
        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(given.IsCancellationRequested);
        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(given.IsCancellationRequested);
        // Who comes now begins anew.
        var third = AskAsync(CancellationToken.None);
        work.SetResult(3);
        Assert.Equal(3, await third);
        Assert.Equal(2, begun);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_kept_for_nobody()
    {
        var asked = Enumerable.Range(0, 3).Select(_ => AskAsync(CancellationToken.None)).ToList();
        work.SetException(new InvalidOperationException("no"));
        foreach (var each in asked)
            await Assert.ThrowsAsync<InvalidOperationException>(() => each);
        Assert.Equal(9, await flights.JoinAsync("a", _ => Task.FromResult(9), CancellationToken.None));
    }

    private Task<int> AskAsync(CancellationToken cancel) =>
        flights.JoinAsync(
            "a",
            stop =>
            {
                begun++;
                given = stop;
                return work.Task;
            },
            cancel
        );
}
