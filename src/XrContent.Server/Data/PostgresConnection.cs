using Npgsql;

namespace XrContent.Server.Data;

/// <summary>The connections to PostgreSQL, opened as they are needed and shared by all who do.</summary>
internal sealed class PostgresConnection(IConfiguration configuration, ILoggerFactory loggers) : IAsyncDisposable, IDisposable
{
    private readonly Lazy<NpgsqlDataSource> source = new(() => Open(configuration.GetConnectionString("Catalog")!, loggers));

    public NpgsqlDataSource Source => source.Value;

    /// <param name="connection">As Npgsql writes them: Host=...;Database=...;Username=...</param>
    public static NpgsqlDataSource Open(string connection, ILoggerFactory loggers) =>
        new NpgsqlDataSourceBuilder(Guarded(connection).ConnectionString).UseLoggerFactory(loggers).Build();

    /// <summary>
    /// Of a node that vanished in the middle of a write, PostgreSQL lets go soon, and with it of the lock that all others wait for.
    /// </summary>
    private static NpgsqlConnectionStringBuilder Guarded(string connection)
    {
        var guarded = new NpgsqlConnectionStringBuilder(connection);
        const string Limits =
            "-c idle_in_transaction_session_timeout=30s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
        guarded.Options = $"{guarded.Options} {Limits}".Trim();
        return guarded;
    }

    /// <summary>Whether this can be read as a connection to a host; not whether that host answers.</summary>
    public static bool IsOne(string? connection)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connection).Host);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => source.IsValueCreated ? source.Value.DisposeAsync() : ValueTask.CompletedTask;

    public void Dispose()
    {
        if (source.IsValueCreated)
            source.Value.Dispose();
    }
}
