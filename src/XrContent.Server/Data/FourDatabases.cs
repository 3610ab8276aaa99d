using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace XrContent.Server.Data;

/// <summary>
/// Takes over a data folder of version 0.1, whose database had four histories and times as text. The old tables are set aside, the new ones
/// made as for a new folder, and the rows copied: each step may be begun again after a power cut.
/// </summary>
internal sealed partial class FourDatabases(ILogger<FourDatabases> logger)
{
    private const string Aside = "Former";

    private static readonly string[] Histories =
    [
        "__EFMigrationsHistory",
        "__FootageMigrations",
        "__OnsiteMigrations",
        "__StaffMigrations",
    ];

    private static readonly string[] Tables =
    [
        "Items",
        "Revisions",
        "Publications",
        "Changes",
        "Steps",
        "Audit",
        "Footage",
        "Tags",
        "Chips",
        "Keys",
        "Staff",
        "StaffClaims",
        "StaffLogins",
        "StaffTokens",
        "StaffPasskeys",
        "Invitations",
        "Words",
    ];

    /// <summary>Renames the tables of 0.1, and keeps a copy of the whole beside the database.</summary>
    public async Task SetAsideAsync(XrContentDb db, CancellationToken cancel)
    {
        if (!await HasAsync(db, Histories[0], cancel))
            return;
        foreach (var history in Histories)
        {
            if (!await HasAsync(db, history, cancel))
                throw new InvalidOperationException(
                    "This data folder is older than version 0.1. Start version 0.1 with it once, then this one."
                );
        }

        await CopyAsync(db, cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Another process may have come first.
        if (!await HasAsync(db, Histories[0], cancel))
            return;
        LogTakingOver(logger);
        await ExecuteAsync(db, "DROP TRIGGER AuditUPDATE; DROP TRIGGER AuditDELETE;", cancel);
        foreach (var index in await NamesAsync(db, "index", cancel))
            await ExecuteAsync(db, $"DROP INDEX \"{index}\"", cancel);
        foreach (var table in Tables)
            await ExecuteAsync(db, $"ALTER TABLE \"{table}\" RENAME TO \"{Aside}{table}\"", cancel);
        foreach (var history in Histories)
            await ExecuteAsync(db, $"DROP TABLE \"{history}\"", cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Copies the rows that were set aside, and forgets them.</summary>
    public async Task TakeOverAsync(XrContentDb db, CancellationToken cancel)
    {
        if (!await HasAsync(db, $"{Aside}Items", cancel))
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!await HasAsync(db, $"{Aside}Items", cancel))
            return;
        foreach (var statement in Statements)
            await ExecuteAsync(db, statement, cancel);
        await Catalog.Storage.LiveTables.FillAsync(db, cancel);
        await db.SaveChangesAsync(cancel);
        foreach (var table in Tables.Reverse())
            await ExecuteAsync(db, $"DROP TABLE \"{Aside}{table}\"", cancel);
        await transaction.CommitAsync(cancel);
        LogTakenOver(logger);
    }

    /// <summary>Text such as "2026-11-25 13:37:32.7820804+00:00" as milliseconds since 1970.</summary>
    private static string Moment(string column) => $"CAST(ROUND((julianday(\"{column}\") - 2440587.5) * 86400000.0) AS INTEGER)";

    private static string Same(string table, string columns, string? into = null) =>
        $"INSERT INTO \"{into ?? table}\" ({columns}) SELECT {columns} FROM \"{Aside}{table}\"";

    /// <summary>The revision that somebody planned: words written after it were not meant. Without one, nothing is planned.</summary>
    private const string Planned = $"""
        (SELECT MAX("Number") FROM "{Aside}Steps" WHERE "ItemId" = "{Aside}Items"."Id" AND "Kind" = 'Scheduled' AND "ShowFrom" IS NOT NULL)
        """;

    private static readonly string[] Statements =
    [
        $"""
            INSERT INTO "Items" ("Id", "Kind", "Head", "PublishedRevision", "PlannedRevision", "ShowFrom", "PlannedUntil", "ShowUntil",
                "Withdrawals", "Deleted", "Edit")
            SELECT "Id", "Kind", "Head", "PublishedRevision", {Planned}, CASE WHEN {Planned} IS NOT NULL THEN "ShowFrom" END,
                CASE WHEN {Planned} IS NOT NULL AND "ShowUntil" > "ShowFrom" THEN "ShowUntil" END,
                CASE WHEN "PublishedRevision" IS NOT NULL THEN "ShowUntil" END,
                0, "Deleted", ROW_NUMBER() OVER (ORDER BY "Id")
            FROM "{Aside}Items"
            """,
        $"""
            INSERT INTO "Revisions" ("ItemId", "Number", "State", "Feature", "Author", "At", "IsAutosave", "Submission")
            SELECT "ItemId", "Number", "State", "Feature", "Author", {Moment("At")}, "IsAutosave",
                CASE WHEN "State" = 'Submitted' THEN lower(hex(randomblob(16))) END
            FROM "{Aside}Revisions"
            """,
        $"""
            INSERT INTO "Publications" ("Version", "PublicationId", "Author", "At", "StartsOver")
            SELECT "Version", "Mark", "Author", {Moment("At")}, 0 FROM "{Aside}Publications"
            """,
        Same("Changes", """ "Version", "ItemId", "Kind", "Change" """),
        $"""
            INSERT INTO "Steps" ("Id", "ItemId", "Number", "Kind", "Person", "At", "Note", "Reviewer", "ReviewedOn")
            SELECT "Id", "ItemId", "Number", "Kind", "Person", {Moment("At")}, "Note", "Reviewer", "ReviewedOn" FROM "{Aside}Steps"
            """,
        Same("Audit", """ "Number", "At", "Person", "Action", "Item", "Revision", "Concerns", "Details", "Hash" """),
        Same("Keys", """ "Id", "FriendlyName", "Xml" """),
        $"""
            INSERT INTO "Tags" ("Id", "Place", "Kind", "Name", "Secret", "Period", "PairingHash", "PairingUntil", "DeviceHash", "Paired",
                "Created", "CreatedBy", "Revoked")
            SELECT "Id", "Place", "Strength", "Name", "Secret", "Period", "PairingHash", "PairingUntil", "DeviceHash", "Paired",
                "Created", "CreatedBy", "Revoked"
            FROM "{Aside}Tags"
            """,
        Same("Chips", """ "Tag", "Uid", "Counter", "Seen", "Added" """),
        Same(
            "Staff",
            """
            "Id", "Role", "Joined", "Left", "UserName", "NormalizedUserName", "Email", "NormalizedEmail", "EmailConfirmed", "PasswordHash",
            "SecurityStamp", "ConcurrencyStamp", "PhoneNumber", "PhoneNumberConfirmed", "TwoFactorEnabled", "LockoutEnd", "LockoutEnabled",
            "AccessFailedCount"
            """
        ),
        Same("StaffClaims", """ "Id", "UserId", "ClaimType", "ClaimValue" """),
        Same("StaffLogins", """ "LoginProvider", "ProviderKey", "ProviderDisplayName", "UserId" """),
        Same("StaffTokens", """ "UserId", "LoginProvider", "Name", "Value" """),
        Same("StaffPasskeys", """ "CredentialId", "UserId", "Data" """),
        Same("Invitations", """ "Hash", "Email", "Role", "By", "Created", "Until", "UsedBy" """),
        Same("Words", """ "Language", "Key", "Text" """, into: "TextOverrides"),
            // A correction kept the whole document; what it corrects is in there. A file that was being rendered is looked at again.
            $$"""
            INSERT INTO "IngestJobs" ("Id", "Kind", "Person", "Batch", "FileName", "Bytes", "Created", "Changed", "Stage", "Percent",
                "Code", "Reason", "Details", "Notes", "Sha256", "Capture", "Patch", "Facts", "IsFilm", "Attempts", "Failures",
                "LeaseOwner", "LeaseUntil")
            SELECT "Id", CASE WHEN "FileName" = "Capture" THEN 'Correction' ELSE 'Upload' END, "Person", "Batch", "FileName", "Bytes",
                "Created", "Changed", CASE WHEN "Stage" = 'Rendering' AND "FileName" <> "Capture" THEN 'Probing' ELSE "Stage" END,
                "Percent", "Code", "Reason", "Details", "Notes", "Sha256", "Capture",
                CASE WHEN "FileName" = "Capture" AND "Feature" IS NOT NULL THEN json_object(
                    'pose', json(json_extract(CAST("Feature" AS TEXT), '$.properties.pose')),
                    'redactions', json(coalesce(json_extract(CAST("Feature" AS TEXT), '$.properties.redactions'), '[]'))) END,
                NULL, "IsFilm", "Attempts", "Failures", NULL, NULL
            FROM "{{Aside}}Footage"
            """,
    ];

    private static async Task CopyAsync(XrContentDb db, CancellationToken cancel)
    {
        if (db.Database.GetDbConnection() is not SqliteConnection { DataSource: { Length: > 0 } file } || !File.Exists(file))
            return;
        var copy = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "catalog-0.1.db");
        if (File.Exists(copy))
            return;
        // Whole or not at all.
        var partial = $"{copy}.partial";
        File.Delete(partial);
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {partial}", cancel);
        File.Move(partial, copy);
    }

    private static async Task<bool> HasAsync(XrContentDb db, string table, CancellationToken cancel) =>
        (await NamesAsync(db, "table", cancel)).Contains(table);

    private static async Task<List<string>> NamesAsync(XrContentDb db, string type, CancellationToken cancel)
    {
        await using var ask = db.Database.GetDbConnection().CreateCommand();
        ask.CommandText = $"SELECT name FROM sqlite_master WHERE type = '{type}' AND name NOT LIKE 'sqlite_%'";
        ask.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        if (ask.Connection!.State != ConnectionState.Open)
            await db.Database.OpenConnectionAsync(cancel);
        await using var reader = await ask.ExecuteReaderAsync(cancel);
        var names = new List<string>();
        while (await reader.ReadAsync(cancel))
            names.Add(reader.GetString(0));
        return names;
    }

    // EF reads braces as parameters, which JSON has.
    private static async Task ExecuteAsync(XrContentDb db, string sql, CancellationToken cancel)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(
        LogLevel.Information,
        "The data folder is of version 0.1: its tables become those of this version; a copy is kept as catalog-0.1.db"
    )]
    private static partial void LogTakingOver(ILogger logger);

    [LoggerMessage(LogLevel.Information, "The data folder is of this version now")]
    private static partial void LogTakenOver(ILogger logger);
}
