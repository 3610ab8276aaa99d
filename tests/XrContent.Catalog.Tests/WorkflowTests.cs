using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>From a draft to visitors and back, one item or several at once.</summary>
public sealed class WorkflowTests : IDisposable
{
    private readonly CatalogFixture catalog = new();

    public void Dispose() => catalog.Dispose();

    [Fact]
    public async Task A_place_its_captures_and_its_scene_are_handed_over_and_published_as_one()
    {
        var (place, capture, scene) = (Items.Place("place"), Items.Shown("capture", "place"), Items.Scene("scene", "place", "capture"));
        List<NamedItem> all = [];
        foreach (var item in new[] { scene, place, capture })
            all.Add(new(item.Id, (await catalog.DraftAsync(item)).Tag));
        var handed = CatalogFixture.Done(await catalog.Publishing.SubmitAsync(all, "hana", "all of it", default));
        Assert.Equal(("scene", RevisionState.Submitted), (handed.Item.Id, handed.State));
        Assert.Equal(
            ["capture", "place", "scene"],
            (await catalog.Reader.InSubmissionAsync(handed.Submission!, default)).Select(state => state.Item.Id).Order()
        );
        CatalogFixture.Done(await catalog.Publishing.PublishAsync(all, "ken", null, null, false, default));
        var snapshot = await catalog.SnapshotAsync();
        Assert.Equal((1, 3), (snapshot.Version, snapshot.Count));
        Assert.Equal(
            ["capture added", "place added", "scene added"],
            snapshot.ChangesSince(0)!.Select(change => $"{change.Id} {change.Change.ToString().ToLowerInvariant()}").Order()
        );
    }

    [Fact]
    public async Task Of_what_is_published_together_one_that_is_wrong_or_stale_keeps_all_back()
    {
        await catalog.DraftAsync(Items.Place("place"));
        var scene = await catalog.DraftAsync(Items.Scene("scene", "place"));
        await catalog.DraftAsync(Items.Capture("bare", "place"));
        var refused = await catalog.Publishing.PublishAsync([new("scene"), new("place"), new("bare")], "ken", null, null, false, default);
        Assert.Equal(EditStatus.Refused, refused.Status);
        Assert.All(refused.Problems, problem => Assert.Equal("bare", problem.Item));
        await catalog.SaveAsync(Items.Scene("scene", "place", []), scene.Tag, "ken", title: "by Ken");
        var stale = await catalog.Publishing.PublishAsync([new("place"), new("scene", scene.Tag)], "ken", null, null, false, default);
        Assert.Equal((EditStatus.Stale, "scene"), (stale.Status, stale.State!.Item.Id));
        Assert.Empty(await catalog.Published.ItemsAsync(default));
    }

    [Fact]
    public async Task What_others_refer_to_is_taken_back_with_them_or_not_at_all()
    {
        await catalog.ShowAsync(Items.Place("place"));
        await catalog.ShowAsync(Items.Scene("scene", "place"));
        var refused = await catalog.Publishing.WithdrawAsync([new("place")], "ken", null, default);
        var problem = Assert.Single(refused.Problems);
        Assert.Equal(("place", "uses"), (problem.Item, problem.Field));
        Assert.Contains("\"scene\"", problem.Message, StringComparison.Ordinal);
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("place"), new("scene")], "ken", null, default));
        Assert.Empty(await catalog.Published.ItemsAsync(default));
    }

    [Fact]
    public async Task A_publication_looks_at_its_neighbours_and_at_nothing_else()
    {
        await catalog.ShowAsync(Items.Place("place"));
        await catalog.ShowAsync(Items.Place("elsewhere"));
        await catalog.SpoilAsync("elsewhere");
        await catalog.ShowAsync(Items.Shown("then", "place"));
        await catalog.ShowAsync(Items.Shown("now", "place"));
        await catalog.ShowAsync(Items.Scene("scene", "place", "then", "now"));
        var then = (await catalog.Reader.FindAsync("then", default))!;
        await catalog.SaveAsync(Unturned(then.Item), then.Tag, "ken");
        var refused = await catalog.Publishing.PublishAsync([new("then")], "ken", null, null, false, default);
        Assert.Equal(("scene", "captures[0]"), (Assert.Single(refused.Problems).Item, refused.Problems[0].Field));
    }

    [Fact]
    public async Task Two_who_do_the_same_act_at_once_do_it_once_or_one_is_told()
    {
        using var other = catalog.Other();
        var draft = await catalog.DraftAsync(Items.Place("place"));
        await BothAsync(
            i => catalog.OrOther(other, i).Publishing.SubmitAsync([new("place", draft.Tag)], $"p{i}", null, default),
            (1, EditStatus.Refused)
        );
        await BothAsync(
            i => catalog.OrOther(other, i).Publishing.ReturnAsync([new("place", draft.Tag)], $"p{i}", "why", default),
            (1, EditStatus.Refused)
        );
        // The second finds it published and changes nothing.
        await BothAsync(
            i => catalog.OrOther(other, i).Publishing.PublishAsync([new("place", draft.Tag)], $"p{i}", null, null, false, default),
            (2, EditStatus.Done)
        );
        Assert.Equal(1, (await catalog.Published.VersionAsync(default)).Version);
        await BothAsync(
            i => catalog.OrOther(other, i).Drafts.SaveAsync(Items.Titled(draft.Item, $"by {i}"), draft.Tag, $"p{i}", false, default),
            (1, EditStatus.Stale)
        );
        await BothAsync(
            i => catalog.OrOther(other, i).Publishing.WithdrawAsync([new("place")], $"p{i}", null, default),
            (1, EditStatus.Refused)
        );
        var tag = (await catalog.Reader.FindAsync("place", default))!.Tag;
        await BothAsync(
            i => catalog.OrOther(other, i).Drafts.RestoreAsync("place", tag, 1, false, $"p{i}", null, default),
            (1, EditStatus.Stale)
        );
        tag = (await catalog.Reader.FindAsync("place", default))!.Tag;
        await BothAsync(i => catalog.OrOther(other, i).Drafts.CreateAsync(Items.Place("new"), $"p{i}", default), (1, EditStatus.Refused));
        var from = catalog.Clock.GetUtcNow().AddDays(1);
        await BothAsync(
            i => catalog.OrOther(other, i).Publishing.PublishAsync([new("new")], $"p{i}", from, null, false, default),
            (2, default)
        );
        Assert.Equal(1, (await catalog.Reader.FindAsync("new", default))!.Planned);
        tag = (await catalog.Reader.FindAsync("new", default))!.Tag;
        await BothAsync(i => catalog.OrOther(other, i).Drafts.DeleteAsync("new", tag, $"p{i}", default), (2, default));
        Assert.Null((await catalog.Reader.FindAsync("new", default))!.Planned);
        Assert.Null((await catalog.Audit.VerifyAsync(default)).Broken);
        var version = (await catalog.Published.VersionAsync(default)).Version;
        Assert.Equal(2, version);
        Assert.Equal(3, (await catalog.Reader.FindAsync("place", default))!.Number);
    }

    [Fact]
    public async Task What_else_is_saved_with_an_act_is_saved_with_it_or_takes_it_back()
    {
        var draft = await catalog.DraftAsync(Items.Place("place"));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            catalog.Drafts.SaveAsync(
                Items.Titled(draft.Item, "lost"),
                draft.Tag,
                "hana",
                false,
                default,
                (_, _) => throw new InvalidOperationException("The other half failed.")
            )
        );
        Assert.Equal(draft.Tag, (await catalog.Reader.FindAsync("place", default))!.Tag);
        Assert.Equal(1, (await catalog.Audit.VerifyAsync(default)).Lines);
    }

    [Fact]
    public async Task Who_meant_to_publish_what_a_colleague_took_back_or_put_away_is_told()
    {
        var shown = await catalog.ShowAsync(Items.Place("place"));
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("place")], "ken", null, default));
        var stale = await catalog.Publishing.PublishAsync([new("place", shown.Tag)], "hana", null, null, false, default);
        Assert.Equal((EditStatus.Stale, RevisionState.Withdrawn), (stale.Status, stale.State!.State));
        CatalogFixture.Done(await catalog.Drafts.DeleteAsync("place", stale.State.Tag, "ken", default));
        var away = await catalog.Publishing.PublishAsync([new("place", stale.State.Tag)], "hana", null, null, false, default);
        Assert.Equal("Was put away. Restore a revision first.", Assert.Single(away.Problems).Message);
        var written = await catalog.Drafts.SaveAsync(Items.Titled(shown.Item, "on and on"), stale.State.Tag, "hana", false, default);
        Assert.Equal(EditStatus.Stale, written.Status);
        Assert.NotNull((await catalog.Reader.FindAsync("place", default))!.Deleted);
        Assert.Empty(await catalog.Published.ItemsAsync(default));
    }

    [Fact]
    public async Task Who_meant_to_publish_newer_words_of_what_was_taken_back_meanwhile_is_told_too()
    {
        var shown = await catalog.ShowAsync(Items.Place("place"));
        var newer = await catalog.SaveAsync(Items.Place("place"), shown.Tag, "hana", title: "newer");
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("place")], "ken", "the family asked", default));
        var late = await catalog.Publishing.PublishAsync([new("place", newer.Tag)], "hana", null, null, false, default);
        Assert.Equal(EditStatus.Stale, late.Status);
        Assert.Empty(await catalog.Published.ItemsAsync(default));
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("place", late.State!.Tag)], "hana", null, null, false, default));
    }

    [Fact]
    public async Task What_was_put_away_is_not_handed_over()
    {
        var draft = await catalog.DraftAsync(Items.Place("place"));
        CatalogFixture.Done(await catalog.Drafts.DeleteAsync("place", draft.Tag, "ken", default));
        var handed = await catalog.Publishing.SubmitAsync([new("place")], "hana", null, default);
        Assert.Equal("Was put away. Restore a revision first.", Assert.Single(handed.Problems).Message);
    }

    [Fact]
    public async Task What_was_handed_over_alone_goes_with_what_needs_it_now()
    {
        var place = await catalog.DraftAsync(Items.Place("place"));
        CatalogFixture.Done(await catalog.Publishing.SubmitAsync([new("place", place.Tag)], "hana", null, default));
        foreach (var (scene, isFirst) in new[] { ("scene", true), ("other", false) })
        {
            await catalog.DraftAsync(Items.Scene(scene, "place"));
            IReadOnlyList<NamedItem> both = isFirst ? [new(scene), new("place")] : [new("place"), new(scene)];
            var handed = CatalogFixture.Done(await catalog.Publishing.SubmitAsync(both, "hana", null, default));
            Assert.Equal(2, (await catalog.Reader.InSubmissionAsync(handed.Submission!, default)).Count);
        }

        Assert.Equal(EditStatus.Refused, (await catalog.Publishing.SubmitAsync([new("place")], "hana", null, default)).Status);
        Assert.Equal(
            EditStatus.Refused,
            (await catalog.Publishing.SubmitAsync([new("place"), new("other")], "hana", null, default)).Status
        );
    }

    [Fact]
    public async Task An_import_keeps_what_was_redacted_since_and_takes_the_place_of_what_was_planned()
    {
        await catalog.ShowAsync(Items.Place("place"));
        var exported = (await catalog.ShowAsync(Items.Shown("c", "place"))).Item;
        Redaction face = new(-10, 10, 10, -10);
        Func<Item, Item> redact = item => item with { Document = (Capture)item.Document with { Redactions = [face] } };
        CatalogFixture.Done(await catalog.Corrections.CorrectAsync("c", redact, _ => true, "ken", "redactions", false, null, default));
        var now = (await catalog.Reader.FindAsync("c", default))!;
        await catalog.SaveAsync(Items.Titled(now.Item, "for December"), now.Tag, "hana");
        var from = catalog.Clock.GetUtcNow().AddHours(1);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("c")], "ken", from, null, false, default));
        await catalog.Imports.SaveAsync([Items.Titled(exported, "imported")], "operator", publish: true, default);
        catalog.Clock.Advance(TimeSpan.FromHours(2));
        await catalog.Schedule.RunAsync(default);
        var seen = (await catalog.SeenAsync("c"))!;
        Assert.Equal(("imported", face), (seen.Document.Title.English, Assert.Single(((Capture)seen.Document).Redactions)));
    }

    [Fact]
    public async Task A_folder_from_before_figures_needed_sources_is_imported_and_who_publishes_it_anew_names_them()
    {
        var old = Items.Place("place") with { Document = (Place)Items.Place("place").Document with { Height = 12 } };
        await catalog.Imports.SaveAsync([old], "operator", publish: true, default);
        Assert.Equal("place", Assert.Single(await catalog.Published.ItemsAsync(default)).Id);
        var state = (await catalog.Reader.FindAsync("place", default))!;
        await catalog.SaveAsync(old, state.Tag, "ken", title: "anew");
        var refused = await catalog.Publishing.PublishAsync([new("place")], "ken", null, null, false, default);
        Assert.Equal("heightSources", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task Two_imports_at_once_leave_each_item_shown_once_and_whole()
    {
        using var other = catalog.Other();
        Item[] folder = [Items.Place("place"), Items.Scene("scene", "place")];
        await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => ImportAsync(i))));
        var snapshot = await catalog.SnapshotAsync();
        Assert.Equal((1, 2), (snapshot.Version, snapshot.Count));
        Assert.Equal(1, (await catalog.Reader.FindAsync("place", default))!.Number);

        Task<Saved> ImportAsync(int i) => catalog.OrOther(other, i).Imports.SaveAsync(folder, $"p{i}", publish: true, default);
    }

    [Fact]
    public async Task What_an_import_shows_is_put_away_no_longer()
    {
        var draft = await catalog.DraftAsync(Items.Place("place"));
        CatalogFixture.Done(await catalog.Drafts.DeleteAsync("place", draft.Tag, "ken", default));
        await catalog.Imports.SaveAsync([draft.Item], "operator", publish: true, default);
        var state = (await catalog.Reader.FindAsync("place", default))!;
        Assert.Equal((null, 1), (state.Deleted, state.Published));
    }

    [Fact]
    public async Task A_list_of_drafts_comes_in_over_the_words_it_was_compared_with_or_not_at_all()
    {
        var known = await catalog.DraftAsync(Items.Place("known"));
        var compared = (Items.Titled(known.Item, "by the list"), (string?)known.Tag);
        await catalog.SaveAsync(known.Item, known.Tag, "ken", title: "by Ken");
        (Item, string?)[] list = [compared, (Items.Place("new"), null)];
        var refused = await catalog.Imports.SaveDraftsAsync(list, "office", mayTakeBack: true, default);
        Assert.Equal(("known", "id"), (Assert.Single(refused.Problems).Item, refused.Problems[0].Field));
        Assert.Null(await catalog.Reader.FindAsync("new", default));
        Assert.Equal("by Ken", (await catalog.Reader.FindAsync("known", default))!.Item.Document.Title.English);
        // Somebody made meanwhile what was new when the list was looked at.
        var made = await catalog.DraftAsync(Items.Place("new"), "ken");
        var late = await catalog.Imports.SaveDraftsAsync([(Items.Titled(made.Item, "by the list"), null)], "office", true, default);
        Assert.Equal("id", Assert.Single(late.Problems).Field);
        Assert.Equal(made.Tag, (await catalog.Reader.FindAsync("new", default))!.Tag);
    }

    [Fact]
    public async Task A_list_takes_back_what_a_colleague_handed_over_only_for_whom_may_review()
    {
        var draft = await catalog.DraftAsync(Items.Place("place"));
        CatalogFixture.Done(await catalog.Publishing.SubmitAsync([new("place", draft.Tag)], "hana", null, default));
        var handed = (await catalog.Reader.FindAsync("place", default))!;
        (Item, string?)[] list = [(Items.Titled(handed.Item, "by the list"), handed.Tag)];
        var refused = await catalog.Imports.SaveDraftsAsync(list, "office", mayTakeBack: false, default);
        Assert.Equal(("place", "state"), (Assert.Single(refused.Problems).Item, refused.Problems[0].Field));
        Assert.Equal(RevisionState.Submitted, (await catalog.Reader.FindAsync("place", default))!.State);
        // One's own is one's own to take back.
        Assert.Equal(EditStatus.Done, (await catalog.Imports.SaveDraftsAsync(list, "hana", false, default)).Status);
        var now = (await catalog.Reader.FindAsync("place", default))!;
        Assert.Equal((RevisionState.Draft, "by the list"), (now.State, now.Item.Document.Title.English));
    }

    [Fact]
    public async Task A_curator_s_list_comes_in_over_what_was_handed_over()
    {
        var draft = await catalog.DraftAsync(Items.Place("place"));
        CatalogFixture.Done(await catalog.Publishing.SubmitAsync([new("place", draft.Tag)], "hana", null, default));
        var handed = (await catalog.Reader.FindAsync("place", default))!;
        var edit = await catalog.Imports.SaveDraftsAsync([(Items.Titled(handed.Item, "by Ken"), handed.Tag)], "ken", true, default);
        Assert.Equal(EditStatus.Done, edit.Status);
        Assert.Equal("by Ken", (await catalog.Reader.FindAsync("place", default))!.Item.Document.Title.English);
    }

    private static async Task BothAsync(Func<int, Task<Edit>> act, (int Done, EditStatus Other) expected)
    {
        var edits = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => act(i))));
        Assert.Equal(expected.Done, edits.Count(edit => edit.Status == EditStatus.Done));
        Assert.All(edits.Where(edit => edit.Status != EditStatus.Done), edit => Assert.Equal(expected.Other, edit.Status));
    }

    private static Item Unturned(Item item) => item with { Document = (Capture)item.Document with { Pose = new(null) } };
}
