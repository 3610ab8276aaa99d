using Npgsql;

namespace XrContent.Server.Data;

/// <summary>The connections to PostgreSQL, opened as they are needed and shared by all who do.</summary>
internal sealed class PostgresConnection(IConfiguration configuration, ILoggerFactory loggers) : IAsyncDisposable, IDisposable
{
    private readonly Lazy<NpgsqlDataSource> source = new(() => Open(configuration.GetConnectionString("Catalog")!, loggers));

    public NpgsqlDataSource Source => source.Value;

    /// <param name="connection">As Npgsql writes them: Host=...;Database=...;Username=...</param>
    public static NpgsqlDataSource Open(string connection, ILoggerFactory loggers) =>
        new NpgsqlDataSourceBuilder(connection).UseLoggerFactory(loggers).Build();

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
