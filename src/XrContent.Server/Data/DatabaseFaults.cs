using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;
using Npgsql;
using XrContent.Server.Hosting;

namespace XrContent.Server.Data;

/// <summary>
/// Answers what needs the database while it is away, its disk is full, or it is damaged. Whether what was asked had been done already
/// when a connection broke is not known, and not claimed.
/// </summary>
internal sealed class DatabaseFaults(IProblemDetailsService problems) : IExceptionHandler
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (ProblemOf(exception) is not { } problem)
            return false;
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = Wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(
            new()
            {
                HttpContext = httpContext,
                Exception = exception,
                ProblemDetails = problem,
            }
        );
    }

    /// <returns>Null where the database is not to blame. PostgreSQL's driver takes a full disk for one that is away as well.</returns>
    public static ProblemDetails? ProblemOf(Exception exception) =>
        IsFull(exception) ? Problems.DatabaseFull
        : IsDamaged(exception) ? Problems.DatabaseDamaged
        : IsGone(exception) ? Problems.DatabaseGone
        : null;

    /// <summary>It is restarted, or another one takes its place and this one only reads.</summary>
    private static readonly string[] Ending =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow,
        PostgresErrorCodes.ReadOnlySqlTransaction,
    ];

    /// <summary>Whether the database, or the way to it, failed for the moment.</summary>
    public static bool IsGone(Exception? exception) =>
        Any(
            exception,
            error => error is DbException { IsTransient: true } || error is PostgresException known && Ending.Contains(known.SqlState)
        );

    /// <summary>Whether its disk has no room for what was to be written.</summary>
    private static bool IsFull(Exception? exception) =>
        Any(
            exception,
            error =>
                error is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL }
                || error is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
        );

    /// <summary>Whether what it holds cannot be read any more.</summary>
    public static bool IsDamaged(Exception? exception) =>
        Any(
            exception,
            error =>
                error is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB }
                || error is PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted }
        );

    private static bool Any(Exception? exception, Func<Exception, bool> isIt)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            if (isIt(error))
                return true;
        }

        return false;
    }
}
