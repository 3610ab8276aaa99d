using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>Corrections change what they are about wherever the item lives, and take nobody's words back with them.</summary>
public sealed class CorrectionTests : IAsyncLifetime
{
    private static readonly Redaction Face = new(-10, 10, 10, -10);
    private readonly CatalogFixture catalog = new();

    public async ValueTask InitializeAsync() => await catalog.ShowAsync(Items.Place("place"));

    public ValueTask DisposeAsync()
    {
        catalog.Dispose();
        return default;
    }

    [Fact]
    public async Task A_correction_reaches_visitors_and_leaves_a_colleague_s_draft_a_draft_with_the_correction_in_it()
    {
        var shown = await catalog.ShowAsync(Items.Shown("c", "place"));
        await catalog.SaveAsync(Items.Titled(shown.Item, "Hana's unfinished words"), shown.Tag, "hana");
        var edit = CatalogFixture.Done(await CorrectAsync("c", Turn(271.5), "ken"));
        Assert.Equal(("c", 271.5), Seen(await catalog.SeenAsync("c")));
        Assert.Equal(("Hana's unfinished words", 271.5), Seen(edit.Item));
        Assert.Equal((RevisionState.Draft, "hana", 4, 3), (edit.State, edit.Author, edit.Number, edit.Published));
    }

    [Fact]
    public async Task A_plan_is_kept_by_a_correction_and_shows_the_corrected_revision()
    {
        var shown = await catalog.ShowAsync(Items.Shown("c", "place"));
        var next = await catalog.SaveAsync(Items.Titled(shown.Item, "for December"), shown.Tag, "hana");
        var from = catalog.Clock.GetUtcNow().AddDays(1);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("c", next.Tag)], "ken", from, null, false, default));
        var edit = CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "ken"));
        Assert.Equal((RevisionState.Scheduled, from, edit.Number), (edit.State, edit.ShowFrom, edit.Planned));
        Assert.Equal([Face], RedactionsOf(await catalog.SeenAsync("c")));
        catalog.Clock.Advance(TimeSpan.FromDays(2));
        await catalog.Schedule.RunAsync(default);
        var seen = await catalog.SeenAsync("c");
        Assert.Equal(("for December", (double?)0), Seen(seen));
        Assert.Equal([Face], RedactionsOf(seen));
    }

    [Fact]
    public async Task What_was_taken_back_while_its_pictures_were_made_stays_away()
    {
        await catalog.ShowAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("c")], "ken", null, default));
        var edit = CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "hana"));
        Assert.Null(await catalog.SeenAsync("c"));
        Assert.Equal((RevisionState.Draft, null), (edit.State, edit.Published));
        Assert.Equal([Face], RedactionsOf(edit.Item));
    }

    [Fact]
    public async Task What_was_put_away_stays_away()
    {
        var draft = await catalog.DraftAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await catalog.Drafts.DeleteAsync("c", draft.Tag, "hana", default));
        Assert.NotNull(CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "ken")).Deleted);
    }

    [Fact]
    public async Task Two_corrections_at_once_are_both_there()
    {
        using var other = catalog.Other();
        await catalog.ShowAsync(Items.Shown("c", "place"));
        await Task.WhenAll(
            Task.Run(() => CorrectAsync("c", Redact(Face), "hana")),
            Task.Run(() => other.Corrections.CorrectAsync("c", Turn(90), _ => true, "ken", "pose", false, null, default))
        );
        var seen = await catalog.SeenAsync("c");
        Assert.Equal(("c", 90.0), Seen(seen));
        Assert.Equal([Face], RedactionsOf(seen));
    }

    [Fact]
    public async Task Nothing_is_saved_before_its_pictures_are_made()
    {
        var shown = await catalog.ShowAsync(Items.Shown("c", "place"));
        var edit = await catalog.Corrections.CorrectAsync("c", Redact(Face), _ => false, "ken", "redactions", false, null, default);
        Assert.Equal(EditStatus.NotReady, edit.Status);
        Assert.Equal([Face], RedactionsOf(Assert.Single(edit.Needs)));
        Assert.Equal(shown.Tag, (await catalog.Reader.FindAsync("c", default))!.Tag);
    }

    [Fact]
    public async Task A_correction_that_would_break_what_visitors_see_is_refused_and_what_was_broken_before_is_no_reason()
    {
        await catalog.ShowAsync(Items.Shown("then", "place"));
        await catalog.ShowAsync(Items.Shown("now", "place"));
        await catalog.ShowAsync(Items.Scene("scene", "place", "then", "now"));
        var refused = await CorrectAsync("then", Turn(null), "ken");
        Assert.Equal((EditStatus.Refused, "scene"), (refused.Status, Assert.Single(refused.Problems).Item));
        CatalogFixture.Done(await CorrectAsync("then", Redact(Face), "ken"));
    }

    [Fact]
    public async Task A_redaction_survives_the_restoring_of_an_older_revision_unless_somebody_says_so()
    {
        await catalog.ShowAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "ken"));
        var restored = CatalogFixture.Done(await catalog.Drafts.RestoreAsync("c", null, 1, asItWas: false, "hana", null, default));
        Assert.Equal([Face], RedactionsOf(restored.Item));
        Assert.Contains("redactions", (await catalog.Reader.StepsAsync("c", default))[0].Note, StringComparison.Ordinal);
        var bare = CatalogFixture.Done(await catalog.Drafts.RestoreAsync("c", null, 1, asItWas: true, "hana", null, default));
        Assert.Empty(RedactionsOf(bare.Item));
        Assert.Equal([Face], RedactionsOf(await catalog.SeenAsync("c")));
    }

    [Fact]
    public async Task A_file_that_comes_with_the_wish_to_be_seen_is_not_shown_over_a_colleague_s_draft_or_without_a_look_at_its_redactions()
    {
        var shown = await catalog.ShowAsync(Items.Shown("c", "place"));
        await catalog.SaveAsync(Items.Titled(shown.Item, "unfinished"), shown.Tag, "hana");
        var edit = await ReplaceAsync("c", 'b');
        Assert.Equal("state", Assert.Single(edit.Problems).Field);
        Assert.Equal(new('a', 64), ((Capture)(await catalog.SeenAsync("c"))!.Document).Original.Sha256);
        Assert.Equal("unfinished", edit.State!.Item.Document.Title.English);

        await catalog.ShowAsync(Items.Shown("d", "place"));
        CatalogFixture.Done(await CorrectAsync("d", Redact(Face), "ken"));
        Assert.Equal("redactions", Assert.Single((await ReplaceAsync("d", 'b')).Problems).Field);
        Assert.Equal([Face], RedactionsOf((await catalog.Reader.FindAsync("d", default))!.Item));
        Assert.Equal(new('a', 64), ((Capture)(await catalog.SeenAsync("d"))!.Document).Original.Sha256);

        await catalog.ShowAsync(Items.Shown("e", "place"));
        Assert.Empty((await ReplaceAsync("e", 'b')).Problems);
        Assert.Equal(new('b', 64), ((Capture)(await catalog.SeenAsync("e"))!.Document).Original.Sha256);
    }

    [Fact]
    public async Task Pictures_that_nothing_shows_any_more_are_noted_to_be_removed_and_forgotten_when_they_are_shown_again()
    {
        var former = new FormerRenditions(catalog.Database, catalog.Reader);
        var shown = await catalog.ShowAsync(Items.Shown("c", "place"));
        var name = RenditionNames.Of((Capture)shown.Item.Document);
        CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "ken"));
        Assert.Equal([name], await former.ListAsync(default));
        Assert.Null(await former.UserOfAsync(name, default));
        CatalogFixture.Done(await CorrectAsync("c", Redact(), "ken"));
        Assert.DoesNotContain(name, await former.ListAsync(default));
        Assert.Equal("c", (await former.UserOfAsync(name, default))!.Id);
    }

    [Fact]
    public async Task Who_may_change_drafts_only_changes_nothing_that_visitors_see_or_will_see()
    {
        await catalog.DraftAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await DraftsOnlyAsync());
        CatalogFixture.Done(
            await catalog.Publishing.PublishAsync([new("c")], "ken", catalog.Clock.GetUtcNow().AddDays(1), null, false, default)
        );
        Assert.Equal("state", Assert.Single((await DraftsOnlyAsync()).Problems).Field);
        CatalogFixture.Done(await catalog.Publishing.PublishAsync([new("c")], "ken", null, null, false, default));
        Assert.Equal(EditStatus.Refused, (await DraftsOnlyAsync()).Status);

        Task<Edit> DraftsOnlyAsync() =>
            catalog.Corrections.CorrectAsync("c", Redact(), _ => true, "tom", "redactions", draftsOnly: true, null, default);
    }

    [Fact]
    public async Task Two_corrections_of_one_capture_at_once_are_both_in_it()
    {
        using var other = catalog.Other();
        await catalog.ShowAsync(Items.Shown("c", "place"));
        Func<Item, Item>[] patches = [Redact(Face), Turn(90)];
        await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => CorrectOneAsync(i))));
        var seen = (Capture)(await catalog.SeenAsync("c"))!.Document;
        Assert.Equal((90, Face), (seen.Pose.Heading, Assert.Single(seen.Redactions)));

        async Task CorrectOneAsync(int i)
        {
            var corrections = catalog.OrOther(other, i).Corrections;
            CatalogFixture.Done(await corrections.CorrectAsync("c", patches[i], _ => true, $"p{i}", "both", false, null, default));
        }
    }

    [Fact]
    public async Task A_restored_revision_has_its_own_redactions_and_those_that_were_made_since()
    {
        Redaction sign = new(50, 60, 5, -5);
        await catalog.ShowAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "ken"));
        CatalogFixture.Done(await CorrectAsync("c", Redact(sign), "ken"));
        var restored = CatalogFixture.Done(await catalog.Drafts.RestoreAsync("c", null, 2, asItWas: false, "hana", null, default));
        Assert.Equal([sign, Face], RedactionsOf(restored.Item));
    }

    [Fact]
    public async Task A_restored_revision_has_the_redactions_of_what_visitors_see_though_a_draft_lacks_them()
    {
        await catalog.ShowAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await CorrectAsync("c", Redact(Face), "ken"));
        CatalogFixture.Done(await catalog.Drafts.RestoreAsync("c", null, 1, asItWas: true, "hana", null, default));
        var restored = CatalogFixture.Done(await catalog.Drafts.RestoreAsync("c", null, 1, asItWas: false, "ken", null, default));
        Assert.Equal([Face], RedactionsOf(restored.Item));
    }

    [Fact]
    public async Task A_file_for_what_was_put_away_is_refused_and_says_so()
    {
        var draft = await catalog.DraftAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await catalog.Drafts.DeleteAsync("c", draft.Tag, "ken", default));
        Assert.Equal("Was put away. Restore a revision first.", Assert.Single((await ReplaceAsync("c", 'b')).Problems).Message);
    }

    [Fact]
    public async Task A_file_for_what_was_taken_back_meanwhile_stays_a_draft_and_says_so()
    {
        await catalog.ShowAsync(Items.Shown("c", "place"));
        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new("c")], "ken", null, default));
        Assert.StartsWith(
            "Visitors do not see it now",
            Assert.Single((await ReplaceAsync("c", 'b')).Problems).Message,
            StringComparison.Ordinal
        );
        Assert.Null(await catalog.SeenAsync("c"));
    }

    private Task<Edit> CorrectAsync(string id, Func<Item, Item> patch, string person) =>
        catalog.Corrections.CorrectAsync(id, patch, _ => true, person, "a correction", false, null, default);

    private Task<Edit> ReplaceAsync(string id, char digit) =>
        catalog.Corrections.TakeInAsync(id, before => Replaced(before!, digit), _ => true, Wish.Publish, "ken", null, default);

    private static Func<Item, Item> Turn(double? heading) =>
        item =>
            item with
            {
                Document = (Capture)item.Document is var capture ? capture with { Pose = capture.Pose with { Heading = heading } } : null!,
            };

    private static Func<Item, Item> Redact(params Redaction[] redactions) =>
        item => item with { Document = (Capture)item.Document with { Redactions = redactions } };

    private static Item Replaced(Item item, char digit) =>
        item with
        {
            Document = (Capture)item.Document with { Original = new("captures/x", new string(digit, 64), 2) },
        };

    private static (string? Title, double? Heading) Seen(Item? item) =>
        (item?.Document.Title.English, ((Capture?)item?.Document)?.Pose.Heading);

    private static IReadOnlyList<Redaction> RedactionsOf(Item? item) => ((Capture)item!.Document).Redactions;
}
