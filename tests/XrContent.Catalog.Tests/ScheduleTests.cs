using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>What is shown and taken back by the clock.</summary>
public sealed class ScheduleTests : IDisposable
{
    private readonly CatalogFixture catalog = new();

    public void Dispose() => catalog.Dispose();

    [Fact]
    public async Task What_is_planned_is_the_revision_that_was_meant_whatever_is_written_after_it()
    {
        var planned = await catalog.DraftAsync(Items.Place("place"));
        var from = catalog.Clock.GetUtcNow().AddHours(1);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place", planned.Tag)], "ken", from, null, false, default));
        var later = await catalog.SaveAsync(Items.Place("place"), planned.Tag, "hana", title: "newer words");
        Assert.Equal((RevisionState.Draft, 1, from), (later.State, later.Planned, later.ShowFrom));
        Assert.Empty(await catalog.Schedule.RunAsync(default));
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["place"], await catalog.Schedule.RunAsync(default));
        Assert.Equal("place", (await catalog.SeenAsync("place"))!.Document.Title.English);
        var now = (await catalog.Reader.FindAsync("place", default))!;
        Assert.Equal((2, RevisionState.Draft, 1, null), (now.Number, now.State, now.Published, now.Planned));
        Assert.Empty(await catalog.Schedule.RunAsync(default));
    }

    [Fact]
    public async Task A_time_that_passed_while_nobody_looked_ends_hidden()
    {
        var state = await catalog.DraftAsync(Items.Place("festival"));
        var now = catalog.Clock.GetUtcNow();
        CatalogFixture.Done(
            await catalog.Publishing.PublishAsync([new("festival", state.Tag)], "ken", now.AddDays(1), now.AddDays(2), false, default)
        );
        catalog.Clock.Advance(TimeSpan.FromDays(7));
        await catalog.Schedule.RunAsync(default);
        Assert.Null(await catalog.SeenAsync("festival"));
        var after = (await catalog.Reader.FindAsync("festival", default))!;
        Assert.Equal((null, null, null, RevisionState.Draft), (after.Planned, after.ShowFrom, after.ShowUntil, after.State));
        Assert.Contains("ended before", (await catalog.Reader.StepsAsync("festival", default))[0].Note, StringComparison.Ordinal);
        Assert.Equal(0, (await catalog.Published.VersionAsync(default)).Version);
    }

    [Fact]
    public async Task An_end_that_was_set_stays_when_newer_words_are_published_until_somebody_takes_it_away()
    {
        var state = await catalog.DraftAsync(Items.Place("place"));
        var end = catalog.Clock.GetUtcNow().AddDays(1);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", null, end, false, default));
        await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "a letter more");
        Assert.Equal(
            end,
            CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", null, null, false, default)).ShowUntil
        );
        Assert.Null(
            CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", null, null, forever: true, default)).ShowUntil
        );
        catalog.Clock.Advance(TimeSpan.FromDays(2));
        await catalog.Schedule.RunAsync(default);
        Assert.NotNull(await catalog.SeenAsync("place"));
    }

    [Fact]
    public async Task What_is_taken_back_does_not_come_back_by_a_plan_that_was_made_before()
    {
        var state = await catalog.ShowAsync(Items.Place("place"));
        var next = await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "for December");
        CatalogFixture.Done(
            await catalog.Publishing.PublishAsync(
                [new("place", next.Tag)],
                "ken",
                catalog.Clock.GetUtcNow().AddDays(1),
                null,
                false,
                default
            )
        );
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("place")], "ken", null, default));
        catalog.Clock.Advance(TimeSpan.FromDays(2));
        await catalog.Schedule.RunAsync(default);
        Assert.Null(await catalog.SeenAsync("place"));
    }

    [Fact]
    public async Task Two_clocks_that_run_at_once_show_once()
    {
        using var other = catalog.Other();
        await catalog.DraftAsync(Items.Place("place"));
        CatalogFixture.Done(
            await catalog.Publishing.PublishAsync([new("place")], "ken", catalog.Clock.GetUtcNow().AddHours(1), null, false, default)
        );
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(Task.Run(() => catalog.Schedule.RunAsync(default)), Task.Run(() => other.Schedule.RunAsync(default)));
        Assert.Equal(1, (await catalog.Published.VersionAsync(default)).Version);
        Assert.Single(await catalog.Reader.StepsAsync("place", default), step => step.Kind == StepKind.Published);
    }

    [Fact]
    public async Task What_is_due_together_is_shown_together_and_taken_back_together()
    {
        await catalog.DraftAsync(Items.Scene("a-scene", "place", "capture"));
        await catalog.DraftAsync(Items.Shown("capture", "place"));
        await catalog.DraftAsync(Items.Place("place"));
        NamedItem[] all = [new("a-scene"), new("capture"), new("place")];
        var (from, until) = (catalog.Clock.GetUtcNow().AddHours(1), catalog.Clock.GetUtcNow().AddHours(3));
        CatalogFixture.Done(await catalog.Publishing.PublishAsync(all, "ken", from, until, false, default));
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        await catalog.Schedule.RunAsync(default);
        Assert.Equal((1, 3), (await SeenAsync()));
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        await catalog.Schedule.RunAsync(default);
        Assert.Equal((2, 0), (await SeenAsync()));
    }

    [Fact]
    public async Task Of_what_is_due_together_one_that_cannot_be_shown_is_given_back_and_the_rest_is_shown()
    {
        await catalog.ShowAsync(Items.Place("gone"));
        await catalog.DraftAsync(Items.Scene("scene", "gone"));
        await catalog.DraftAsync(Items.Place("place"));
        var from = catalog.Clock.GetUtcNow().AddHours(1);
        foreach (var id in new[] { "scene", "place" })
            CatalogFixture.Done(await catalog.Publishing.PublishAsync([new(id)], "ken", from, null, false, default));
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("gone")], "ken", null, default));
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        await catalog.Schedule.RunAsync(default);
        Assert.NotNull(await catalog.SeenAsync("place"));
        Assert.Null(await catalog.SeenAsync("scene"));
        var step = (await catalog.Reader.StepsAsync("scene", default))[0];
        Assert.Equal(StepKind.Returned, step.Kind);
        Assert.Contains("\"gone\"", step.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_what_is_shown_leaves_what_is_planned_after_it()
    {
        var state = await catalog.DraftAsync(Items.Place("place"));
        var now = catalog.Clock.GetUtcNow();
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", null, now.AddHours(2), false, default));
        await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "for December");
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", now.AddHours(4), null, false, default));
        catalog.Clock.Advance(TimeSpan.FromHours(3));
        await catalog.Schedule.RunAsync(default);
        Assert.Null(await catalog.SeenAsync("place"));
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        await catalog.Schedule.RunAsync(default);
        Assert.Equal("for December", (await catalog.SeenAsync("place"))!.Document.Title.English);
    }

    [Fact]
    public async Task What_is_planned_leaves_the_end_of_what_is_shown_before_it()
    {
        var state = await catalog.DraftAsync(Items.Place("place"));
        var now = catalog.Clock.GetUtcNow();
        await PublishAsync(null, now.AddHours(2));
        await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "for December");
        var planned = await PublishAsync(now.AddHours(4), now.AddHours(6));
        Assert.Equal((now.AddHours(2), now.AddHours(6)), (planned.ShowUntil, planned.PlannedUntil));
        Assert.Equal("place", await TitleAfterAsync(hours: 1));
        Assert.Null(await TitleAfterAsync(hours: 2));
        Assert.Equal("for December", await TitleAfterAsync(hours: 2));
        Assert.Null(await TitleAfterAsync(hours: 2));
    }

    [Fact]
    public async Task What_is_shown_without_an_end_ends_with_what_took_its_place()
    {
        var state = await catalog.ShowAsync(Items.Place("place"));
        var now = catalog.Clock.GetUtcNow();
        await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "for December");
        Assert.Null((await PublishAsync(now.AddHours(4), now.AddHours(6))).ShowUntil);
        // The server was down for all of it.
        Assert.Null(await TitleAfterAsync(hours: 24));
    }

    [Fact]
    public async Task A_plan_that_is_moved_keeps_its_end_and_is_not_moved_behind_it()
    {
        await catalog.DraftAsync(Items.Place("place"));
        var now = catalog.Clock.GetUtcNow();
        await PublishAsync(now.AddHours(1), now.AddHours(4));
        Assert.Equal(now.AddHours(4), (await PublishAsync(now.AddHours(2), null)).PlannedUntil);
        var behind = await catalog.Publishing.PublishAsync([new("place")], "ken", now.AddHours(5), null, false, default);
        Assert.Equal("until", Assert.Single(behind.Problems).Field);
        Assert.Equal(now.AddHours(4), (await PublishAsync(null, null)).ShowUntil);
    }

    [Fact]
    public async Task What_was_planned_together_is_not_shown_in_part()
    {
        foreach (var id in new[] { "place", "other", "third" })
            await catalog.DraftAsync(Items.Place(id));
        var from = catalog.Clock.GetUtcNow().AddHours(1);
        NamedItem[] all = [new("place"), new("other"), new("third")];
        CatalogFixture.Done(await catalog.Publishing.PublishAsync(all, "ken", from, null, false, default));
        CatalogFixture.Done(await catalog.Publishing.ReturnAsync([new("other")], "ken", "not yet", default));
        Assert.Null(await TitleAfterAsync(hours: 2));
        Assert.Empty(await catalog.Published.ItemsAsync(default));
        var step = (await catalog.Reader.StepsAsync("third", default))[0];
        Assert.Equal((StepKind.Returned, "\"other\", which was planned with it, is planned no longer."), (step.Kind, step.Note));
    }

    [Fact]
    public async Task A_time_that_is_over_shows_nothing_and_one_that_both_ends_and_does_not_is_refused()
    {
        await catalog.DraftAsync(Items.Place("place"));
        var now = catalog.Clock.GetUtcNow();
        var over = await catalog.Publishing.PublishAsync([new("place")], "ken", now.AddDays(-2), now.AddDays(-1), false, default);
        Assert.Equal("until", Assert.Single(over.Problems).Field);
        var both = await catalog.Publishing.PublishAsync([new("place")], "ken", null, now.AddDays(1), forever: true, default);
        Assert.Equal("forever", Assert.Single(both.Problems).Field);
        Assert.Empty(await catalog.Published.ItemsAsync(default));
    }

    [Fact]
    public async Task An_end_that_something_stands_against_is_kept_as_soon_as_nothing_does()
    {
        await catalog.DraftAsync(Items.Place("place"));
        await PublishAsync(null, catalog.Clock.GetUtcNow().AddHours(1));
        await catalog.ShowAsync(Items.Scene("scene", "place"));
        Assert.NotNull(await TitleAfterAsync(hours: 2));
        Assert.Contains("in an hour", (await catalog.Reader.StepsAsync("place", default))[0].Note, StringComparison.Ordinal);
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("scene")], "ken", null, default));
        Assert.Null(await TitleAfterAsync(hours: 2));
    }

    [Fact]
    public async Task What_is_planned_without_an_end_has_none_when_it_is_moved()
    {
        var state = await catalog.DraftAsync(Items.Place("place"));
        var now = catalog.Clock.GetUtcNow();
        await PublishAsync(null, now.AddDays(1));
        await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "for December");
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", now.AddHours(1), null, forever: true, default));
        Assert.Null((await PublishAsync(now.AddHours(2), null)).PlannedUntil);
    }

    [Fact]
    public async Task An_end_that_is_changed_is_in_the_item_s_history()
    {
        await catalog.DraftAsync(Items.Place("place"));
        var end = catalog.Clock.GetUtcNow().AddDays(3);
        await PublishAsync(null, end.AddDays(-1));
        await PublishAsync(null, end);
        var step = (await catalog.Reader.StepsAsync("place", default))[0];
        Assert.Equal((StepKind.Scheduled, $"/{end:yyyy-MM-dd'T'HH:mm'Z'}"), (step.Kind, step.Note));
    }

    [Fact]
    public async Task Newer_words_that_are_given_back_leave_the_plan_of_the_older_ones()
    {
        var state = await catalog.DraftAsync(Items.Place("place"));
        var from = catalog.Clock.GetUtcNow().AddHours(1);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", from, null, false, default));
        await catalog.SaveAsync(Items.Place("place"), state.Tag, "hana", title: "newer");
        CatalogFixture.Done(await catalog.Publishing.SubmitAsync([new("place")], "hana", null, default));
        var returned = CatalogFixture.Done(await catalog.Publishing.ReturnAsync([new("place")], "ken", "not yet", default));
        Assert.Equal((RevisionState.Draft, 1, from), (returned.State, returned.Planned, returned.ShowFrom));
        Assert.Null(CatalogFixture.Done(await catalog.Publishing.ReturnAsync([new("place")], "ken", "nor that", default)).Planned);
    }

    private async Task<(long Version, int Count)> SeenAsync() =>
        await catalog.SnapshotAsync() is var snapshot ? (snapshot.Version, snapshot.Count) : default;

    private async Task<ItemState> PublishAsync(DateTimeOffset? from, DateTimeOffset? until) =>
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place")], "ken", from, until, false, default));

    private async Task<string?> TitleAfterAsync(int hours)
    {
        catalog.Clock.Advance(TimeSpan.FromHours(hours));
        await catalog.Schedule.RunAsync(default);
        return (await catalog.SeenAsync("place"))?.Document.Title.English;
    }
}
