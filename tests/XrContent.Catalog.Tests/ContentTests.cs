using XrContent.Catalog.Documents;
using XrContent.Catalog.Exchange;
using XrContent.Catalog.Rules;
using XrContent.Geo;

namespace XrContent.Catalog.Tests;

/// <summary>The starter catalogue, held against its own claims.</summary>
public sealed class ContentTests
{
    private static readonly string Folder = FindContent();

    private static async Task<IReadOnlyList<Item>> ReadAsync()
    {
        var (items, problems) = await ContentFolder.ReadAsync(Folder, default);
        Assert.Empty(problems);
        return items;
    }

    [Fact]
    public async Task It_is_valid_and_complete_in_four_languages()
    {
        var items = await ReadAsync();
        Assert.Empty(items.SelectMany(item => ItemRules.Check(item)));
        Assert.Empty(ReferenceRules.Check(items.ToDictionary(item => item.Id)));
        Assert.Empty(items.SelectMany(Unsettled.MissingLanguages));
    }

    [Fact]
    public async Task Written_again_it_is_the_same_to_the_byte()
    {
        var copy = Directory.CreateTempSubdirectory().FullName;
        await ContentFolder.WriteAsync(copy, await ReadAsync(), default);
        foreach (var kind in Enum.GetValues<Kind>())
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(Folder, ContentFolder.FileOf(kind))),
                await File.ReadAllBytesAsync(Path.Combine(copy, ContentFolder.FileOf(kind)))
            );
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Each_relic_lies_as_far_from_the_hypocentre_as_the_city_publishes()
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        var hypocentre = PositionOf(items["hypocentre"]);
        var checkedRelics = 0;
        foreach (var item in items.Values)
        {
            if (item.Document.Facts.FirstOrDefault(fact => fact.Id == "distance") is not { } published)
                continue;
            var metres = Geodesic.Inverse(hypocentre, PositionOf(item)).Distance;
            Assert.True(Math.Abs(metres / 1000 - published.Value) <= 0.15, $"{item.Id}: {metres:F0} m, published {published.Value} km");
            checkedRelics++;
        }

        Assert.True(checkedRelics >= 22, $"Only {checkedRelics} relics have a published distance.");
    }

    [Fact]
    public async Task What_is_in_the_museum_names_its_showcase_and_leads_to_where_it_stood()
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        var museum = PositionOf(items["atomic-bomb-museum"]);
        var kept = items.Values.Where(item => item.Document is Place { Exhibit: "B-1" }).ToList();
        // The museum's large relics: tank, watchtower, stairs, steel frame, bridge pillar.
        Assert.Equal(5, kept.Count);
        foreach (var relic in kept)
        {
            var place = (Place)relic.Document;
            Assert.InRange(Geodesic.Inverse(museum, PositionOf(relic)).Distance, 0, 50);
            Assert.Contains("atomic-bomb-museum", place.Related);
            // Where the bridge stood sources do not agree.
            if (relic.Id == "ohashi-bridge-pillar")
                continue;
            var then = items[place.Related.Single(id => id != "atomic-bomb-museum")];
            Assert.Contains(relic.Id, ((Place)then.Document).Related);
        }
    }

    [Fact]
    public async Task Each_height_and_time_has_its_source_and_no_source_is_a_home_page()
    {
        foreach (var item in await ReadAsync())
        {
            Assert.Empty(PublishRules.Check(item).Concat(PublishRules.CheckFigures(item)));
            foreach (var source in item.Document.Sources)
            {
                Assert.True(source.Url is null || new Uri(source.Url).PathAndQuery != "/", $"{item.Id}: {source.Url}");
                Assert.True(source.Language is not null, $"{item.Id}: {source.Id} does not say its language.");
            }
        }
    }

    [Fact]
    public async Task A_position_that_is_known_to_more_than_a_hundred_metres_says_so_to_the_reader()
    {
        var vague = (await ReadAsync()).Where(item =>
            item.Document is Place { Category: not PlaceCategory.Summit, Position.Accuracy: > 100 }
        );
        Assert.All(vague, item => Assert.NotNull(item.Document.Position!.Note));
    }

    [Fact]
    public async Task What_did_not_burn_lies_in_no_area_that_is_drawn_as_burned()
    {
        var burned = (await ReadAsync()).Single(item => item.Id == "burned-area").Geometry!;
        Assert.Equal(0, burned.Area);
        Assert.Equal(3, burned.NumGeometries);
    }

    [Fact]
    public async Task A_drawing_says_when_it_was_made_and_what_moment_it_shows()
    {
        var captures = (await ReadAsync()).Select(item => item.Document).OfType<Capture>();
        Assert.All(
            captures.Where(capture => capture.Nature == CaptureNature.Drawing),
            drawing => Assert.True(drawing.Taken.Year >= 2026, $"{drawing.Title.English} was not drawn in {drawing.Taken.Year}.")
        );
        var reach = (Capture)(await ReadAsync()).Single(item => item.Id == "drawing-inasayama-deck-reach").Document;
        Assert.Equal(new DateTimeOffset(1945, 8, 9, 11, 2, 0, TimeSpan.FromHours(9)), reach.Shows);
    }

    [Fact]
    public async Task What_a_visitor_reads_most_of_has_paragraphs_in_every_language()
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        string[] ids =
        [
            "hypocentre",
            "shiroyama-school",
            "urakami-bell-tower",
            "medical-college-gate",
            "sanno-torii",
            "sanno-camphor-trees",
            "urakami-cathedral",
            "hamaguchi-watchtower",
            "keiho-water-tank",
            "yamazato-shelter",
            "nagasaki-station-old",
            "michinoo-station",
            "inasayama-deck",
            "nabekanmuriyama-deck",
            .. items.Values.Where(item => item.Kind == Kind.Event).Select(item => item.Id),
        ];
        foreach (var (id, language) in ids.SelectMany(id => LocalText.Languages.Select(language => (id, language))))
            Assert.True(items[id].Document.Text?.In(language)?.Contains("\n\n") == true, $"{id}, {language}");
        Assert.True(items.Values.Count(item => item.Kind == Kind.Place) >= 70);
    }

    [Theory]
    [InlineData("shiroyama-school", 270)]
    [InlineData("urakami-bell-tower", 45)]
    [InlineData("medical-college-gate", 135)]
    [InlineData("sanno-torii", 135)]
    public async Task Each_part_of_the_historic_site_lies_in_the_direction_that_the_city_publishes(string id, double bearing)
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        var line = Geodesic.Inverse(PositionOf(items["hypocentre"]), PositionOf(items[id]));
        Assert.InRange(Math.Abs(Angles.Normalize180(line.Bearing - bearing)), 0, 22.5);
    }

    /// <summary>
    /// Distances and azimuths of positions that were read on maps or imagery; the tolerance is what the item says of itself.
    /// </summary>
    [Theory]
    [InlineData("peace-park", 361, 11)]
    [InlineData("sanno-camphor-trees", 822, 148)]
    [InlineData("shiroyama-school", 491, 275)]
    [InlineData("medical-college-gate", 585, 119)]
    [InlineData("matsuyama-shelter", 130, 347)]
    [InlineData("hypocentre", 0, 0)]
    [InlineData("hypocentre-monolith", 0, 0)]
    [InlineData("korean-victims-monument", 140, 168)]
    [InlineData("fountain-of-peace", 190, 355)]
    public async Task What_was_read_on_a_map_lies_where_it_was_read(string id, double distance, double bearing)
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        var there = Geodesic.Direct(new(32.77373, 129.86322), bearing, distance);
        var off = Geodesic.Inverse(there, PositionOf(items[id])).Distance;
        Assert.InRange(off, 0, items[id].Document.Position!.Accuracy);
    }

    [Fact]
    public async Task What_was_moved_into_the_museum_does_not_say_that_people_died_there_and_nothing_is_promised_that_is_not_shown()
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        foreach (var id in new[] { "keiho-water-tank", "mitsubishi-steel-frame", "ohashi-bridge-pillar", "tateyama-shelter" })
            Assert.DoesNotContain("died", items[id].Document.Sensitivity!.Notice.English, StringComparison.Ordinal);
        Assert.Null(items["peace-ceremony"].Document.Sensitivity);
        Assert.DoesNotContain("summer", items["minato-park"].Document.Summary!.English, StringComparison.Ordinal);
        Assert.Contains("first Friday of February", ((Event)items["lantern-festival"].Document).When!.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relics-and-museum", 2600)]
    [InlineData("school-half-day", 3900)]
    public async Task A_tour_does_not_lead_back_over_its_own_way(string id, double most)
    {
        var items = (await ReadAsync()).ToDictionary(item => item.Id);
        var stops = ((Tour)items[id].Document).Stops.Select(stop => PositionOf(items[((Scene)items[stop.Scene].Document).Place])).ToList();
        Assert.InRange(stops.Zip(stops.Skip(1), (from, to) => Geodesic.Inverse(from, to).Distance).Sum(), most - 500, most);
    }

    [Fact]
    public async Task Each_stop_of_a_class_has_a_question_with_its_answer_beside_it()
    {
        var stops = ((Tour)(await ReadAsync()).Single(item => item.Id == "school-half-day").Document).Stops;
        string[] answers = ["答え：", "Answer:", "答案：", "답:"];
        foreach (var (language, answer) in LocalText.Languages.Zip(answers))
            Assert.All(stops, stop => Assert.Contains(answer, stop.Note!.In(language), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_text_says_a_word_as_another_language_does()
    {
        (string Language, string Word)[] strange =
        [
            ("zh-Hans", "被爆"),
            ("zh-Hans", "摧倒"),
            ("ko", "건물는"),
            ("ko", "교사"),
            ("ko", "신여"),
        ];
        foreach (var document in (await ReadAsync()).Select(item => item.Document))
        {
            LocalText?[] texts = [document.Title, document.Summary, document.Text, document.Position?.Note, document.Sensitivity?.Notice];
            foreach (var (language, word) in strange)
                Assert.All(texts, text => Assert.DoesNotContain(word, text?.In(language) ?? "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("urakami-prison-wall", "32 Chinese and at least 13 Koreans", "dead")]
    [InlineData("nagasaki-station-old", "burned on 9 August 1945", "trains")]
    [InlineData("sanno-torii", "parallel to the path of the blast", "why")]
    [InlineData("sanno-torii", "the half nearer the hypocentre was torn away", "city")]
    [InlineData("hypocentre", "at schools about 500 metres away a few people lived", "shiroyama")]
    [InlineData("shiroyama-school", "Of the 33 of the school’s people who were there, four lived", "gallery")]
    [InlineData("yamazato-shelter", "Of the 32 people who were at the school that day 28 died", "school")]
    [InlineData("urakami-prison-wall", "It was not the blast that left them so", "city")]
    public async Task What_a_text_says_of_those_days_names_where_it_is_from(string id, string words, string source)
    {
        var document = (await ReadAsync()).Single(item => item.Id == id).Document;
        Assert.Contains(words, document.Text!.English, StringComparison.Ordinal);
        Assert.All(LocalText.Languages, language => Assert.NotNull(document.Text.In(language)));
        Assert.Matches("^https?://", document.Sources.Single(one => one.Id == source).Url);
    }

    [Fact]
    public async Task It_holds_what_a_visitor_expects_of_Nagasaki()
    {
        var items = await ReadAsync();
        var places = items.Select(item => item.Document).OfType<Place>().ToList();
        Assert.Equal(5, places.Count(place => place.Category == PlaceCategory.HistoricSite));
        Assert.True(places.Count(place => place.Category == PlaceCategory.Relic) >= 15);
        Assert.True(places.Count(place => place.Category == PlaceCategory.Viewpoint) >= 4);
        Assert.True(items.Count(item => item.Kind == Kind.Tour) >= 3);
        Assert.True(items.Count(item => item.Kind == Kind.Event) >= 4);
        Assert.All(items.Where(item => item.Kind is Kind.Place or Kind.Overlay), item => Assert.NotEmpty(item.Document.Sources));
    }

    [Fact]
    public async Task Each_drawing_says_in_every_language_that_it_is_one()
    {
        var drawings = (await ReadAsync()).Where(item => item.Document is Capture { Nature: CaptureNature.Drawing }).ToList();
        Assert.NotEmpty(drawings);
        Assert.All(
            drawings,
            item =>
            {
                Assert.Contains("図", item.Document.Title.Japanese, StringComparison.Ordinal);
                Assert.Contains("drawing", item.Document.Title.English, StringComparison.Ordinal);
                Assert.Contains("图", item.Document.Title.Chinese, StringComparison.Ordinal);
                Assert.Contains("그림", item.Document.Title.Korean, StringComparison.Ordinal);
            }
        );
    }

    private static LatLon PositionOf(Item item) => new(item.Geometry!.Centroid.Y, item.Geometry.Centroid.X);

    private static string FindContent()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var content = Path.Combine(folder.FullName, "content");
            if (File.Exists(Path.Combine(folder.FullName, "XrContent.sln")) && Directory.Exists(content))
                return content;
        }

        throw new DirectoryNotFoundException("content/ was not found above the tests.");
    }
}
