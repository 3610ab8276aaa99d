using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using XrContent.Catalog.Documents;
using XrContent.Server.Accounts;
using XrContent.Server.Ingest;

namespace XrContent.Server.Commands;

/// <summary>
/// The program's verbs: import, export, terrain, map, buildings, staff, backup, restore, migrate, copy-to, check. They may run beside a
/// serving process on the same data.
/// </summary>
internal static class Verbs
{
    /// <summary>Parts configuration ("--DataDirectory=...", "--urls ...") from a verb and its words.</summary>
    public static (string[] Settings, string[] Verb) Split(string[] args)
    {
        // Settings may stand before the verb as well.
        var before = args.TakeWhile(arg => IsSetting(arg) && arg.Contains('=', StringComparison.Ordinal)).Count();
        if (before == args.Length || args[before].StartsWith('-') && !IsHelp(args[before]))
            return (args, []);
        return ([.. args.Where(IsSetting)], [.. args.Where(arg => !IsSetting(arg))]);

        static bool IsSetting(string arg) =>
            arg.Length > 2 && arg.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetterUpper(arg[2]);
        static bool IsHelp(string arg) => arg is "--help" or "-h" or "-?" or "--version";
    }

    /// <summary>Runs a verb; the exit code is 0 when all went well.</summary>
    public static Task<int> RunAsync(IServiceProvider services, string[] words)
    {
        var root = new RootCommand("XrContent: serves 360 degree captures and AR overlays to people on the spot. Without a verb it serves.")
        {
            Import(services),
            Export(services),
            TerrainCommand.Of(services),
            MapCommand.Of(services),
            BuildingCommand.Of(services),
            Check(services),
            Save(services),
            Restore(services),
            CopyVerb.MigrateOf(services),
            CopyVerb.CopyToOf(services),
            Staff(services),
        };
        return root.Parse(words).InvokeAsync();
    }

    private static Command Import(IServiceProvider services)
    {
        var source = new Argument<FileSystemInfo>("file-or-folder")
        {
            Description = "A 360 degree picture or film, or a folder as `export` writes it.",
        }.AcceptExistingOnly();
        var place = new Option<string?>("--place") { Description = "Id of the place that it shows." };
        var taken = new Option<DateTimeOffset?>("--taken")
        {
            Description = "When it was taken, with offset: 2026-02-17T19:05:00+09:00. Wins over the file's own time.",
            CustomParser = result =>
            {
                if (
                    DateTimeOffset.TryParseExact(
                        result.Tokens[0].Value,
                        ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"],
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var time
                    )
                )
                    return time;
                result.AddError("--taken needs a time with its offset, such as 2026-02-17T19:05:00+09:00.");
                return null;
            },
        };
        var heading = new Option<double?>("--heading")
        {
            Description = "Azimuth of the picture's centre, degrees from true north. Wins over the file's own.",
        };
        heading.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not null and not (>= 0 and < 360))
                result.AddError("--heading must be 0 to 360 degrees.");
        });
        var panorama = new Option<bool>("--panorama")
        {
            Description = "The picture is a full 360 degree sphere although its file does not say so.",
        };
        var stereo = new Option<string?>("--stereo") { Description = "The picture holds two eyes: top-bottom." };
        stereo.AcceptOnlyFromAmong("top-bottom");
        var draft = new Option<bool>("--draft") { Description = "Save without publishing." };
        var mute = new Option<bool>("--mute") { Description = "Leave out the sound of a film." };
        var license = new Option<string?>("--license")
        {
            Description = "Under which licence it is shown: an SPDX identifier, or all-rights-reserved.",
        };
        var holder = new Option<string?>("--holder") { Description = "Whose the picture is." };
        var credit = new Option<string?>("--credit") { Description = "How its maker is named beside it." };
        var people = new Option<string?>("--people") { Description = "Whether people can be recognised in it: none, redacted or agreed." };
        people.AcceptOnlyFromAmong([.. Enum.GetNames<PeopleShown>().Select(name => name.ToLowerInvariant())]);
        var command = new Command(
            "import",
            "Puts a 360 degree picture or film, or a folder of catalogue files, into the catalogue and publishes it, where whose a "
                + "picture is and what was done about people is said."
        )
        {
            source,
            place,
            taken,
            heading,
            panorama,
            stereo,
            license,
            holder,
            credit,
            people,
            mute,
            draft,
        };
        command.SetAction(
            (parsed, cancel) =>
                parsed.GetValue(source) is DirectoryInfo folder
                    ? new FolderVerbs(services).ImportAsync(folder.FullName, !parsed.GetValue(draft), cancel)
                    : new PictureVerb(services).ImportAsync(
                        parsed.GetValue(source)!.FullName,
                        parsed.GetValue(place) is not { } id
                            ? null
                            : new CaptureDetails(id)
                            {
                                Taken = parsed.GetValue(taken),
                                Heading = parsed.GetValue(heading),
                                IsPanorama = parsed.GetValue(panorama),
                                IsTopBottom = parsed.GetValue(stereo) is not null,
                                DropAudio = parsed.GetValue(mute),
                                Publish = !parsed.GetValue(draft),
                                License = parsed.GetValue(license),
                                Holder = parsed.GetValue(holder),
                                Credit = parsed.GetValue(credit),
                                People = parsed.GetValue(people) is { } shown ? Enum.Parse<PeopleShown>(shown, ignoreCase: true) : null,
                            },
                        cancel
                    )
        );
        return command;
    }

    private static Command Export(IServiceProvider services)
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the files are written; created when missing." };
        var unredacted = new Option<bool>("--unredacted")
        {
            Description = "Originals as they came from the camera, with what is redacted on the server: for your own archive alone.",
        };
        var readable = new Option<bool>("--readable")
        {
            Description = "Only pages to read or print, one a language: what visitors read, with figures, positions and sources.",
        };
        var command = new Command(
            "export",
            "Writes all published items as GeoJSON, with the originals of captures; of redacted ones, copies without what is redacted."
        )
        {
            folder,
            unredacted,
            readable,
        };
        command.SetAction(
            (parsed, cancel) =>
                parsed.GetValue(readable)
                    ? new ReadablePages(services).WriteAsync(parsed.GetValue(folder)!.FullName, cancel)
                    : new FolderVerbs(services).ExportAsync(parsed.GetValue(folder)!.FullName, parsed.GetValue(unredacted), cancel)
        );
        return command;
    }

    private static Command Staff(IServiceProvider services)
    {
        var email = new Argument<string>("email") { Description = "Where they can be reached." };
        email.Validators.Add(result =>
        {
            if (!new EmailAddressAttribute().IsValid(result.GetValue(email)))
                result.AddError("email must be an address such as name@example.org.");
        });
        var role = new Option<string>("--role") { Description = "contributor, curator or administrator.", Required = true };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<Role>().Select(Roles.Name)]);
        var invite = new Command("invite", "Prints a link by which somebody joins the staff: 7 days, once.") { email, role };
        invite.SetAction(
            (parsed, cancel) =>
                new StaffVerb(services).InviteAsync(
                    parsed.GetValue(email)!,
                    Enum.Parse<Role>(parsed.GetValue(role)!, ignoreCase: true),
                    cancel
                )
        );
        return new Command("staff", "The people who work with this server.") { invite };
    }

    private static Command Save(IServiceProvider services)
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "The backup, a tar file; an existing one is replaced when the new one is whole.",
        };
        var command = new Command(
            "backup",
            "Writes database, media, unfinished uploads and terrain into one file, beside a serving process."
        )
        {
            file,
        };
        command.SetAction((parsed, cancel) => new Backup(services).SaveAsync(parsed.GetValue(file)!.FullName, cancel));
        return command;
    }

    private static Command Restore(IServiceProvider services)
    {
        var file = new Argument<FileInfo>("file") { Description = "What `backup` wrote." }.AcceptExistingOnly();
        var command = new Command("restore", "Brings a backup back, beside a serving process: the catalogue is as it was then.") { file };
        command.SetAction((parsed, cancel) => new Backup(services).RestoreAsync(parsed.GetValue(file)!.FullName, cancel));
        return command;
    }

    private static Command Check(IServiceProvider services)
    {
        var clean = new Option<bool>("--clean") { Description = "Remove media to which nothing refers." };
        var content = new Option<bool>("--content")
        {
            Description = "Print for each published item what a curator must still settle, and look at nothing else.",
        };
        var command = new Command("check", "Verifies items, references and media, and prints what is wrong.") { clean, content };
        command.SetAction(
            (parsed, cancel) =>
                parsed.GetValue(content)
                    ? new CheckVerb(services).ListUnsettledAsync(cancel)
                    : new CheckVerb(services).RunAsync(parsed.GetValue(clean), cancel)
        );
        return command;
    }
}
