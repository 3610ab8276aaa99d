using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using XrContent.Server.Hosting;

namespace XrContent.Server.Data;

/// <summary>
/// Answers what needs the database while it is restarted or away: ask again soon. Whether what was asked had been done already when the
/// connection broke is not known, and not claimed.
/// </summary>
internal sealed class DatabaseGoneHandler(IProblemDetailsService problems) : IExceptionHandler
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsGone(exception))
            return false;
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = Wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(
            new()
            {
                HttpContext = httpContext,
                Exception = exception,
                ProblemDetails = Problems.DatabaseGone,
            }
        );
    }

    /// <summary>It is restarted, or another one takes its place and this one only reads.</summary>
    private static readonly string[] Ending =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.CannotConnectNow,
        PostgresErrorCodes.ReadOnlySqlTransaction,
    ];

    /// <summary>Whether the database, or the way to it, failed for the moment.</summary>
    public static bool IsGone(Exception? exception)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            if (error is DbException { IsTransient: true } || error is PostgresException known && Ending.Contains(known.SqlState))
                return true;
        }

        return false;
    }
}
