using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using XrContent.Server.Live;

namespace XrContent.Server.Tests;

public sealed class LedGroupsTests(ServerFixture server)
{
    [Fact]
    public async Task Followers_see_what_the_guide_shows_and_who_comes_late_sees_it_too()
    {
        await using var guide = await JoinedAsync();
        var (code, _) = await guide.BeginAsync();
        await using var early = await JoinedAsync();
        await early.Hub.InvokeAsync("JoinGroup", code.ToLowerInvariant());
        await guide.Hub.InvokeAsync("Lead", code, new GuideStep("inasayama-impact", """{"azimuth":40}"""));
        Assert.Equal(new GuideStep("inasayama-impact", """{"azimuth":40}"""), await early.NextAsync());
        await using var late = await JoinedAsync();
        await late.Hub.InvokeAsync("JoinGroup", code);
        Assert.Equal("inasayama-impact", (await late.NextAsync()).Scene);
    }

    [Fact]
    public async Task A_guide_whose_phone_dropped_comes_back_by_the_secret_and_nobody_else_can_take_the_group()
    {
        var guide = await JoinedAsync();
        var (code, secret) = await guide.BeginAsync();
        await guide.Hub.InvokeAsync("Lead", code, new GuideStep("first"));
        await using var pupil = await JoinedAsync();
        await pupil.Hub.InvokeAsync("JoinGroup", code);
        Assert.Equal("first", (await pupil.NextAsync()).Scene);
        await guide.DisposeAsync();

        await using var thief = await JoinedAsync();
        await RefusedAsync(thief.Hub.InvokeAsync("Lead", code, new GuideStep("stolen")), "Somebody else leads");
        Assert.Null(await thief.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, new string('0', secret.Length)));
        await RefusedAsync(thief.Hub.InvokeAsync("LockGroup", true), "leads no group");

        await using var again = await JoinedAsync();
        Assert.Equal(new(false, new("first")), await again.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret));
        await again.Hub.InvokeAsync("Lead", code, new GuideStep("second"));
        Assert.Equal("second", (await pupil.NextAsync()).Scene);
    }

    [Fact]
    public async Task A_closed_group_takes_no_newcomers_and_an_ended_one_tells_those_who_follow()
    {
        await using var guide = await JoinedAsync();
        var (code, secret) = await guide.BeginAsync();
        await using var pupil = await JoinedAsync();
        var joined = await pupil.FollowAsync(code);
        await guide.Hub.InvokeAsync("LockGroup", true);
        await using var stranger = await JoinedAsync();
        Assert.Equal(Followed.Closed, await stranger.FollowAsync(code));
        await RefusedAsync(stranger.Hub.InvokeAsync("JoinGroup", code), "closed this group");
        // A pupil whose phone dropped is no newcomer.
        await using var back = await JoinedAsync();
        Assert.Equal(Followed.Following, (await back.FollowAsync(code, joined.Key)).Outcome);
        await guide.Hub.InvokeAsync("EndGroup");
        Assert.Equal(code, await pupil.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(code, await back.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(Followed.Unknown, await stranger.FollowAsync(code));
        Assert.Null(await guide.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret));
    }

    [Fact]
    public async Task A_code_that_a_program_without_secrets_leads_is_its_own_until_it_goes()
    {
        var guide = await JoinedAsync();
        await guide.Hub.InvokeAsync("Lead", "NAGA1", new GuideStep("first"));
        await using var other = await JoinedAsync();
        await RefusedAsync(other.Hub.InvokeAsync("Lead", "naga1", new GuideStep("second")), "Somebody else leads");
        await other.Hub.InvokeAsync("JoinGroup", "NAGA1");
        Assert.Equal("first", (await other.NextAsync()).Scene);
        await guide.DisposeAsync();
        Assert.Equal("NAGA1", await other.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await other.Hub.InvokeAsync("Lead", "NAGA1", new GuideStep("third"));
    }

    [Fact]
    public async Task One_connection_leads_one_group_so_that_nobody_can_take_all_codes()
    {
        await using var guide = await JoinedAsync();
        await guide.Hub.InvokeAsync("Lead", "NAGA2", new GuideStep("first"));
        await guide.Hub.InvokeAsync("Lead", "NAGA3", new GuideStep("second"));
        await using var other = await JoinedAsync();
        Assert.Equal(Followed.Unknown, await other.FollowAsync("NAGA2"));
        Assert.Equal(Followed.Following, (await other.FollowAsync("NAGA3")).Outcome);
    }

    [Fact]
    public async Task Who_says_too_much_is_told_so_and_the_others_go_on()
    {
        await using var loud = await JoinedAsync();
        var said = Enumerable.Range(0, 200).Select(_ => loud.FollowAsync("NAGA9")).ToList();
        await RefusedAsync(Task.WhenAll(said), "messages a second");
        await using var other = await JoinedAsync();
        Assert.Equal(Followed.Unknown, await other.FollowAsync("NAGA9"));
    }

    [Fact]
    public async Task A_group_of_which_nothing_was_heard_for_hours_has_ended()
    {
        var clock = new Onsite.MovableClock();
        var groups = new LedGroups(new GroupsHere(clock));
        var (code, secret) = await groups.BeginAsync();
        clock.Ahead += LedGroups.Life - TimeSpan.FromMinutes(1);
        Assert.True(await groups.ShowAsync(code, new("scene"), LedGroups.Hash(secret)));
        clock.Ahead += LedGroups.Life - TimeSpan.FromMinutes(1);
        Assert.NotNull(await groups.ResumeAsync(code, secret));
        clock.Ahead += TimeSpan.FromMinutes(2);
        Assert.Null(await groups.FindAsync(code));
    }

    [Fact]
    public async Task A_group_that_its_store_forgot_is_its_guides_still_and_nobody_elses()
    {
        var store = new GroupsHere(TimeProvider.System);
        var groups = new LedGroups(store);
        var (code, secret) = await groups.BeginAsync();
        await store.RemoveAsync(code);
        Assert.False(await groups.ShowAsync(code, new("stolen"), null));
        Assert.True(await groups.ShowAsync(code, new("first"), LedGroups.Hash(secret)));
        Assert.False(await groups.ShowAsync(code, new("stolen"), LedGroups.Hash("another")));
        Assert.Equal(
            new(false, new("first")),
            await groups.ResumeAsync(code, secret) is { } group ? new ResumedGroup(group.IsLocked, group.Last) : null
        );
    }

    private static async Task RefusedAsync(Task asked, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<HubException>(() => asked)).Message, StringComparison.Ordinal);

    private async Task<Phone> JoinedAsync()
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(server.Factory.Server.BaseAddress, "/hubs/live"),
                options => options.HttpMessageHandlerFactory = _ => server.Factory.Server.CreateHandler()
            )
            .Build();
        var phone = new Phone(hub);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return phone;
    }
}
