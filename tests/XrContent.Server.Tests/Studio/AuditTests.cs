using Microsoft.Data.Sqlite;

namespace XrContent.Server.Tests.Studio;

/// <summary>Everything that was done or looked at is on record, and a change of the record shows.</summary>
public class AuditTests(StudioServer server) : StudioTests(server)
{
    [Fact]
    public async Task An_edit_is_on_record_with_who_what_before_and_after()
    {
        var (ken, boss) = (await Server.PersonAsync("curator"), await Server.PersonAsync("administrator"));
        var (id, tag) = await ken.DraftAsync("Before");
        await ken.DoAsync(HttpMethod.Put, $"items/{id}", Person.Tour("After"), tag);
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish");
        var lines = (await boss.DoAsync(HttpMethod.Get, $"audit?item={id}")).GetProperty("lines");
        Assert.Equal(
            ["item-published", "item-saved", "item-saved"],
            lines.EnumerateArray().Select(line => line.GetProperty("action").GetString()!)
        );
        var change = lines[1].GetProperty("fields").EnumerateArray().First(field => field.GetProperty("field").GetString() == "title.en");
        Assert.Equal(
            ("Before", "After", ken.Name),
            (change.GetProperty("before").GetString(), change.GetProperty("after").GetString(), lines[1].GetProperty("person").GetString())
        );
        var csv = await (await boss.SendAsync(HttpMethod.Get, $"audit/report.csv?item={id}")).Content.ReadAsStringAsync();
        Assert.Contains("title.en,Before,After", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_sees_who_looked_at_what_concerns_them()
    {
        var (hana, ken, boss) = (
            await Server.PersonAsync("contributor"),
            await Server.PersonAsync("curator"),
            await Server.PersonAsync("administrator")
        );
        var (id, _) = await hana.DraftAsync();
        await hana.DoAsync(HttpMethod.Post, $"items/{id}/submit");
        await ken.DoAsync(HttpMethod.Post, $"items/{id}/publish");
        await boss.DoAsync(HttpMethod.Get, "staff");
        await boss.DoAsync(HttpMethod.Get, "audit");
        var mine = (await hana.DoAsync(HttpMethod.Get, "audit/mine"))
            .GetProperty("lines")
            .EnumerateArray()
            .Select(line => (line.GetProperty("person").GetString()!, line.GetProperty("action").GetString()!))
            .ToList();
        Assert.Contains((ken.Name, "item-published"), mine);
        Assert.Contains((boss.Name, "staff-seen"), mine);
        Assert.Contains((boss.Name, "audit-seen"), mine);
        Assert.DoesNotContain(mine, line => line.Item1 == hana.Name);
        Assert.DoesNotContain(
            (ken.Name, "item-published"),
            (await boss.DoAsync(HttpMethod.Get, "audit/mine"))
                .GetProperty("lines")
                .EnumerateArray()
                .Select(line => (line.GetProperty("person").GetString()!, line.GetProperty("action").GetString()!))
        );
    }

    [Fact]
    public async Task Lines_cannot_be_changed_and_where_they_were_all_the_same_the_check_names_the_line()
    {
        await using var server = await StudioServer.StartAsync();
        var boss = await server.PersonAsync("administrator");
        var whole = await boss.DoAsync(HttpMethod.Get, "audit/check");
        Assert.False(whole.TryGetProperty("broken", out _));
        await using var database = new SqliteConnection($"Data Source={Path.Combine(server.Data, "catalog.db")}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var act in new[] { "UPDATE Audit SET Person = 'nobody' WHERE Number = 5", "DELETE FROM Audit WHERE Number = 5" })
            Assert.Contains(
                "never changed",
                (await Assert.ThrowsAsync<SqliteException>(() => RunAsync(database, act))).Message,
                StringComparison.Ordinal
            );

        // Somebody with the file in hand can drop the triggers; the chain still tells.
        await RunAsync(database, "DROP TRIGGER AuditUPDATE; UPDATE Audit SET Person = 'nobody' WHERE Number = 5");
        Assert.Equal(5, (await boss.DoAsync(HttpMethod.Get, "audit/check")).GetProperty("broken").GetInt64());
        var (code, said) = await ServerProcess.RunAsync(server.Data, "check");
        Assert.Equal(1, code);
        Assert.Contains("record: line 5 is not as it was written", said, StringComparison.Ordinal);
    }

    private static async Task RunAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
