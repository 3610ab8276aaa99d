using System.Diagnostics;
using Microsoft.Data.Sqlite;
using XrContent.Geo;
using XrContent.Media.Tests;
using XrContent.Server.Tests;
using XrContent.Server.Tests.Scaled;

namespace XrContent.Faults;

/// <summary>
/// People upload, write, publish, visit and listen while parts of the server are killed with kill -9 at moments that nobody chose. A
/// few times as a rule; XRCONTENT_FAULTS says how often where somebody asks for more.
/// </summary>
public sealed class MixedLoadTests(Azurite azurite)
{
    private static readonly string Cell = SlippyCell.Of(new(32.7424, 129.8762), 15).ToString();

    [Fact]
    public async Task One_node_is_killed_again_and_again_and_nothing_that_it_answered_is_lost()
    {
        var data = Directory.CreateTempSubdirectory("xrcontent-").FullName;
        try
        {
            await ServerProcess.FillAsync(data);
            await using var node = new Node(data);
            var server = await node.StartAsync();
            await using var town = await Town.BeginAsync(server.Client.BaseAddress!, server.Client, Cell);
            var (random, recoveries) = (new Random(23), new List<TimeSpan>());
            for (var round = 0; round < ServerProcess.Kills(usual: 2); round++)
            {
                await town.LivesForAsync(random.Next(30, 90));
                server.Kill();
                var killed = Stopwatch.GetTimestamp();
                server = await node.StartAsync();
                recoveries.Add(Stopwatch.GetElapsedTime(killed));
                await town.AssertKeptAsync(server.Client);
                var (code, said) = await ServerProcess.RunAsync(data, "check");
                Assert.True(code == 0, said);
            }

            await town.AssertEndsWellAsync(server.Client, recoveries.Count, visitorsNotice: true);
            town.Report("one node", recoveries);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task On_two_nodes_whatever_is_killed_or_hangs_comes_back_and_nothing_that_was_answered_is_lost()
    {
        await using var city = await City.StartAsync(azurite);
        var (starter, told) = await ServerProcess.RunAsync(
            city.Data,
            ["import", Path.Combine(AppContext.BaseDirectory, "content"), .. city.Settings]
        );
        Assert.True(starter == 0, told);
        await UntilAsync(city, async node => (await node.Client.GetAsync("/api/v1/items/minato-park")).IsSuccessStatusCode);
        await using var town = await Town.BeginAsync(city.Door, city.First.Client, Cell);
        var (random, recoveries) = (new Random(29), new List<TimeSpan>());
        for (var round = 0; round < ServerProcess.Kills(usual: 4); round++)
        {
            await town.LivesForAsync(random.Next(30, 90));
            var part = Enum.GetValues<Part>()[round % Enum.GetValues<Part>().Length];
            End(city, part);
            // Some go on without it, and the others try.
            long begun;
            try
            {
                await town.TriesAsync(40);
            }
            finally
            {
                begun = Stopwatch.GetTimestamp();
                await BeginAsync(city, part);
            }

            await UntilAsync(city, async node => await StateOfAsync(node) == "Healthy");
            recoveries.Add(Stopwatch.GetElapsedTime(begun));
            await town.AssertKeptAsync(city.First.Client);
            var (code, said) = await ServerProcess.RunAsync(city.Data, ["check", .. city.Settings]);
            Assert.True(code == 0, $"After {part}: {said}");
        }

        await town.AssertEndsWellAsync(city.First.Client, recoveries.Count, visitorsNotice: false);
        town.Report("two nodes", recoveries);
    }

    private enum Part
    {
        Node,
        Database,
        Blobs,
        Redis,
    }

    private void End(City city, Part part)
    {
        switch (part)
        {
            case Part.Node:
                city.Second.Kill();
                break;
            case Part.Database:
                city.Store.Kill();
                break;
            case Part.Blobs:
                azurite.Pause();
                break;
            case Part.Redis:
                city.KillRedis();
                break;
        }
    }

    private async Task BeginAsync(City city, Part part)
    {
        switch (part)
        {
            case Part.Node:
                await city.BeginSecondAsync();
                break;
            case Part.Database:
                city.Store.Begin();
                break;
            case Part.Blobs:
                azurite.GoOn();
                break;
            case Part.Redis:
                city.BeginRedis();
                break;
        }
    }

    private static async Task UntilAsync(City city, Func<ServerProcess, Task<bool>> isSo)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        foreach (var node in new[] { city.First, city.Second })
            while (!await isSo(node))
                await look.WaitForNextTickAsync(patience.Token);
    }

    private static async Task<string> StateOfAsync(ServerProcess node)
    {
        try
        {
            return (await node.Client.GetStringAsync("/health/ready")).Split('\n')[0];
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
