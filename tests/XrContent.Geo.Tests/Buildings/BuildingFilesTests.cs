using System.IO.Compression;
using System.Text;
using XrContent.Geo.Buildings.Formats;
using XrContent.Geo.Terrain;
using XrContent.Geo.Tests.Terrain;

namespace XrContent.Geo.Tests.Buildings;

public sealed class BuildingFilesTests : IDisposable
{
    private const string Reference = "http://www.opengis.net/def/crs/EPSG/0/6697";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_block_of_LOD1_is_its_bottom_drawn_up_to_its_top()
    {
        var read = Read("a.gml", City(Block("bldg_1", 12.5, 31.25, year: "1938")));

        var building = Assert.Single(read.Buildings);
        Assert.Equal(("bldg_1", 12.5, 18.75), (building.Name, building.Base, building.Height));
        Assert.Equal((1938, (int?)null), (building.Since, building.Until));
        Assert.Equal(
            [new LatLon(32.7500, 129.8700), new(32.7500, 129.8702), new(32.7501, 129.8702), new(32.7501, 129.8700)],
            building.Footprint
        );
    }

    [Fact]
    public void An_outline_of_LOD0_stands_on_the_terrain_as_high_as_was_measured()
    {
        var read = Read("a.gml", City(Outline("bldg_2", "6.4") + Outline("bldg_3", "-9999") + Outline("bldg_4", null)));

        var building = Assert.Single(read.Buildings);
        Assert.Equal(("bldg_2", (double?)null, 6.4), (building.Name, building.Base, building.Height));
        Assert.Equal(2, read.Formless);
    }

    [Fact]
    public void Each_part_of_a_building_stands_by_itself_with_the_years_of_the_whole()
    {
        var part = Block("part", 3, 9).Replace("Building gml", "BuildingPart gml", StringComparison.Ordinal);
        part = part.Replace("/bldg:Building>", "/bldg:BuildingPart>", StringComparison.Ordinal);
        part = part.Replace("core:cityObjectMember", "bldg:consistsOfBuildingPart", StringComparison.Ordinal);
        var whole =
            "<core:cityObjectMember><bldg:Building gml:id=\"whole\"><bldg:yearOfConstruction>1901</bldg:yearOfConstruction>"
            + $"<bldg:yearOfDemolition>1945</bldg:yearOfDemolition>{part}{part.Replace("\"part\"", "\"other\"", StringComparison.Ordinal)}"
            + "</bldg:Building></core:cityObjectMember>";
        var read = Read("a.gml", City(whole));

        Assert.Equal([("part", 1901, (int?)1945), ("other", 1901, 1945)], read.Buildings.Select(one => (one.Name, one.Since, one.Until)));
        Assert.Equal(0, read.Formless);
    }

    [Fact]
    public void Courtyards_and_finer_models_beside_the_block_are_passed_over()
    {
        var ring =
            "<gml:interior><gml:LinearRing><gml:posList>9 9 9 8 8 8 7 7 7 9 9 9</gml:posList></gml:LinearRing></gml:interior>"
            + "</gml:Polygon>";
        var finer = "<bldg:lod2Solid><gml:Solid srsName=\"nonsense\"><broken>x</broken></gml:Solid></bldg:lod2Solid></bldg:Building>";
        var text = Block("a", 1, 5).Replace("</gml:Polygon>", ring, StringComparison.Ordinal);
        var read = Read("a.gml", City(text.Replace("</bldg:Building>", finer, StringComparison.Ordinal)));

        Assert.Equal((1.0, 4.0, 4), (read.Buildings[0].Base, read.Buildings[0].Height, read.Buildings[0].Footprint.Count));
    }

    [Fact]
    public void Who_adds_buildings_knows_their_year_better_than_when_their_record_was_made()
    {
        var made = Block("a", 1, 5)
            .Replace("<bldg:lod1Solid>", "<core:creationDate>2024-03-22</core:creationDate><bldg:lod1Solid>", StringComparison.Ordinal);
        var path = Path.Combine(folder.Path, "a.gml");
        File.WriteAllText(path, City(made + Block("b", 1, 5, year: "1938")));

        Assert.Equal([1900, 1938], BuildingFiles.Read(path, new(1900, 2020)).Buildings.Select(building => building.Since));
    }

    [Fact]
    public void A_city_model_that_names_no_reference_system_is_refused() =>
        Assert.Contains(
            "Names no reference system",
            Assert
                .Throws<TerrainFileException>(() =>
                    Read("a.gml", City(Block("a", 1, 5)).Replace("srsName", "other", StringComparison.Ordinal))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("1945", 1945)]
    [InlineData("1945.0", 1945)]
    [InlineData("\"1945/8/9\"", 1945)]
    [InlineData("\"1945-08-09T11:02:00+09:00\"", 1945)]
    [InlineData("\"1945Z\"", 1945)]
    [InlineData("\"1945-08-09+09:00\"", 1945)]
    [InlineData("\"\"", null)]
    public void Years_are_read_as_programs_write_them(string year, int? expected)
    {
        var read = Read("a.geojson", Square($"\"height\":3,\"since\":1900,\"until\":{year}"));
        Assert.Equal(expected, read.Buildings[0].Until);
    }

    [Theory]
    [InlineData("\"昭和20年\"")]
    [InlineData("19")]
    [InlineData("1945.5")]
    public void A_year_that_cannot_be_read_is_no_year_of_today(string year)
    {
        var refused = Assert.Throws<TerrainFileException>(() => Read("a.geojson", Square($"\"height\":3,\"since\":{year}")));
        Assert.Contains("Feature 0, since:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ended_before_it_is_known_to_stand_says_what_is_missing()
    {
        var refused = Assert.Throws<TerrainFileException>(() => Read("a.geojson", Square("\"height\":3,\"until\":1945")));
        Assert.Contains("--since", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", null)]
    [InlineData("urn:ogc:def:crs:EPSG::6668", null)]
    [InlineData("urn:ogc:def:crs:EPSG::4301", "EPSG::4301")]
    [InlineData("urn:ogc:def:crs:EPSG::6669", "EPSG::6669")]
    public void The_reference_system_that_GeoJSON_names_is_looked_at_wherever_it_stands(string system, string? refused)
    {
        var crs = $"\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{system}\"}} }}";
        var features = Square("\"height\":3")[1..^1];
        foreach (var text in new[] { $"{{{crs},{features}}}", $"{{{features},{crs}}}" })
        {
            if (refused is null)
                Assert.Single(Read("a.geojson", text).Buildings);
            else
                Assert.Contains(
                    refused,
                    Assert.Throws<TerrainFileException>(() => Read("a.geojson", text)).Message,
                    StringComparison.Ordinal
                );
        }
    }

    [Fact]
    public void Text_that_is_no_text_is_refused_and_a_house_without_height_is_counted()
    {
        Assert.Throws<TerrainFileException>(() =>
            Read("a.geojson", Square("\"height\":3").Replace("\"Feature\"", "\"Feature\",\"id\":\"\\ud800\"", StringComparison.Ordinal))
        );
        Assert.Throws<TerrainFileException>(() => Read("a.geojson", Square("\"height\":0")));
    }

    [Fact]
    public void A_building_that_says_no_year_of_its_own_is_known_since_its_record_was_made()
    {
        var made = Block("a", 1, 5)
            .Replace("<bldg:lod1Solid>", "<core:creationDate>2024-03-22</core:creationDate><bldg:lod1Solid>", StringComparison.Ordinal);
        var read = Read("a.gml", City(made + Block("b", 1, 5) + Block("c", 1, 5, year: "0001")));

        Assert.Equal([2024, 2020, 2020], read.Buildings.Select(building => building.Since));
    }

    [Theory]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/6669", "EPSG/0/6669")]
    [InlineData("urn:ogc:def:crs:EPSG::4326", "4326")]
    public void Another_reference_system_is_refused_by_its_name(string system, string named)
    {
        var refused = Assert.Throws<TerrainFileException>(() =>
            Read("a.gml", City(Block("a", 1, 5)).Replace(Reference, system, StringComparison.Ordinal))
        );
        Assert.Contains("a.gml: Is in the reference system", refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_system_that_a_solid_names_itself_is_looked_at_as_well() =>
        Assert.Throws<TerrainFileException>(() =>
            Read("a.gml", City(Block("a", 1, 5).Replace("<gml:Solid>", "<gml:Solid srsName=\"EPSG:6668\">", StringComparison.Ordinal)))
        );

    [Theory]
    [InlineData("32.7500 129.8700 12.5", "32.7500 129.8700", "three by three")]
    [InlineData("32.7500 129.8700 12.5", "3x.7500 129.8700 12.5", "damaged")]
    [InlineData("32.7500 129.8700 12.5", "32.7500 129.8700 NaN", "bldg_1")]
    [InlineData("32.7501 129.8702", "33.7501 129.8702", "m across")]
    [InlineData("12.5", "1e9", "bldg_1")]
    [InlineData("32.7500 129.8700 12.5", "32.7500 229.8700 12.5", "degrees")]
    [InlineData("</bldg:Building>", "", "damaged")]
    [InlineData("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "damaged")]
    public void What_cannot_be_right_is_refused_and_says_what_and_where(string text, string wrong, string said)
    {
        var refused = Assert.Throws<TerrainFileException>(() =>
            Read("bad.gml", City(Block("bldg_1", 12.5, 31.25)).Replace(text, wrong, StringComparison.Ordinal))
        );
        Assert.Contains("bad.gml", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GeoJSON_gives_height_foot_and_years_and_each_part_of_a_multipolygon()
    {
        const string square = "[[129.87,32.75],[129.8702,32.75],[129.8702,32.7501],[129.87,32.7501],[129.87,32.75]]";
        var read = Read(
            "a.geojson",
            "\uFEFF"
                + $$"""
                {"type":"FeatureCollection","name":"x","features":[
                 {"type":"Feature","id":7,"geometry":{"type":"Polygon","coordinates":[{{square}}]},
                  "properties":{"height":9.5,"base":3,"since":"1910-04-01","until":1945} },
                 {"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[{{square}}],[{{square}}]]},
                  "properties":{"height":"4"} },
                 {"type":"Feature","geometry":{"type":"Point","coordinates":[129.87,32.75]},"properties":{"height":4} },
                 {"type":"Feature","geometry":{"type":"Polygon","coordinates":[{{square}}]},"properties":{"name":"x"} }],"more":1}
                """
        );

        Assert.Equal(["a.geojson 7", "a.geojson 1", "a.geojson 1 part 1"], read.Buildings.Select(building => building.Name));
        Assert.Equal(
            (9.5, 3.0, 1910, 1945),
            (read.Buildings[0].Height, read.Buildings[0].Base!.Value, read.Buildings[0].Since, read.Buildings[0].Until)
        );
        Assert.Equal((4, 4), (read.Buildings[0].Footprint.Count, read.Buildings[1].Footprint.Count));
        Assert.Null(read.Buildings[1].Base);
        Assert.Equal(2, read.Formless);
    }

    [Theory]
    [InlineData("{\"type\":\"Feature\"}", "no GeoJSON feature collection")]
    [InlineData("{\"features\":[{\"type\":\"Feature\"}]}", "Holds no building")]
    [InlineData("{\"features\":[", "damaged")]
    [InlineData(
        "{\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[\"a\",2],[3,4]]]},\"properties\":{\"height\":3}}]}",
        "degrees"
    )]
    [InlineData(
        "{\"features\":[{\"id\":\"x\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[1,2.0001],[1.0001,2]]]},"
            + "\"properties\":{\"height\":3000}}]}",
        "Feature x: its height of 3000 m"
    )]
    [InlineData("{\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]},\"properties\":{\"height\":3}}]}", "0 corners")]
    public void GeoJSON_that_cannot_be_right_is_refused_and_says_why(string json, string said)
    {
        var refused = Assert.Throws<TerrainFileException>(() => Read("b.geojson", json));
        Assert.Contains("b.geojson", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_zip_the_buildings_are_read_and_neither_roads_nor_what_a_Mac_adds()
    {
        var path = Path.Combine(folder.Path, "city.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            Put(zip, "x/udx/bldg/1.gml", City(Block("a", 1, 5)));
            Put(zip, "x/udx/tran/2.gml", "no XML");
            Put(zip, "__MACOSX/x/udx/bldg/._1.gml", "no XML");
        }

        Assert.Equal("a", Assert.Single(BuildingFiles.Read(path, new(null, 2020)).Buildings).Name);
    }

    [Fact]
    public void A_file_of_another_kind_and_one_that_is_not_there_are_refused()
    {
        Assert.Contains(
            "no kind of building file",
            Assert.Throws<TerrainFileException>(() => Read("a.shp", "")).Message,
            StringComparison.Ordinal
        );
        var missing = Path.Combine(folder.Path, "missing.gml");
        Assert.Contains(
            "Cannot be read",
            Assert.Throws<TerrainFileException>(() => BuildingFiles.Read(missing, new(null, 2020))).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => folder.Dispose();

    private ReadBuildings Read(string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return BuildingFiles.Read(path, new(null, 2020));
    }

    private static string Square(string properties) =>
        $$"""
            {"features":[{"type":"Feature","properties":{{{properties}}},"geometry":{"type":"Polygon","coordinates":
            [[[129.87,32.75],[129.8702,32.75],[129.8702,32.7501],[129.87,32.7501],[129.87,32.75]]]} }]}
            """;

    private static void Put(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }

    /// <summary>A city model as PLATEAU lays it out.</summary>
    private static string City(string buildings) =>
        $"""
            <?xml version="1.0"?>
            <core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:bldg="http://www.opengis.net/citygml/building/2.0"
             xmlns:gml="http://www.opengis.net/gml">
            <gml:boundedBy><gml:Envelope srsName="{Reference}" srsDimension="3"><gml:lowerCorner>32.7 129.8 0</gml:lowerCorner>
            <gml:upperCorner>32.8 129.9 60</gml:upperCorner></gml:Envelope></gml:boundedBy>
            {buildings}</core:CityModel>
            """;

    private static string Block(string id, double low, double high, string? year = null)
    {
        (double, double)[] corners = [(32.7500, 129.8700), (32.7500, 129.8702), (32.7501, 129.8702), (32.7501, 129.8700)];
        string At(int corner, double height) =>
            FormattableString.Invariant($"{corners[corner % 4].Item1:F4} {corners[corner % 4].Item2:F4} {height}");
        string Face(params string[] positions) =>
            $"<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>{string.Join(' ', positions)} {positions[0]}"
            + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>";
        var walls = Enumerable.Range(0, 4).Select(i => Face(At(i, low), At(i + 1, low), At(i + 1, high), At(i, high)));
        var built = year is null ? "" : $"<bldg:yearOfConstruction>{year}</bldg:yearOfConstruction>";
        return $"<core:cityObjectMember><bldg:Building gml:id=\"{id}\">{built}"
            + "<bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface>"
            + string.Concat(walls)
            + Face(At(0, high), At(1, high), At(2, high), At(3, high))
            + Face(At(0, low), At(1, low), At(2, low), At(3, low))
            + "</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid></bldg:Building></core:cityObjectMember>";
    }

    private static string Outline(string id, string? height) =>
        $"<core:cityObjectMember><bldg:Building gml:id=\"{id}\">"
        + (height is null ? "" : $"<bldg:measuredHeight uom=\"m\">{height}</bldg:measuredHeight>")
        + "<bldg:lod0RoofEdge><gml:MultiSurface><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
        + "32.75 129.87 0 32.75 129.8702 0 32.7501 129.8702 0 32.75 129.87 0"
        + "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></bldg:lod0RoofEdge>"
        + "</bldg:Building></core:cityObjectMember>";
}
