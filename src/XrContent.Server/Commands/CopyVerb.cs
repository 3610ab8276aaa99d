using System.CommandLine;
using System.Security.Cryptography;
using Azure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using XrContent.Media.Blobs;
using XrContent.Server.Data;

namespace XrContent.Server.Commands;

/// <summary>
/// `migrate` and `copy-to`: the database in its newest form, and an installation on one machine as one on several. What is copied is read
/// back and compared by number and hash; the source stays as it is.
/// </summary>
internal sealed class CopyVerb(IServiceProvider services)
{
    public static Command MigrateOf(IServiceProvider services)
    {
        var command = new Command("migrate", "Creates the database or brings it to the newest form; a server does so as it starts, too.");
        command.SetAction(
            async (_, cancel) =>
            {
                await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
                Console.WriteLine("The database is in its newest form.");
                return 0;
            }
        );
        return command;
    }

    public static Command CopyToOf(IServiceProvider services)
    {
        var database = new Option<string>("--database")
        {
            Description =
                "An empty database in PostgreSQL, such as \"Host=db;Database=xrcontent;Username=xrcontent\". Others can read a command "
                + "line: with a password, give it by the environment as CopyTo__Database.",
            DefaultValueFactory = _ => services.GetRequiredService<IConfiguration>()["CopyTo:Database"] ?? "",
        };
        database.Validators.Add(result =>
        {
            if (!PostgresConnection.IsOne(result.GetValue(database)))
                result.AddError(
                    "--database must be a connection to PostgreSQL, such as \"Host=db;Database=xrcontent;Username=xrcontent\"."
                );
        });
        var blobs = new Option<string?>("--blobs")
        {
            Description = "Connection to Azure Blob Storage, or CopyTo__Blobs in the environment; without it the media stay.",
            DefaultValueFactory = _ => services.GetRequiredService<IConfiguration>()["CopyTo:Blobs"],
        };
        var container = new Option<string>("--container")
        {
            Description = "The container in Azure.",
            DefaultValueFactory = _ => new StorageOptions().BlobsContainer,
        };
        var command = new Command(
            "copy-to",
            "Copies database and media to PostgreSQL and Azure Blob Storage, for several machines. Stop the server first: what is written "
                + "meanwhile is not copied."
        )
        {
            database,
            blobs,
            container,
        };
        command.SetAction(
            (parsed, cancel) =>
                new CopyVerb(services).RunAsync(
                    parsed.GetValue(database)!,
                    parsed.GetValue(blobs) is { } connection ? Storage.AzureOf(connection, parsed.GetValue(container)!) : null,
                    cancel
                )
        );
        return command;
    }

    public async Task<int> RunAsync(string database, IBlobs? target, CancellationToken cancel)
    {
        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        await services.GetRequiredService<DatabaseMigration>().RunAsync(cancel);
        try
        {
            // Media first: what the database names is there by then.
            if (target is not null)
                await CopyMediaAsync(services.GetRequiredService<IBlobs>(), target, options.Folder, cancel);
            await using var source = PostgresConnection.Open(database, services.GetRequiredService<ILoggerFactory>());
            var tables = await services.GetRequiredService<DatabaseCopy>().CopyToAsync(Contexts.Postgres(source), cancel);
            foreach (var table in tables)
                Console.WriteLine($"{table.Name}: {table.Rows} rows, sha256 {table.Sha256}");
        }
        catch (Exception error)
            when (error
                    is InvalidDataException
                        or InvalidOperationException
                        or NpgsqlException
                        or DbUpdateException
                        or RequestFailedException
            )
        {
            var reason = error.GetBaseException().Message;
            await Console.Error.WriteLineAsync($"{reason} No row was copied; begun again, it goes on with the media that are there.");
            return 1;
        }

        Console.WriteLine(
            "All that was copied was read back and is the same. Not copied, and needed by every machine in its DataDirectory: "
                + (target is null && options.BlobsProvider != StorageOptions.Azure ? "media/, without which no picture is shown, " : "")
                + "uploads/ and terrain/; and the file that Map:Base may name."
        );
        return 0;
    }

    private static async Task CopyMediaAsync(IBlobs from, IBlobs to, string folder, CancellationToken cancel)
    {
        var work = Directory.CreateDirectory(Path.Combine(folder, "work", $"{Guid.NewGuid():N}.copy")).FullName;
        try
        {
            var (count, bytes) = (0, 0L);
            foreach (var kind in new[] { "originals/", "renditions/" })
            {
                var names = await from.ListAsync(kind, cancel).Select(blob => blob.Name).ToListAsync(cancel);
                foreach (
                    var name in names
                        .OrderBy(name => Path.GetFileName(name) == BlobStore.Hashes)
                        .ThenBy(name => name, StringComparer.Ordinal)
                )
                {
                    bytes += await CopyAsync(from, to, name, Path.Combine(work, "file"), cancel);
                    count++;
                }
            }

            Console.WriteLine($"Media: {count} files, {bytes} bytes.");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<long> CopyAsync(IBlobs from, IBlobs to, string name, string file, CancellationToken cancel)
    {
        await using (var content = await OpenAsync(from, name, cancel))
        await using (var copy = File.Create(file))
        {
            await content.CopyToAsync(copy, cancel);
        }

        string sent;
        await using (var copy = File.OpenRead(file))
        {
            sent = Convert.ToHexString(await SHA256.HashDataAsync(copy, cancel));
        }

        var bytes = new FileInfo(file).Length;
        if (await to.LengthAsync(name, cancel) is null)
            await to.TakeAsync(name, file, null, cancel);
        await using var arrived = await OpenAsync(to, name, cancel);
        if (Convert.ToHexString(await SHA256.HashDataAsync(arrived, cancel)) != sent)
            throw new InvalidDataException($"{name} is not the same where it was copied to.");
        return bytes;
    }

    private static async Task<Stream> OpenAsync(IBlobs blobs, string name, CancellationToken cancel) =>
        await blobs.OpenAsync(name, cancel) ?? throw new InvalidDataException($"{name} is not there any more.");
}
