using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using XrContent.Geo.Terrain;

namespace XrContent.Server.Commands;

/// <summary>The words of `terrain`.</summary>
internal static partial class TerrainCommand
{
    private const double LeastRadius = 100;
    private const double MostRadius = 100_000;

    public static Command Of(IServiceProvider services) =>
        new("terrain", "The heights that views and hillshade are made from.")
        {
            Add(services),
            Fetch(services),
            List(services),
            Remove(services),
        };

    private static Command Add(IServiceProvider services)
    {
        var files = new Argument<FileInfo[]>("files")
        {
            Description =
                "SRTM .hgt, GSI elevation tiles .png, GSI meshes .xml, GeoTIFF .tif, ESRI ASCII grids .asc, point clouds .las, or zips of "
                + "them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var id = new Option<string?>("--id") { Description = "What `list` and `remove` call them." };
        id.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !TerrainSource.IsFree(text))
                result.AddError(
                    "--id takes lower-case letters, digits and hyphens, 64 at most; sketch, relief and elevation-tiles are taken."
                );
        });
        var title = new Option<string?>("--title") { Description = "What they are." };
        var attribution = new Option<string?>("--attribution") { Description = "What must be shown wherever they are used." };
        var surveyed = new Option<int?>("--surveyed")
        {
            Description = "The year of the survey, from which roofs and trees of a point cloud are known; else what its files say.",
        };
        surveyed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is not null and not (>= 1900 and <= 2200))
                result.AddError("--surveyed must be a year of 1900 to 2200.");
        });
        var command = new Command("add", "Cuts files into the terrain store; the finer source wins. All files or none.")
        {
            files,
            id,
            title,
            attribution,
            surveyed,
        };
        command.SetAction(
            (parsed, cancel) =>
                new TerrainVerb(services).AddAsync(
                    [.. parsed.GetValue(files)!.Select(file => file.FullName)],
                    parsed.GetValue(id),
                    parsed.GetValue(title),
                    parsed.GetValue(attribution),
                    parsed.GetValue(surveyed),
                    cancel
                )
        );
        return command;
    }

    private static Command Fetch(IServiceProvider services)
    {
        var around = new Option<string?>("--around")
        {
            Description = "A place's id, or latitude,longitude. The middle of all scenes without it.",
        };
        var radius = new Option<double>("--radius")
        {
            Description = "How far round it: 30km, 800m. 30km without it.",
            DefaultValueFactory = _ => 30_000,
            CustomParser = result =>
            {
                var match = LengthForm().Match(result.Tokens[0].Value);
                if (
                    match.Success
                    && double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * (match.Groups[2].Value == "m" ? 1 : 1000)
                        is var metres
                    && metres is >= LeastRadius and <= MostRadius
                )
                    return metres;
                result.AddError("--radius needs a length of 100m to 100km, such as 30km.");
                return 0;
            },
        };
        var command = new Command(
            "fetch",
            "Gets surveyed heights from the elevation tiles of the Geospatial Information Authority of Japan (or of "
                + "Terrain:Elevation:Address), the finest there are. Run again, it goes on where it was."
        )
        {
            around,
            radius,
        };
        command.SetAction(
            (parsed, cancel) => new TerrainVerb(services).FetchAsync(parsed.GetValue(around), parsed.GetValue(radius), cancel)
        );
        return command;
    }

    private static Command List(IServiceProvider services)
    {
        var command = new Command("list", "Which heights the store has, and where they come from.");
        command.SetAction((_, _) => new TerrainVerb(services).ListAsync());
        return command;
    }

    private static Command Remove(IServiceProvider services)
    {
        var id = new Argument<string>("id") { Description = "As `terrain list` gives it." };
        var command = new Command("remove", "Takes heights out of the store; what lies below them shows again.") { id };
        command.SetAction((parsed, cancel) => new TerrainVerb(services).RemoveAsync(parsed.GetValue(id)!, cancel));
        return command;
    }

    [GeneratedRegex(@"^(\d{1,6}(?:\.\d{1,3})?)\s*(km|m)$")]
    private static partial Regex LengthForm();
}
