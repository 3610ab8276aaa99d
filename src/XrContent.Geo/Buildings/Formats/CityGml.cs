using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using XrContent.Geo.Terrain;

namespace XrContent.Geo.Buildings.Formats;

/// <summary>
/// Buildings of CityGML 2.0 as PLATEAU publishes them: the block of LOD1 (`lod1Solid`), or the outline of LOD0 with `measuredHeight`.
/// </summary>
/// <remarks>
/// Positions are latitude, longitude and height above mean sea level (EPSG:6697; Ministry of Land, "Standard data product specification for
/// 3D city models", building model). An outline of LOD0 carries no height that is to be trusted; its building stands on the terrain.
/// </remarks>
internal static class CityGml
{
    private const string SpatialReference = "6697";

    /// <summary>Corners of a block's bottom lie within so many metres of its lowest one.</summary>
    private const double Flat = 0.05;

    private const long MostLetters = 512L << 20;

    /// <summary>What of a building is read; LOD2 and more, rooms and attributes are passed over.</summary>
    private static readonly HashSet<string> Wanted =
    [
        "yearOfConstruction",
        "yearOfDemolition",
        "creationDate",
        "measuredHeight",
        "lod1Solid",
        "lod0RoofEdge",
        "lod0FootPrint",
    ];

    public static ReadBuildings Read(string name, Stream stream, Since since)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostLetters,
            IgnoreComments = true,
            IgnoreWhitespace = true,
        };
        using var reader = XmlReader.Create(stream, settings);
        var (found, formless, isNamed) = (new List<Building>(), 0, false);
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.GetAttribute("srsName") is { } system)
                isNamed = Check(name, system);
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "Building" })
            {
                reader.Read();
                continue;
            }

            var before = found.Count;
            var elements = Elements(reader);
            isNamed |= elements.Any(element => element.Descendants().Attributes("srsName").Any());
            foreach (var element in elements)
                if (BuildingOf(name, element, since, $"{Path.GetFileName(name)} {found.Count + formless}") is { } building)
                    found.Add(building);
            formless += found.Count == before ? 1 : 0;
        }

        return isNamed || found.Count == 0
            ? new(found, formless)
            : throw new TerrainFileException(name, "Names no reference system; EPSG:6697 is read, as PLATEAU publishes it.");
    }

    /// <summary>What is wanted of the building at which the reader stands, and of each of its parts.</summary>
    private static List<XElement> Elements(XmlReader reader)
    {
        var whole = new XElement("Building", Identity(reader));
        var all = new List<XElement> { whole };
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return all;
        }

        var depth = reader.Depth;
        reader.Read();
        while (reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                reader.Read();
            else if (reader.LocalName == "consistsOfBuildingPart")
                reader.Read();
            else if (reader.LocalName == "BuildingPart")
                all.AddRange(Elements(reader));
            else if (Wanted.Contains(reader.LocalName))
                whole.Add((XElement)XNode.ReadFrom(reader));
            else
                reader.Skip();
        }

        reader.Read();
        // What the whole says of its years its parts need not say again.
        var years = whole
            .Elements()
            .Where(own => own.Name.LocalName is "yearOfConstruction" or "yearOfDemolition" or "creationDate")
            .ToList();
        foreach (var part in all.Skip(1))
            part.Add(years.Where(said => !part.Elements(said.Name).Any()));
        return all;
    }

    private static XAttribute[] Identity(XmlReader reader) =>
        (reader.GetAttribute("id", "http://www.opengis.net/gml") ?? reader.GetAttribute("id")) is { } id ? [new("id", id)] : [];

    /// <returns>True: it is the one that is read.</returns>
    private static bool Check(string name, string system)
    {
        if (
            !system.EndsWith($"/{SpatialReference}", StringComparison.Ordinal)
            && !system.EndsWith($":{SpatialReference}", StringComparison.Ordinal)
        )
            throw new TerrainFileException(name, $"Is in the reference system {system}; EPSG:6697 is read, as PLATEAU publishes it.");
        return true;
    }

    private static Building? BuildingOf(string name, XElement element, Since since, string otherwise)
    {
        var own = element.Attribute("id")?.Value ?? otherwise;
        foreach (var inner in element.Descendants().Attributes("srsName"))
            Check(name, inner.Value);
        // When the record was made is the last that is asked: the building stood before.
        var began = YearOf("yearOfConstruction") ?? since.Said ?? YearOf("creationDate") ?? since.Else;
        var building = Block() ?? Outline();
        if (building?.Fault() is { } fault)
            throw new TerrainFileException(name, $"{own}: {fault}.");
        return building;

        // Of several solids the largest bottom counts, drawn up to the highest.
        Building? Block()
        {
            var corners = element.Elements().Where(part => part.Name.LocalName == "lod1Solid").SelectMany(RingsOf).ToList();
            if (corners.Count == 0)
                return null;
            var (lowest, highest) = (corners.Min(ring => ring.Min(at => at.Height)), corners.Max(ring => ring.Max(at => at.Height)));
            var bottom =
                corners.Where(ring => ring.All(at => at.Height - lowest < Flat)).MaxBy(ring => Area(ring))
                ?? throw new TerrainFileException(name, $"{own}: its solid has no level bottom.");
            return new(own, Open(bottom), lowest, highest - lowest, began, YearOf("yearOfDemolition"));
        }

        Building? Outline()
        {
            if (NumberOf("measuredHeight") is not { } height || height <= 0)
                return null;
            var ring = element
                .Elements()
                .Where(part => part.Name.LocalName is "lod0RoofEdge" or "lod0FootPrint")
                .SelectMany(RingsOf)
                .MaxBy(Area);
            return ring is null ? null : new(own, Open(ring), null, height, began, YearOf("yearOfDemolition"));
        }

        double? NumberOf(string word) =>
            element.Elements().FirstOrDefault(part => part.Name.LocalName == word)?.Value is { } text
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : null;

        int? YearOf(string word) =>
            element.Elements().FirstOrDefault(part => part.Name.LocalName == word)?.Value is { } text ? Years.Of(text, (name, own)) : null;

        List<(double Latitude, double Longitude, double Height)[]> RingsOf(XElement shape) =>
            [
                .. shape
                    .Descendants()
                    .Where(part =>
                        part.Name.LocalName == "exterior" && part.Descendants().Any(inner => inner.Name.LocalName == "LinearRing")
                    )
                    .Where(part => part.Parent?.Name.LocalName is "Polygon" or "PolygonPatch" or "Triangle")
                    .Select(part => Positions(part)),
            ];

        (double, double, double)[] Positions(XElement ring)
        {
            var words = string.Join(
                    ' ',
                    ring.Descendants().Where(part => part.Name.LocalName is "posList" or "pos").Select(part => part.Value)
                )
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words.Length % 3 != 0)
                throw new TerrainFileException(name, $"{own}: its positions are not latitude, longitude and height, three by three.");
            var numbers = Array.ConvertAll(words, word => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture));
            return [.. Enumerable.Range(0, numbers.Length / 3).Select(i => (numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]))];
        }
    }

    /// <summary>In square degrees, of no use but to compare.</summary>
    private static double Area((double Latitude, double Longitude, double Height)[] ring)
    {
        var sum = 0.0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
            sum +=
                (a.Longitude - ring[0].Longitude) * (b.Latitude - ring[0].Latitude)
                - (b.Longitude - ring[0].Longitude) * (a.Latitude - ring[0].Latitude);
        }

        return Math.Abs(sum);
    }

    private static List<LatLon> Open((double Latitude, double Longitude, double Height)[] ring)
    {
        var corners = ring.Select(at => new LatLon(at.Latitude, at.Longitude)).ToList();
        if (corners.Count > 1 && corners[0] == corners[^1])
            corners.RemoveAt(corners.Count - 1);
        return corners;
    }
}
