using System.Collections.Frozen;
using System.Globalization;

namespace XrContent.Geo;

/// <summary>
/// The icosahedron of H3 and its 122 base cells: the figures by which its indexes are what they are (h3geo.org, faceijk.c and baseCells.c
/// of version 4; Apache-2.0).
/// </summary>
internal static class H3Face
{
    public const int BaseCells = 122;

    /// <summary>The middles of the faces and the azimuths of their first axes, in radians.</summary>
    private static readonly Middle[] Middles =
    [
        new(0.803582649718989942, 1.248397419617396099, 5.619958268523939882),
        new(1.307747883455638156, 2.536945009877921159, 5.760339081714187279),
        new(1.054751253523952054, -1.347517358900396623, 0.780213654393430055),
        new(0.600191595538186799, -0.450603909469755746, 0.430469363979999913),
        new(0.491715428198773866, 0.401988202911306943, 6.130269123335111400),
        new(0.172745327415618701, 1.678146885280433686, 2.692877706530642877),
        new(0.605929321571350690, 2.953923329812411617, 2.982963003477243874),
        new(0.427370518328979641, -1.888876200336285401, 3.532912002790141181),
        new(-0.079066118549212831, -0.733429513380867741, 3.494305004259568154),
        new(-0.230961644455383637, 0.506495587332349035, 3.003214169499538391),
        new(0.079066118549212831, 2.408163140208925497, 5.930472956509811562),
        new(0.230961644455383637, -2.635097066257444203, 0.138378484090254847),
        new(-0.172745327415618701, -1.463445768309359553, 0.448714947059150361),
        new(-0.605929321571350690, -0.187669323777381622, 0.158629650112549365),
        new(-0.427370518328979641, 1.252716453253507838, 5.891865957979238535),
        new(-0.600191595538186799, 2.690988744120037492, 2.711123289609793325),
        new(-0.491715428198773866, -2.739604450678486295, 3.294508837434268316),
        new(-0.803582649718989942, -1.893195233972397139, 3.804819692245439833),
        new(-1.307747883455638156, -0.604647643711872080, 3.664438879055192436),
        new(-1.054751253523952054, 1.794075294689396615, 2.361378999196363184),
    ];

    /// <summary>
    /// For each face, the base cell at (i, j, k) of 0 to 2 of which one is 0, k running fastest, and by how many times 60 degrees to the
    /// left the face's axes are turned into the cell's own.
    /// </summary>
    private static readonly string[] Written =
    [
        "16:0 18:0 24:0 33:0 30:0 32:3 49:1 48:3 50:3 8:0 5:5 10:5 22:0 41:1 4:0 0:5 2:5 15:1 31:1",
        "2:0 6:0 14:0 10:0 11:0 17:3 24:1 23:3 25:3 0:0 1:5 9:5 5:0 18:1 4:1 3:5 7:5 8:1 16:1",
        "7:0 21:0 38:0 9:0 19:0 34:3 14:1 20:3 36:3 3:0 13:5 29:5 1:0 6:1 4:2 12:5 26:5 0:1 2:1",
        "26:0 42:0 58:0 29:0 43:0 62:3 38:1 47:3 64:3 12:0 28:5 44:5 13:0 21:1 4:3 15:5 31:5 3:1 7:1",
        "31:0 41:0 49:0 44:0 53:0 61:3 58:1 65:3 75:3 15:0 22:5 33:5 28:0 42:1 4:4 8:5 16:5 12:1 26:1",
        "50:0 48:0 49:3 32:0 30:3 33:3 24:3 18:3 16:3 70:0 67:0 66:3 52:3 37:3 83:0 87:3 85:3 74:3 57:1",
        "25:0 23:0 24:3 17:0 11:3 10:3 14:3 6:3 2:3 45:0 39:0 37:3 35:3 27:3 63:0 59:3 57:3 56:3 46:3",
        "36:0 20:0 14:3 34:0 19:3 9:3 38:3 21:3 7:3 55:0 40:0 27:3 54:3 51:3 72:0 60:3 46:3 73:3 71:3",
        "64:0 47:0 38:3 62:0 43:3 29:3 58:3 42:3 26:3 84:0 69:0 51:3 82:3 76:3 97:0 89:3 71:3 98:3 96:3",
        "75:0 65:0 58:3 61:0 53:3 44:3 49:3 41:3 31:3 94:0 86:0 76:3 81:3 66:3 107:0 104:3 96:3 101:3 85:3",
        "57:0 59:0 63:3 74:0 78:3 79:3 83:3 92:3 95:3 37:0 39:3 45:3 52:0 70:3 24:0 23:3 25:3 32:3 50:3",
        "46:0 60:0 72:3 56:0 68:3 80:3 63:3 77:3 90:3 27:0 40:3 55:3 35:0 45:3 14:0 20:3 36:3 17:3 25:3",
        "71:0 89:0 97:3 73:0 91:3 103:3 72:3 88:3 105:3 51:0 69:3 84:3 54:0 55:3 38:0 47:3 64:3 34:3 36:3",
        "96:0 104:0 107:3 98:0 110:3 115:3 97:3 111:3 119:3 76:0 86:3 94:3 82:0 84:3 58:0 65:3 75:3 62:3 64:3",
        "85:0 87:0 83:3 101:0 102:3 100:3 107:3 112:3 114:3 66:0 67:3 70:3 81:0 94:3 49:0 48:3 50:3 61:3 75:3",
        "95:0 92:0 83:0 79:0 78:0 74:3 63:1 59:3 57:3 109:0 108:0 100:5 93:1 77:1 117:4 118:5 114:5 106:1 90:1",
        "90:0 77:0 63:0 80:0 68:0 56:3 72:1 60:3 46:3 106:0 93:0 79:5 99:1 88:1 117:3 109:5 95:5 113:1 105:1",
        "105:0 88:0 72:0 103:0 91:0 73:3 97:1 89:3 71:3 113:0 99:0 80:5 116:1 111:1 117:2 106:5 90:5 121:1 119:1",
        "119:0 111:0 97:0 115:0 110:0 98:3 107:1 104:3 96:3 121:0 116:0 103:5 120:1 112:1 117:1 113:5 105:5 118:1 114:1",
        "114:0 112:0 107:0 100:0 102:0 101:3 83:1 87:3 85:3 118:0 120:0 115:5 108:1 92:1 117:0 121:5 119:5 109:1 95:1",
    ];

    /// <summary>(i, j, k) of which one is 0, as 9i + 3j + k.</summary>
    private static readonly int[] Places = [.. Enumerable.Range(0, 27).Where(place => place / 9 * (place / 3 % 3) * (place % 3) == 0)];

    private static readonly (byte BaseCell, byte Turns)[][] Cells = [.. Written.Select(Read)];

    /// <summary>The twelve at the icosahedron's corners, with the two faces on which the missing sixth is left to the right.</summary>
    private static readonly FrozenDictionary<int, int[]> Pentagons = new Dictionary<int, int[]>
    {
        [4] = [],
        [14] = [2, 6],
        [24] = [1, 5],
        [38] = [3, 7],
        [49] = [0, 9],
        [58] = [4, 8],
        [63] = [11, 15],
        [72] = [12, 16],
        [83] = [10, 19],
        [97] = [13, 17],
        [107] = [14, 18],
        [117] = [],
    }.ToFrozenDictionary();

    public static bool IsPentagon(int baseCell) => Pentagons.ContainsKey(baseCell);

    /// <summary>Where a point falls from the sphere's middle onto the plane of the face next to it; x runs along the first axis.</summary>
    public static (int Face, double X, double Y) Project(LatLon point)
    {
        var (sinLat, cosLat) = Math.SinCos(Angles.ToRadians(point.Latitude));
        var (face, nearest) = (0, double.MinValue);
        for (var i = 0; i < Middles.Length; i++)
        {
            var cosine =
                sinLat * Middles[i].SinLat + cosLat * Middles[i].CosLat * Math.Cos(Angles.ToRadians(point.Longitude) - Middles[i].Lon);
            if (cosine > nearest)
                (face, nearest) = (i, cosine);
        }

        var middle = Middles[face];
        var (sinLon, cosLon) = Math.SinCos(Angles.ToRadians(point.Longitude) - middle.Lon);
        var east = cosLat * sinLon / nearest;
        var north = (sinLat * middle.CosLat - cosLat * middle.SinLat * cosLon) / nearest;
        var (sinAxis, cosAxis) = Math.SinCos(middle.Axis);
        return (face, east * sinAxis + north * cosAxis, north * sinAxis - east * cosAxis);
    }

    /// <summary>The point of the sphere that falls onto one of a face's plane.</summary>
    public static LatLon Unproject(int face, double x, double y)
    {
        var middle = Middles[face];
        var (sinAxis, cosAxis) = Math.SinCos(middle.Axis);
        var (east, north) = (x * sinAxis - y * cosAxis, x * cosAxis + y * sinAxis);
        var along = middle.CosLat - north * middle.SinLat;
        var latitude = Math.Atan2(middle.SinLat + north * middle.CosLat, Math.Sqrt(along * along + east * east));
        return new(Angles.ToDegrees(latitude), Angles.Normalize180(Angles.ToDegrees(middle.Lon + Math.Atan2(east, along))));
    }

    /// <summary>The lattice points of resolution 0 at which a base cell lies, each on a face's plane.</summary>
    public static IEnumerable<(int Face, Eisenstein At)> PlacesOf(int baseCell)
    {
        for (var face = 0; face < Cells.Length; face++)
            foreach (var place in Places.Where(place => Cells[face][place].BaseCell == baseCell))
                yield return (face, new(place / 9 - place % 3, place / 3 % 3 - place % 3));
    }

    /// <returns>
    /// The base cell at a lattice point of resolution 0, the turns into its own axes, and whether its missing sixth is left to the right.
    /// </returns>
    public static (int BaseCell, int Turns, bool TurnsRight) BaseCellAt(int face, Eisenstein at)
    {
        // i + jω + kω², none of them negative and one of them 0.
        var least = Math.Min(0, Math.Min(at.A, at.B));
        var place = (int)((at.A - least) * 9 + (at.B - least) * 3 - least);
        var (baseCell, turns) = Cells[face][place];
        return (baseCell, turns, Pentagons.TryGetValue(baseCell, out var right) && right.Contains(face));
    }

    private static (byte BaseCell, byte Turns)[] Read(string line)
    {
        var cells = new (byte, byte)[27];
        foreach (var (place, words) in Places.Zip(line.Split(' ').Select(word => word.Split(':'))))
            cells[place] = (byte.Parse(words[0], CultureInfo.InvariantCulture), byte.Parse(words[1], CultureInfo.InvariantCulture));
        return cells;
    }

    private readonly record struct Middle(double SinLat, double CosLat, double Lon, double Axis)
    {
        public Middle(double lat, double lon, double axis)
            : this(Math.Sin(lat), Math.Cos(lat), lon, axis) { }
    }
}
