using Microsoft.Extensions.Options;
using Npgsql;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;

namespace XrContent.Server.Data;

/// <summary>Says that files on their way were written, to both who take them in: of films, and of all else.</summary>
internal sealed class JobSignal
{
    public Signal Films { get; } = new();

    public Signal Others { get; } = new();

    public void Raise()
    {
        Films.Raise();
        Others.Raise();
    }
}

/// <summary>
/// Hears from PostgreSQL what any node wrote (LISTEN; triggers of the migrations notify). What was not heard while the connection was gone
/// is looked for as soon as it is there again.
/// </summary>
internal sealed partial class DatabaseNews(
    PostgresConnection postgres,
    IOptions<StorageOptions> storage,
    PublicationSignal publications,
    JobSignal jobs,
    TimeProvider clock,
    ILogger<DatabaseNews> logger
) : BackgroundService
{
    public const string Channel = "xrcontent";
    public const string Publications = "publications";
    public const string Jobs = "jobs";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A connection over which nothing came for so long is tried: a host that vanished says nothing.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!storage.Value.IsPostgres)
            return;
        while (true)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogLost(error);
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = await postgres.Source.OpenConnectionAsync(cancel);
        connection.Notification += (_, news) => Hear(news.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancel);
        }

        publications.Raise();
        jobs.Raise();
        while (true)
        {
            if (await connection.WaitAsync(Silence, cancel))
                continue;
            await using var alive = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 5 };
            await alive.ExecuteNonQueryAsync(cancel);
        }
    }

    private void Hear(string payload)
    {
        if (payload == Publications)
            publications.Raise();
        else if (payload == Jobs)
            jobs.Raise();
    }

    [LoggerMessage(LogLevel.Warning, "The database tells no news; the connection is made anew, and what was missed is looked for")]
    private partial void LogLost(Exception error);
}
