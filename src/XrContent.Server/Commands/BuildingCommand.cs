using System.CommandLine;
using XrContent.Geo.Terrain;

namespace XrContent.Server.Commands;

/// <summary>The words of `buildings`.</summary>
internal static class BuildingCommand
{
    public static Command Of(IServiceProvider services) =>
        new("buildings", "What stands on the land, hides what lies behind it, and is hidden by hills.")
        {
            Add(services),
            List(services),
            Remove(services),
        };

    private static Command Add(IServiceProvider services)
    {
        var files = new Argument<FileInfo[]>("files")
        {
            Description =
                "PLATEAU CityGML .gml (LOD1, or LOD0 with measuredHeight), GeoJSON polygons .geojson with \"height\" and perhaps \"base\", "
                + "\"since\" and \"until\", or zips of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var id = new Option<string>("--id") { Description = "What `list` and `remove` call them.", DefaultValueFactory = _ => "buildings" };
        id.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { } text || !TerrainSource.IsId(text) || Cover.IsId(text))
                result.AddError("--id takes lower-case letters, digits and hyphens, 64 at most; names that end in -cover are taken.");
        });
        var title = new Option<string?>("--title") { Description = "What they are." };
        var attribution = new Option<string?>("--attribution") { Description = "What must be shown wherever they are used." };
        var since = new Option<int?>("--since")
        {
            Description = "The year from which those are known that do not say their own; this year without it.",
        };
        var until = new Option<int?>("--until") { Description = "The last year in which those stood that do not say their own." };
        foreach (var year in new[] { since, until })
            year.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int?>() is not null and not (>= 1000 and <= 2200))
                    result.AddError($"{year.Name} must be a year of 1000 to 2200.");
            });
        var command = new Command("add", "Puts buildings on the land. All files or none; one of a name that is known is replaced.")
        {
            files,
            id,
            title,
            attribution,
            since,
            until,
        };
        command.SetAction(
            (parsed, cancel) =>
                new BuildingVerb(services).AddAsync(
                    [.. parsed.GetValue(files)!.Select(file => file.FullName)],
                    parsed.GetValue(id)!,
                    parsed.GetValue(title),
                    parsed.GetValue(attribution),
                    (parsed.GetValue(since), parsed.GetValue(until)),
                    cancel
                )
        );
        return command;
    }

    private static Command List(IServiceProvider services)
    {
        var command = new Command("list", "Which buildings there are, and where they come from.");
        command.SetAction((_, _) => new BuildingVerb(services).ListAsync());
        return command;
    }

    private static Command Remove(IServiceProvider services)
    {
        var id = new Argument<string>("id") { Description = "As `buildings list` gives it." };
        var command = new Command("remove", "Takes buildings off the land.") { id };
        command.SetAction((parsed, cancel) => new BuildingVerb(services).RemoveAsync(parsed.GetValue(id)!, cancel));
        return command;
    }
}
