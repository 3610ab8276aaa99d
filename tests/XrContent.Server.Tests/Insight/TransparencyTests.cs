using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using XrContent.Catalog.Audit;
using XrContent.Server.Insight;
using XrContent.Server.Tests.Studio;

namespace XrContent.Server.Tests.Insight;

/// <summary>Anybody may know who of the staff looked at personal data how often, and check that the record was not cut.</summary>
public class TransparencyTests
{
    [Fact]
    public async Task Looks_are_told_by_role_and_month_and_nobody_by_name()
    {
        await using var server = await StudioServer.StartAsync();
        var administrator = await server.PersonAsync("administrator", "Hana Who Looks");
        await administrator.DoAsync(HttpMethod.Get, "staff");
        await administrator.DoAsync(HttpMethod.Get, "audit");
        await administrator.DoAsync(HttpMethod.Get, "audit");
        await server.Program.GetStringAsync("/api/v1/studio/audit");
        // Read no more often than once a minute.
        server.Clock.Ahead = TimeSpan.FromMinutes(2);
        var text = await server.Stranger().GetStringAsync("/api/v1/transparency");
        Assert.DoesNotContain("Hana", text, StringComparison.Ordinal);
        var looks = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("looks").EnumerateArray().ToList();
        long Of(string role, string look) =>
            looks
                .Where(one => one.GetProperty("role").GetString() == role && one.GetProperty("look").GetString() == look)
                .Sum(one => one.GetProperty("count").GetInt64());
        Assert.Equal(2, Of("administrator", "audit-seen"));
        Assert.Equal(1, Of("administrator", "staff-seen"));
        Assert.Equal(1, Of("program", "audit-seen"));
        Assert.All(looks, look => Assert.Matches(@"^\d{4}-\d{2}$", look.GetProperty("month").GetString()));
    }

    [Fact]
    public async Task The_end_of_the_record_is_noted_once_a_day_and_shows_when_lines_were_cut_off()
    {
        await using var server = await StudioServer.StartAsync();
        // Far from midnight, UTC.
        server.Clock.Ahead = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddHours(36) - TimeProvider.System.GetUtcNow().UtcDateTime;
        var (ends, audit) = (server.Services.GetRequiredService<ChainEnds>(), server.Services.GetRequiredService<AuditLog>());
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => ends.NoteAsync(default))));
        await audit.RecordAsync(new("hana", AuditActions.SignedIn), default);
        var before = (await ends.ReadAsync(default)).Count;
        server.Clock.Ahead += TimeSpan.FromDays(1);
        await ends.NoteAsync(default);
        var told = await server.Stranger().GetFromJsonAsync<JsonElement>("/api/v1/transparency");
        var days = told.GetProperty("ends").EnumerateArray().ToList();
        Assert.Equal(before + 1, days.Count);
        Assert.False(told.TryGetProperty("broken", out _));
        var head = await audit.VerifyAsync(default);
        Assert.Equal((head.Lines, head.Head), (days[0].GetProperty("lines").GetInt64(), days[0].GetProperty("hash").GetString()));
        Assert.Null(await ends.BrokenAsync(default));

        // Whoever has the disk takes the guard away and cuts the last line off: the chain by itself still holds.
        await using (var disk = new SqliteConnection($"Data Source={Path.Combine(server.Data, "catalog.db")};Pooling=False"))
        {
            await disk.OpenAsync();
            await using var cut = disk.CreateCommand();
            cut.CommandText = "SELECT group_concat(name) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'Audit'";
            var triggers = ((string)(await cut.ExecuteScalarAsync())!).Split(',');
            cut.CommandText =
                string.Concat(triggers.Select(name => $"DROP TRIGGER \"{name}\";"))
                + "DELETE FROM Audit WHERE Number = (SELECT max(Number) FROM Audit)";
            await cut.ExecuteNonQueryAsync();
        }

        Assert.Null((await audit.VerifyAsync(default)).Broken);
        Assert.Equal(head.Lines, (await ends.BrokenAsync(default))!.Lines);
    }
}
