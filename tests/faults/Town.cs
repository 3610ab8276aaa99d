using XrContent.Server.Tests;
using XrContent.Server.Tests.Scaled;

namespace XrContent.Faults;

/// <summary>Everybody at once; each goes on, whatever is killed, until the town is asked whether it ended well.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly Editor[] editors;
    private readonly Photographer photographer;
    private readonly Visitor visitor;
    private readonly Listener listener;
    private readonly Person[] people;
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> lives;

    private Town(Uri door, Visitor visitor, string cell)
    {
        editors = [new(door), new(door)];
        (photographer, this.visitor, listener) = (new(door), visitor, new(door, cell));
        people = [.. editors, photographer, visitor];
        lives = [.. people.Select(person => Task.Run(() => person.LiveAsync(end.Token)))];
    }

    private int Acts => people.Sum(person => person.Acts);

    private int Lost => people.Sum(person => person.Lost);

    /// <param name="door">Where everybody comes in.</param>
    /// <param name="staff">Of a node that is there.</param>
    /// <param name="cell">In which somebody listens.</param>
    public static async Task<Town> BeginAsync(Uri door, HttpClient staff, string cell)
    {
        var visitor = new Visitor(door);
        await visitor.ComeAsync(staff);
        var town = new Town(door, visitor, cell);
        await town.listener.Listening;
        return town;
    }

    /// <summary>Ends when so many more requests were answered.</summary>
    public Task LivesForAsync(int acts) => UntilAsync(Acts + acts, () => Acts);

    /// <summary>Ends when so many more requests were made, whatever became of them.</summary>
    public Task TriesAsync(int requests) => UntilAsync(Acts + Lost + requests, () => Acts + Lost);

    private async Task UntilAsync(int wanted, Func<int> count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (count() < wanted)
        {
            Assert.Empty(lives.Where(life => life.IsFaulted).Select(life => life.Exception));
            await look.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>What was answered so far is there, while everybody goes on.</summary>
    public async Task AssertKeptAsync(HttpClient server)
    {
        foreach (var editor in editors)
            Assert.Empty(await editor.MissingAsync(server));
        Assert.True(await visitor.IsLetInAsync(server), "A pass that was given opens nothing any more.");
        Assert.Empty(people.SelectMany(person => person.Wrong));
    }

    /// <summary>Everybody stops; each picture that was taken becomes a capture, and who listened heard of each publication once.</summary>
    /// <param name="kills">How often something was ended.</param>
    /// <param name="visitorsNotice">Whether a visitor was asked to come again, as where there is one node.</param>
    public async Task AssertEndsWellAsync(HttpClient server, int kills, bool visitorsNotice)
    {
        await end.CancelAsync();
        await Task.WhenAll(lives);
        await AssertKeptAsync(server);
        foreach (var id in photographer.Sent)
        {
            var file = await Footage.EndOfAsync(server, id);
            Assert.True(file.GetProperty("stage").GetString() == "ready", file.ToString());
        }

        var published = editors.SelectMany(editor => editor.Published).ToList();
        foreach (var id in published)
            await listener.HearsAsync(id);
        Assert.Equal(published.Order(), listener.Heard.Where(published.Contains).Order());
        // Each of them had something to lose.
        Assert.All(people, person => Assert.NotEqual(0, person.Acts));
        Assert.All(people.Except([visitor]), person => Assert.NotEqual(0, person.Lost));
        // An answer that was under way when its node was killed is lost to one request, and to no more.
        Assert.True(visitorsNotice ? visitor.Lost > 0 : visitor.Lost <= kills, $"A visitor was turned away {visitor.Lost} times.");
        Assert.NotEmpty(published);
        Assert.NotEmpty(photographer.Sent);
    }

    /// <summary>Says how it went.</summary>
    /// <param name="recoveries">From each kill until it was ready.</param>
    public void Report(string what, List<TimeSpan> recoveries)
    {
        recoveries.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what}: {recoveries.Count} kills; {Acts} requests answered, {Lost} without an answer; "
                + $"{editors.Sum(editor => editor.Published.Count())} stalls published, {photographer.Sent.Count} pictures; ready again in "
                + $"{recoveries[recoveries.Count / 2].TotalSeconds:0.0} s (median), {recoveries[^1].TotalSeconds:0.0} s at the most"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        // Who fell was told of before; here everybody goes home.
        await Task.WhenAll(lives).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await listener.DisposeAsync();
        foreach (var person in people)
            person.Dispose();
        end.Dispose();
    }
}
