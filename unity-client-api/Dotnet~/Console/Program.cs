using System.Globalization;
using System.Text;
using XrContent.Client;

// The hills round the Inasayama deck as text, then whatever changes there and whatever a guide shows, until Enter is pressed.
// Usage: xrcontent-console SERVER [TAG] [--follow=CODE]
var words = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToList();
var code = args.FirstOrDefault(arg => arg.StartsWith("--follow=", StringComparison.Ordinal))?["--follow=".Length..];
if (words.Count == 0 || !Uri.TryCreate(words[0], UriKind.Absolute, out var server))
{
    Console.Error.WriteLine("Say which server: xrcontent-console http://localhost:5080 [what was scanned] [--follow=a guide's code]");
    return 1;
}

const double latitude = 32.7528,
    longitude = 129.8496;
using var client = new XrContentClient(server, new() { Language = "en" });
if (words.Count > 1 && (await client.TapAsync(words[1], (latitude, longitude, 20))).Problem is { } refused)
{
    Console.Error.WriteLine(refused);
    return 1;
}

var land = await client.SkylineAsync(latitude, longitude);
if (land.Value is not { } seen)
{
    Console.Error.WriteLine(land.Problem);
    return 1;
}

Console.WriteLine(Hills.Draw(seen));
using var live = new LiveConnection(client);
live.ConnectedChanged += connected =>
    Console.WriteLine(connected ? $"Listening from version {live.Version} on." : "The connection went; trying again.");
live.Changed += changes =>
    Console.WriteLine(
        $"Version {changes.Version}: {string.Join(", ", changes.Items.Select(item => $"{item.Kind} {item.Id} {item.Change}"))}"
    );
live.Stepped += (scene, state) =>
    Console.WriteLine(
        GuideLook.Parse(state) is { } look
            ? FormattableString.Invariant($"The guide shows {scene}, looking to {look.Azimuth:0.0}°, {look.Elevation:0.0}° up.")
            : $"The guide shows {scene}."
    );
live.GuideChanged += isHere => Console.WriteLine(isHere ? "The guide is back." : "The guide's phone dropped.");
live.GroupEnded += ended => Console.WriteLine($"The group {ended} is over, or there is none.");

// Followed as soon as there is a connection.
if (code is not null)
    await live.FollowAsync(code);
_ = live.HereAsync("15/28203/13225");
live.Start();
Console.ReadLine();
return 0;

/// <summary>A skyline in letters.</summary>
internal static class Hills
{
    private const int Columns = 120,
        Rows = 16;
    private const double Lowest = -1.5,
        Highest = 4;

    public static string Draw(SkylineAnswer land)
    {
        var text = new StringBuilder($"From {land.Eye.Height:0} m above the sea; terrain: {land.Terrain}.\n");
        if (land.Skyline is not { } skyline)
            return text.Append("There is no terrain here.").ToString();
        for (var row = Rows - 1; row >= 0; row--)
        {
            var elevation = Lowest + (Highest - Lowest) * (row + 0.5) / Rows;
            for (var column = 0; column < Columns; column++)
                text.Append(skyline.At(column * 360.0 / Columns) >= elevation ? '#' : ' ');
            text.AppendLine();
        }

        var scale = new char[Columns];
        Array.Fill(scale, '-');
        foreach (var (name, azimuth) in new[] { ("N", 0), ("E", 90), ("S", 180), ("W", 270) })
            scale[azimuth * Columns / 360] = name[0];
        text.Append(scale).AppendLine();
        foreach (var summit in land.Summits.Where(summit => summit.Visible))
            text.AppendLine(
                $"{summit.Az.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(6)}°  {summit.Name.In("en")}, {summit.Height:0} m, "
                    + $"{summit.Distance / 1000:0.0} km"
            );
        return text.ToString();
    }
}
