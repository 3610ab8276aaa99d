using Microsoft.Data.Sqlite;
using Npgsql;
using XrContent.Server.Data;

namespace XrContent.Server.Tests.Data;

/// <summary>What is answered where the database is to blame.</summary>
public class DatabaseFaultsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull, 507)]
    [InlineData(PostgresErrorCodes.IndexCorrupted, 500)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, 503)]
    [InlineData(PostgresErrorCodes.UniqueViolation, null)]
    public void PostgreSQL_is_full_damaged_or_away(string code, int? status) =>
        Assert.Equal(status, StatusOf(new PostgresException("It failed.", "ERROR", "ERROR", code)));

    [Theory]
    [InlineData(13, 507)]
    [InlineData(11, 500)]
    [InlineData(26, 500)]
    [InlineData(19, null)]
    public void SQLite_is_full_or_damaged(int code, int? status) => Assert.Equal(status, StatusOf(new SqliteException("It failed.", code)));

    private static int? StatusOf(Exception error) => DatabaseFaults.ProblemOf(new InvalidOperationException("Wrapped.", error))?.Status;
}
