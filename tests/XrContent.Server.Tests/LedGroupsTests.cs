using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
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
        var groups = new LedGroups(new GroupsHere(clock), new EphemeralDataProtectionProvider());
        var (code, secret) = await groups.BeginAsync("guide");
        clock.Ahead += LedGroups.Life - TimeSpan.FromMinutes(1);
        Assert.True(await groups.ShowAsync(code, new("scene"), LedGroups.Hash(secret), "guide"));
        clock.Ahead += LedGroups.Life - TimeSpan.FromMinutes(1);
        Assert.NotNull(await groups.FindAsync(code));
        clock.Ahead += TimeSpan.FromMinutes(2);
        Assert.Null(await groups.FindAsync(code));
    }

    [Fact]
    public async Task A_group_that_a_restart_forgot_is_its_guides_still_and_nobody_elses()
    {
        var guide = await JoinedAsync();
        var (code, secret) = await guide.BeginAsync();
        await guide.Hub.InvokeAsync("Lead", code, new GuideStep("before"));
        await using var pupil = await JoinedAsync();
        var joined = await pupil.FollowAsync(code);
        Assert.Equal("before", (await pupil.NextAsync()).Scene);
        await guide.DisposeAsync();
        await server.Factory.Services.GetRequiredService<IGroupStore>().RemoveAsync(code);

        // Whoever followed it waits for the guide; a stranger neither takes the code nor comes in with a wrong secret.
        Assert.Equal(new(Followed.Waiting, joined.Key), await pupil.FollowAsync(code, joined.Key));
        await using var stranger = await JoinedAsync();
        Assert.Equal(Followed.Unknown, await stranger.FollowAsync(code));
        Assert.Equal(Followed.Unknown, await stranger.FollowAsync(code, "made up"));
        await RefusedAsync(stranger.Hub.InvokeAsync("Lead", code, new GuideStep("stolen")), "given by the server");
        Assert.Null(await stranger.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret[..^4] + "AAAA"));
        var (_, own) = await stranger.BeginAsync();
        Assert.Null(await stranger.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, own));

        await using var again = await JoinedAsync();
        Assert.Equal(new ResumedGroup(false, null), await again.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret));
        await again.Hub.InvokeAsync("Lead", code, new GuideStep("after"));
        Assert.Equal("after", (await pupil.NextAsync()).Scene);
        // What a store forgot while the guide went on is known again by the next step.
        await server.Factory.Services.GetRequiredService<IGroupStore>().RemoveAsync(code);
        await again.Hub.InvokeAsync("Lead", code, new GuideStep("later"));
        Assert.Equal("later", (await pupil.NextAsync()).Scene);
        Assert.Equal(new(Followed.Following, joined.Key), await pupil.FollowAsync(code, joined.Key));
    }

    [Fact]
    public async Task A_closed_group_that_a_store_forgot_is_closed_still()
    {
        await using var guide = await JoinedAsync();
        var (code, _) = await guide.BeginAsync();
        await guide.Hub.InvokeAsync("LockGroup", true);
        await server.Factory.Services.GetRequiredService<IGroupStore>().RemoveAsync(code);
        await guide.Hub.InvokeAsync("Lead", code, new GuideStep("on"));
        await using var stranger = await JoinedAsync();
        Assert.Equal(Followed.Closed, await stranger.FollowAsync(code));
        await server.Factory.Services.GetRequiredService<IGroupStore>().RemoveAsync(code);
        await guide.Hub.InvokeAsync("LockGroup", true);
        Assert.Equal(Followed.Closed, await stranger.FollowAsync(code));
    }

    [Fact]
    public async Task A_group_that_ended_does_not_come_back_by_another_screen_and_nothing_is_ended_that_is_not_led()
    {
        await using var guide = await JoinedAsync();
        var (code, secret) = await guide.BeginAsync();
        await server.Factory.Services.GetRequiredService<IGroupStore>().RemoveAsync(code);
        await guide.Hub.InvokeAsync("EndGroup");
        await using var other = await JoinedAsync();
        Assert.Null(await other.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret));
        await RefusedAsync(other.Hub.InvokeAsync("EndGroup"), "leads no group");
    }

    [Fact]
    public async Task Of_two_who_claim_a_forgotten_code_one_leads()
    {
        var store = server.Factory.Services.GetRequiredService<IGroupStore>();
        await using var first = await JoinedAsync();
        await first.Hub.InvokeAsync("Lead", "NAGA6", new GuideStep("first"));
        await store.RemoveAsync("NAGA6");
        await using var second = await JoinedAsync();
        await second.Hub.InvokeAsync("Lead", "NAGA6", new GuideStep("second"));
        await RefusedAsync(first.Hub.InvokeAsync("Lead", "NAGA6", new GuideStep("stolen")), "has ended");
        await using var pupil = await JoinedAsync();
        await pupil.Hub.InvokeAsync("JoinGroup", "NAGA6");
        await first.Hub.InvokeAsync("Leave");
        await second.Hub.InvokeAsync("Lead", "NAGA6", new GuideStep("on"));
        Assert.Equal(["second", "on"], new[] { (await pupil.NextAsync()).Scene, (await pupil.NextAsync()).Scene });
        // The first one's going is no end of the second one's group.
        Assert.False(pupil.Ended.Task.IsCompleted);
        // Who leads alone goes on when the store forgot it.
        await store.RemoveAsync("NAGA6");
        await second.Hub.InvokeAsync("Lead", "NAGA6", new GuideStep("later"));
    }

    [Fact]
    public async Task Followers_hear_that_their_guides_phone_dropped_and_that_it_is_back()
    {
        var guide = await JoinedAsync();
        var (code, secret) = await guide.BeginAsync();
        await using var pupil = await JoinedAsync();
        await pupil.FollowAsync(code);
        await guide.DisposeAsync();
        Assert.False(await pupil.GuideAsync());
        await using var late = await JoinedAsync();
        await late.FollowAsync(code);
        Assert.False(await late.GuideAsync());
        await using var again = await JoinedAsync();
        await again.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret);
        Assert.True(await pupil.GuideAsync());
        Assert.True(await late.GuideAsync());
    }

    [Fact]
    public async Task A_phone_that_came_back_before_its_lost_connection_was_noticed_is_not_said_to_be_gone()
    {
        await using var lost = await JoinedAsync();
        var (code, secret) = await lost.BeginAsync();
        await using var again = await JoinedAsync();
        await again.Hub.InvokeAsync<ResumedGroup?>("ResumeGroup", code, secret);
        await using var pupil = await JoinedAsync();
        await pupil.FollowAsync(code);
        await lost.DisposeAsync();
        await again.Hub.InvokeAsync("Lead", code, new GuideStep("on"));
        Assert.Equal("on", (await pupil.NextAsync()).Scene);
        Assert.Equal(0, pupil.GuideNews);
    }

    [Fact]
    public async Task Who_joins_while_the_guide_goes_on_ends_with_what_the_guide_showed_last()
    {
        var groups = new LedGroups(new GroupsHere(TimeProvider.System), new EphemeralDataProtectionProvider());
        var (code, secret) = await groups.BeginAsync("guide");
        await groups.ShowAsync(code, new("old"), LedGroups.Hash(secret), "guide");
        var told = new List<string>();
        await groups.CatchUpAsync(
            code,
            async step =>
            {
                // The guide goes on while the old step is on its way, and the new one overtakes it.
                if (step.Scene == "old")
                    await groups.ShowAsync(code, new("new"), LedGroups.Hash(secret), "guide");
                told.Add(step.Scene);
            }
        );
        Assert.Equal(["old", "new"], told);
    }

    [Theory]
    [InlineData("../../studio")]
    [InlineData("//example.org/x")]
    [InlineData("scene?lang=ja#x")]
    [InlineData("")]
    public async Task A_step_names_a_scene_and_nothing_else(string scene)
    {
        await using var guide = await JoinedAsync();
        var (code, _) = await guide.BeginAsync();
        await RefusedAsync(guide.Hub.InvokeAsync("Lead", code, new GuideStep(scene)), "names a scene by its id");
    }

    [Fact]
    public async Task Groups_are_begun_on_site_or_by_staff()
    {
        await using var gated = server.Serve(("Onsite:Required", "true"));
        await using var stranger = await JoinedAsync(gated);
        await RefusedAsync(stranger.BeginAsync(), "a pass is needed");
        await using var staff = await JoinedAsync(gated, ServerFixture.Token);
        var (code, _) = await staff.BeginAsync();
        // Pupils follow from wherever their pass lets them see.
        Assert.Equal(Followed.Following, (await stranger.FollowAsync(code)).Outcome);
    }

    [Fact]
    public void A_slip_of_the_hand_is_no_other_group() =>
        Gen.Select(Gen.Int[0, 5], Gen.Char["ABCDEFGHJKMNPQRSTUVWXYZ23456789"])
            .Sample(
                (at, letter) =>
                {
                    var code = GroupCode.New();
                    Assert.True(GroupCode.IsBegun(code));
                    if (code[at] != letter)
                        Assert.False(GroupCode.IsBegun(code[..at] + letter + code[(at + 1)..]), code);
                    if (at < 5 && code[at] != code[at + 1])
                        Assert.False(GroupCode.IsBegun(code[..at] + code[at + 1] + code[at] + code[(at + 2)..]), code);
                },
                iter: 2000
            );

    [Theory]
    [InlineData(" dny-das ", "DNYDAS")]
    [InlineData("DNY DAS", "DNYDAS")]
    [InlineData("abc", null)]
    [InlineData("Ä1234", null)]
    [InlineData(null, null)]
    public void A_code_is_read_however_it_is_typed(string? typed, string? code) => Assert.Equal(code, GroupCode.Parse(typed));

    private static async Task RefusedAsync(Task asked, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<HubException>(() => asked)).Message, StringComparison.Ordinal);

    private Task<Phone> JoinedAsync() => JoinedAsync(server.Factory);

    private static async Task<Phone> JoinedAsync(WebApplicationFactory<Program> factory, string? token = null)
    {
        var hub = new HubConnectionBuilder()
            .WithUrl(
                new Uri(factory.Server.BaseAddress, "/hubs/live"),
                options =>
                {
                    options.HttpMessageHandlerFactory = _ => factory.Server.CreateHandler();
                    options.AccessTokenProvider = () => Task.FromResult(token);
                }
            )
            .Build();
        var phone = new Phone(hub);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return phone;
    }
}
