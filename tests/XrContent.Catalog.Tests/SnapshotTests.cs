using System.Text;
using NetTopologySuite.Geometries;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Geo;

namespace XrContent.Catalog.Tests;

/// <summary>A snapshot that was changed a hundred times answers as one that is built anew from all there is.</summary>
public class SnapshotTests
{
    private static readonly LatLon Centre = new(32.75, 129.87);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_changed_snapshot_answers_as_one_that_is_built_anew(int seed)
    {
        var random = new Random(seed);
        var shown = new Dictionary<string, Item>();
        var snapshot = CatalogSnapshot.Empty;
        for (var version = 1L; version <= 100; version++)
        {
            var changes = Change(random, shown, version);
            snapshot = snapshot.With(changes, Describe);
            var built = CatalogSnapshot.Of(
                new(version, changes.PublicationId, [.. shown.Values.Select(FeatureText.Of)], ChangeLog.StartingAt(0)),
                Describe
            );
            Assert.Equal(Told(built), Told(snapshot));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Of_what_changed_since_a_version_those_near_are_told_all_that_was_or_is_near_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var shown = new Dictionary<string, Item>();
        var history = new List<CatalogSnapshot> { CatalogSnapshot.Empty };
        var changed = new List<HashSet<string>> { new() };
        for (var version = 1L; version <= 60; version++)
        {
            var delta = Change(random, shown, version);
            changed.Add([.. delta.Changes.Select(change => change.Item.Id)]);
            history.Add(history[^1].With(delta, Describe));
        }

        var newest = history[^1];
        var (some, left) = (0, 0);
        foreach (var since in history)
        {
            var all = newest.ChangesSince(since.Version)!;
            var cell = SlippyCell.Of(new(Centre.Latitude + random.NextDouble() / 20, Centre.Longitude + random.NextDouble() / 20), 15);
            var box = new Envelope(cell.West, cell.East, cell.South, cell.North);
            var near = newest.ChangesSince(since.Version, [box])!;
            // In the order of all, and each said as in all.
            Assert.Equal(all.Where(near.Contains), near);
            foreach (var change in all)
            {
                var places = Enumerable
                    .Range((int)since.Version + 1, (int)(newest.Version - since.Version))
                    .Where(version => changed[version].Contains(change.Id))
                    .SelectMany(version => new[] { history[version - 1], history[version] })
                    .Select(then => then.Find(change.Id)?.Where?.EnvelopeInternal)
                    .OfType<Envelope>();
                if (places.Any(box.Intersects))
                    Assert.Contains(change, near);
            }

            (some, left) = (some + near.Count, left + all.Count - near.Count);
        }

        Assert.True(some > 0 && left > 0, $"{some} near, {left} left out");
    }

    [Fact]
    public void Where_several_versions_come_at_once_nobody_who_saw_one_between_is_left_out()
    {
        var before = Items.Published(Items.Place("a", 32.75));
        var after = before.With(
            new(
                3,
                Guid.NewGuid(),
                [FeatureText.Of(Items.Place("a", 32.76))],
                [],
                [new(2, new("a", Kind.Place, Published.Change.Changed)), new(3, new("a", Kind.Place, Published.Change.Changed))]
            ),
            Items.Plain
        );
        // At 33.5 it was in version 2, which another node may have served.
        Assert.Equal("a", Assert.Single(after.ChangesSince(2, [new Envelope(129, 130, 33.4, 33.6)])!).Id);
    }

    [Fact]
    public void What_came_and_went_is_told_to_nobody_and_what_moved_away_to_those_it_left()
    {
        var (here, there) = (new Envelope(129.86, 129.88, 32.74, 32.76), new Envelope(129.86, 129.88, 33.0, 33.1));
        var before = Items.Published(Items.Place("a", 32.75));
        PublishedDelta Delta(long version, string id, Change change, double? latitude) =>
            new(
                version,
                Guid.NewGuid(),
                latitude is { } at ? [FeatureText.Of(Items.Place(id, at))] : [],
                latitude is null ? [id] : [],
                [new(version, new(id, Kind.Place, change))]
            );
        var after = before
            .With(Delta(2, "a", Published.Change.Changed, 33.05), Items.Plain)
            .With(Delta(3, "b", Published.Change.Added, 32.75), Items.Plain)
            .With(Delta(4, "b", Published.Change.Removed, null), Items.Plain);
        Assert.Equal("a", Assert.Single(after.ChangesSince(1, [here])!).Id);
        Assert.Equal("a", Assert.Single(after.ChangesSince(1, [there])!).Id);
        Assert.Empty(after.ChangesSince(1, [new Envelope(130.5, 130.6, 32.0, 32.1)])!);
        Assert.Empty(after.ChangesSince(2)!);
        // Who saw it come hears that it went; it came again for whoever knows the version between.
        Assert.Equal(Published.Change.Removed, Assert.Single(after.ChangesSince(3, [here])!).Change);
        var again = after.With(Delta(5, "b", Published.Change.Added, 32.75), Items.Plain);
        Assert.Equal(Published.Change.Added, Assert.Single(again.ChangesSince(2, [here])!).Change);
        Assert.Equal(Published.Change.Changed, Assert.Single(again.ChangesSince(3, [here])!).Change);
    }

    [Fact]
    public void A_publication_shares_what_did_not_change()
    {
        var before = Items.Published(Items.Place("a"), Items.Place("b", 32.8), Items.Scene("scene", "a"));
        var text = FeatureText.Of(Items.Place("b", 32.8) with { Document = Items.Place("b").Document with { Title = Items.Text("new") } });
        var after = before.With(new(2, Guid.NewGuid(), [text], [], [new(2, new("b", Kind.Place, Published.Change.Changed))]), Items.Plain);
        Assert.Same(before.Find("a"), after.Find("a"));
        Assert.Same(before.Find("scene"), after.Find("scene"));
        Assert.NotSame(before.Find("b"), after.Find("b"));
        Assert.Equal("b", before.Find("b")!.Document.Title.English);
        Assert.Equal("new", after.Find("b")!.Document.Title.English);
    }

    [Fact]
    public void A_place_knows_which_places_have_their_relics_in_it()
    {
        var snapshot = Items.Published(Items.Place("museum"), Related(Items.Place("tank"), ["museum"], 1), Items.Place("bridge"));
        Assert.Equal(["tank"], snapshot.UsersOf("museum", RelationRole.PlaceRelated));
        Assert.Empty(snapshot.UsersOf("tank", RelationRole.PlaceRelated));
        Assert.Equal(["tank"], snapshot.Find("tank")!.Places);
    }

    /// <summary>Says of an item what depends on others, so that what should have been told anew shows.</summary>
    private static PublicJson Describe(PublishedItem item, CatalogSnapshot catalog)
    {
        RelationRole[] roles = [RelationRole.ScenePlace, RelationRole.CapturePlace, RelationRole.PlaceRelated];
        var links = item.Kind == Kind.Place ? roles.SelectMany(role => catalog.UsersOf(item.Id, role)) : [];
        var json = Encoding.UTF8.GetBytes($$"""{"id":"{{item.Id}}","links":"{{string.Join(' ', links)}}"}""");
        return new(LocalizedJson.Of(json), json.Length - 1, IsWhole: false);
    }

    private static List<string> Told(CatalogSnapshot catalog)
    {
        var told = new List<string> { $"{catalog.Version} {catalog.Count}" };
        foreach (var item in catalog.All.OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            var uses = Enum.GetValues<RelationRole>().Select(role => $"{role}: {string.Join(' ', catalog.UsersOf(item.Id, role))}");
            var names = item.Kind == Kind.Place ? [] : RenditionNames.Of(item.Document);
            var renditions = names.Select(name => $"{name}: {string.Join(' ', catalog.PlacesOfRendition(name) ?? [])}");
            told.Add(
                $"{item.Json} {item.Where} {string.Join(' ', item.Places)} | {string.Join(", ", uses)} | {string.Join(", ", renditions)}"
            );
        }

        told.AddRange(catalog.Nearby(Centre, 3000, null, 40).Select(near => $"{near.Item.Id} {near.Distance} {near.Bearing}"));
        told.AddRange(catalog.InCell(SlippyCell.Of(Centre, 15), null).Select(item => item.Id).Order(StringComparer.Ordinal));
        told.AddRange(catalog.Summits.Concat(catalog.WithAreas).Select(item => item.Id));
        told.AddRange(
            Enum.GetValues<Kind>().Select(kind => $"{kind}: {string.Join(' ', catalog.Of(kind).After(null).Select(item => item.Id))}")
        );
        Envelope[] boxes = [new(129.86, 129.88, 32.74, 32.76), new(-180, 180, -90, 90), new(129, 131, 32, 34)];
        foreach (var box in boxes)
            told.Add(string.Join(' ', catalog.Within(box).Select(item => item.Id).Order(StringComparer.Ordinal)));
        return told;
    }

    /// <summary>A publication that may add, change, move and take back; nothing that is shown names what is not.</summary>
    private static PublishedDelta Change(Random random, Dictionary<string, Item> shown, long version)
    {
        var changed = new Dictionary<string, Change>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var item = Made(random, shown);
            changed[item.Id] = shown.ContainsKey(item.Id) ? Published.Change.Changed : Published.Change.Added;
            shown[item.Id] = item;
        }

        var named = shown.Values.SelectMany(item => Relations.Of(item.Document)).Select(relation => relation.Id).ToHashSet();
        foreach (var id in shown.Keys.Where(id => !named.Contains(id) && random.Next(6) == 0).ToList())
        {
            shown.Remove(id);
            changed[id] = Published.Change.Removed;
        }

        return new(
            version,
            Guid.NewGuid(),
            [.. changed.Keys.Where(shown.ContainsKey).Select(id => FeatureText.Of(shown[id]))],
            [.. changed.Keys.Where(id => !shown.ContainsKey(id))],
            [.. changed.Select(change => new VersionedChange(version, new(change.Key, Kind.Place, change.Value)))]
        );
    }

    private static Item Made(Random random, Dictionary<string, Item> shown)
    {
        string Any(Kind kind, string otherwise)
        {
            var ids = shown.Values.Where(item => item.Kind == kind).Select(item => item.Id).Order(StringComparer.Ordinal).ToList();
            return ids.Count == 0 ? otherwise : ids[random.Next(ids.Count)];
        }

        var places = shown.Values.Count(item => item.Kind == Kind.Place);
        var number = random.Next(12);
        var place = Any(Kind.Place, "");
        return random.Next(places == 0 ? 1 : 6) switch
        {
            0 or 1 => Related(Items.Place($"place-{number}", Where(random)), [place, Any(Kind.Place, ""), ""], random.Next(4)),
            2 => Items.Shown($"capture-{number}", place) with { Geometry = random.Next(2) == 0 ? null : Where(random) },
            3 => new($"overlay-{number}", random.Next(2) == 0 ? null : Where(random), Overlay(place)),
            4 when Any(Kind.Scene, "") is { Length: > 0 } scene => new(
                $"tour-{number}",
                null,
                new Tour { Title = Items.Text("tour"), Stops = [new(scene)] }
            ),
            _ => Items.Scene($"scene-{number}", place, Any(Kind.Capture, "") is { Length: > 0 } capture ? [capture] : []),
        };
    }

    private static Item Related(Item item, string[] places, int count) =>
        item with
        {
            Document = (Place)item.Document with
            {
                Related = [.. places.Take(count).Where(id => id.Length > 0 && id != item.Id).Distinct()],
            },
        };

    private static Overlay Overlay(string place) =>
        new()
        {
            Title = Items.Text("overlay"),
            Shape = OverlayShape.Marker,
            About = place,
            Sources = [new("s", "A source")],
        };

    /// <summary>A point, or an area that reaches into several cells, or into very many.</summary>
    private static Geometry Where(Random random)
    {
        var (latitude, longitude) = (32.75 + (random.NextDouble() - 0.5) * 0.05, 129.87 + (random.NextDouble() - 0.5) * 0.05);
        return random.Next(6) switch
        {
            0 => Items.Point(latitude, longitude).Buffer(0.01),
            1 => Items.Point(latitude, longitude).Buffer(0.5),
            _ => Items.Point(Math.Round(latitude, 3), Math.Round(longitude, 3)),
        };
    }
}
