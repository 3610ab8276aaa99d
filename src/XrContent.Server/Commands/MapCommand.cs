using System.CommandLine;

namespace XrContent.Server.Commands;

/// <summary>The words of `map`.</summary>
internal static class MapCommand
{
    public static Command Of(IServiceProvider services) => new("map", "Old maps, to be laid over the land of today.") { Add(services) };

    private static Command Add(IServiceProvider services)
    {
        var path = new Argument<FileSystemInfo>("folder-or-file")
        {
            Description = "A folder of picture tiles z/x/y.png (.jpg, .webp), or a PMTiles file of them; Web Mercator.",
        }.AcceptExistingOnly();
        var id = new Option<string>("--id") { Description = "Of the overlay: lower-case letters, digits and hyphens.", Required = true };
        var title = new Option<string>("--title") { Description = "In English.", Required = true };
        var japanese = new Option<string>("--title-ja") { Description = "In Japanese.", Required = true };
        var year = new Option<int>("--year") { Description = "Which year it shows.", Required = true };
        year.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1500 and <= 2100))
                result.AddError("--year must be 1500 to 2100.");
        });
        var source = new Option<string>("--source") { Description = "What it was taken from: sheet, publisher, archive.", Required = true };
        var rights = new Option<string>("--rights")
        {
            Description = "Under which licence it is shown: an SPDX identifier, public-domain, or all-rights-reserved.",
            Required = true,
        };
        var holder = new Option<string>("--holder") { Description = "Whose it is, or who made it.", Required = true };
        var credit = new Option<string?>("--credit") { Description = "How its maker is named beside it; the holder without it." };
        var publish = new Option<bool>("--publish") { Description = "Publish it at once; else it is a draft for review." };
        var replace = new Option<bool>("--replace") { Description = "Put it in the place of a map that has this id already." };
        var command = new Command("add", "Puts a georeferenced map into the catalogue, as an overlay of shape \"map\".")
        {
            path,
            id,
            title,
            japanese,
            year,
            source,
            rights,
            holder,
            credit,
            publish,
            replace,
        };
        command.SetAction(
            (parsed, cancel) =>
                new MapVerb(services).AddAsync(
                    parsed.GetValue(path)!.FullName,
                    new(
                        parsed.GetValue(id)!,
                        parsed.GetValue(title)!,
                        parsed.GetValue(japanese)!,
                        parsed.GetValue(year),
                        parsed.GetValue(source)!,
                        parsed.GetValue(rights)!,
                        parsed.GetValue(holder)!,
                        parsed.GetValue(credit),
                        parsed.GetValue(publish),
                        parsed.GetValue(replace)
                    ),
                    cancel
                )
        );
        return command;
    }
}
