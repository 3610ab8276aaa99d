using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Workflow;
using XrContent.Server.Accounts;
using XrContent.Server.Data;
using XrContent.Server.Ingest.Jobs;
using XrContent.Server.Onsite.Tags;
using XrContent.Server.Studio;

namespace XrContent.Server.Tests;

/// <summary>
/// A data folder of version 0.1, as that version wrote it: places, a scene, plans, people, tags, footage, corrections and the audit log.
/// </summary>
public sealed class MigrationTests(ServerFixture server) : IDisposable
{
    private const string Capture = "north-park-20260217-2ed74b00";
    private readonly string data = Directory.CreateTempSubdirectory("xrcontent-").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public void A_server_that_may_not_migrate_says_what_is_missing_and_how_to_mend_it()
    {
        var empty = Path.Combine(data, "empty");
        using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseContentRoot(AppContext.BaseDirectory);
            host.UseSetting("DataDirectory", empty);
            host.UseSetting("Database:MigrateAtStart", "false");
        });
        var refused = Assert.Throws<InvalidOperationException>(factory.CreateClient);
        Assert.Contains("`migrate`", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_was_in_it_is_there_and_the_audit_log_holds()
    {
        await FillAsync();
        using var now = Serve();
        var services = now.Services;
        var reader = services.GetRequiredService<CatalogReader>();
        var planned = (await reader.FindAsync("tour-planned", default))!;
        Assert.Equal((RevisionState.Scheduled, 1), (planned.State, planned.Planned));
        Assert.Equal(
            (new(2030, 12, 1, 0, 0, 0, TimeSpan.Zero), new(2030, 12, 24, 0, 0, 0, TimeSpan.Zero)),
            (planned.ShowFrom, planned.PlannedUntil)
        );
        Assert.NotNull((await reader.FindAsync("tour-submitted", default))!.Submission);
        Assert.Equal(RevisionState.Withdrawn, (await reader.FindAsync("tour-withdrawn", default))!.State);
        Assert.NotNull((await reader.FindAsync("tour-away", default))!.Deleted);
        var steps = await reader.StepsAsync("tour-parks", default);
        Assert.Equal(
            ("田中", new DateOnly(2026, 11, 20), new DateTimeOffset(2026, 11, 25, 13, 38, 2, TimeSpan.Zero)),
            (
                steps[0].Reviewer,
                steps[0].ReviewedOn,
                new DateTimeOffset(steps[0].At.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero)
            )
        );
        var capture = (await reader.FindAsync(Capture, default))!;
        Assert.Single(((Catalog.Documents.Capture)capture.Item.Document).Redactions);
        Assert.Equal(
            [Capture],
            (await reader.OfFileAsync(((Catalog.Documents.Capture)capture.Item.Document).Original.Sha256, default)).Select(state =>
                state.Item.Id
            )
        );

        Assert.Equal(
            (31, null),
            await services.GetRequiredService<AuditLog>().VerifyAsync(default) is var check ? (check.Lines, check.Broken) : default
        );
        var tags = await services.GetRequiredService<TagStore>().ListAsync(null, default);
        Assert.Equal([TagKind.Rotating, TagKind.Signed], tags.Select(tag => tag.Tag.Kind));
        Assert.Single(tags[1].Chips);
        // The keys came along: what they encrypted can be read.
        Assert.Equal(20, services.GetRequiredService<TagStore>().SecretOf(tags[0].Tag).Length);
        Assert.Equal("近く", (await services.GetRequiredService<TextOverrides>().ReadAsync(default))["ja"]["nearMe"]);
        Assert.Equal(
            "ken@example.org",
            Assert.Single(await services.GetRequiredService<Invitations>().OpenAsync(default), row => row.Email is not null).Email
        );
        Assert.Equal(
            ["Ready", "Ready", "Refused"],
            (await services.GetRequiredService<JobStore>().ListAsync(null, 10, default)).Select(job => $"{job.Stage}").Order()
        );
        using var visitor = now.CreateClient();
        Assert.Contains("North Park", await visitor.GetStringAsync("/api/v1/items/north-park"), StringComparison.Ordinal);
        // What is published can be taken back only with what names it: the table of references was filled.
        var refused = await services.GetRequiredService<Publishing>().WithdrawAsync([new("north-park")], "ken", null, default);
        Assert.Equal(["uses", "uses"], refused.Problems.Select(problem => problem.Field));
        Assert.True(File.Exists(Path.Combine(data, "catalog-0.1.db")));
    }

    [Fact]
    public async Task Somebody_who_had_an_account_signs_in_as_before()
    {
        await FillAsync();
        using var now = Serve();
        using var browser = now.CreateClient();
        using var body = new StringContent(
            """{"email":"hana@example.org","password":"a long enough sentence"}""",
            null,
            "application/json"
        );
        Assert.True((await browser.PostAsync("/api/v1/studio/session", body)).IsSuccessStatusCode);
        Assert.Equal(
            "花",
            JsonSerializer.Deserialize<JsonElement>(await browser.GetStringAsync("/api/v1/studio/me")).GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task A_correction_that_was_on_its_way_still_corrects_what_it_was_about_and_a_file_is_looked_at_again()
    {
        await FillAsync(
            """
            UPDATE Footage SET Stage = 'Rendering' WHERE FileName = Capture;
            UPDATE Footage SET Stage = 'Rendering' WHERE FileName = 'a.jpg';
            """
        );
        using var now = Serve();
        var jobs = await now.Services.GetRequiredService<JobStore>().OnTheirWayAsync(default);
        var correction = Assert.Single(jobs, job => job.Kind == JobKind.Correction);
        Assert.Equal((Stage.Rendering, Capture, -10), (correction.Stage, correction.Capture, correction.ReadPatch().Redactions![0].Left));
        Assert.Equal(Stage.Probing, Assert.Single(jobs, job => job.FileName == "a.jpg").Stage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Ended_in_the_middle_it_goes_on_from_there(int step)
    {
        await FillAsync();
        await using (var db = Context())
        {
            var former = new FourDatabases(NullLogger<FourDatabases>.Instance);
            if (step >= 1)
                await former.SetAsideAsync(db, default);
            if (step >= 2)
                await db.Database.MigrateAsync();
            if (step >= 3)
                await former.TakeOverAsync(db, default);
        }

        SqliteConnection.ClearAllPools();
        using var now = Serve();
        var check = await now.Services.GetRequiredService<AuditLog>().VerifyAsync(default);
        Assert.Equal((31, null), (check.Lines, check.Broken));
        Assert.Equal(6, (await now.Services.GetRequiredService<PublishedReader>().ItemsAsync(default)).Count);
    }

    [Fact]
    public async Task A_plan_that_shared_its_end_with_what_is_shown_keeps_what_can_be_its_own()
    {
        await using var db = Context();
        await db.GetService<IMigrator>().MigrateAsync("Initial");
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "Items" ("Id", "Kind", "Head", "PublishedRevision", "PlannedRevision", "ShowFrom", "ShowUntil", "Edit") VALUES
                ('shown', 'Place', 1, 1, NULL, NULL, 500, 1),
                ('planned', 'Place', 1, NULL, 1, 300, 500, 2),
                ('both', 'Place', 2, 1, 2, 700, 500, 3);
            """
        );
        await db.Database.MigrateAsync();
        var ends = await db
            .Database.SqlQueryRaw<string>(
                """SELECT "Id" || ' ' || coalesce("PlannedUntil", '-') || ' ' || coalesce("ShowUntil", '-') AS "Value" FROM "Items" """
            )
            .ToListAsync();
        Assert.Equal(["both - 500", "planned 500 -", "shown - 500"], ends.Order());
    }

    private XrContentDb Context() =>
        new(
            new DbContextOptionsBuilder<XrContentDb>()
                .UseSqlite($"Data Source={Path.Combine(data, "catalog.db")}", sqlite => sqlite.MigrationsHistoryTable(XrContentDb.History))
                .Options
        );

    private WebApplicationFactory<Program> Serve() =>
        server.Serve(("DataDirectory", data), ("Content:Starter", "false"), ("Ingest:Works", "false"));

    private async Task FillAsync(string? change = null)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(data, "catalog.db")}");
        await db.OpenAsync();
        await using var fill = db.CreateCommand();
        fill.CommandText = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Data", "folder-0.1.sql")) + change;
        await fill.ExecuteNonQueryAsync();
    }
}
