using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using XrContent.Catalog.Audit;
using XrContent.Server.Hosting;

namespace XrContent.Server.Accounts;

/// <summary>The record of who did and who looked at what. Whoever reads all of it stands in it as well.</summary>
internal static class AuditApi
{
    private const int MostOfCsv = 100_000;

    internal sealed record AuditList(IReadOnlyList<AuditLine> Lines);

    public static void MapAudit(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/audit").WithTags("Studio").RequireStaff().ProducesValidationProblem();
        staff.MapGet("/mine", MineAsync).WithName("ConcerningMe").WithSummary("Who looked at or changed what concerns me, newest first");
        staff
            .MapGet("", ListAsync)
            .RequireRole(Role.Administrator)
            .WithName("Audit")
            .WithSummary("The record, newest first; the look is on record");
        staff
            .MapGet("/report.csv", ReportAsync)
            .RequireRole(Role.Administrator)
            .WithName("AuditReport")
            .WithSummary("The record as CSV")
            .Produces<string>(contentType: "text/csv");
        staff
            .MapGet("/check", async (AuditLog audit, CancellationToken cancel) => TypedResults.Ok(await audit.VerifyAsync(cancel)))
            .RequireRole(Role.Administrator)
            .WithName("AuditCheck")
            .WithSummary("Computes every hash of the record anew");
    }

    private static async Task<Ok<AuditList>> MineAsync(HttpContext context, AuditLog audit, [Range(1, 1000)] int limit = 200) =>
        TypedResults.Ok(new AuditList(await audit.ReadConcerningAsync(context.User.PersonName(), limit, context.RequestAborted)));

    private static async Task<Ok<AuditList>> ListAsync(
        HttpContext context,
        AuditLog audit,
        [Description("Only lines with a smaller number.")] long? before = null,
        [StringLength(80)] string? item = null,
        [StringLength(80)] string? person = null,
        [Range(1, 1000)] int limit = 200
    )
    {
        await NoteAsync(context, audit);
        return TypedResults.Ok(new AuditList(await audit.ReadAsync(before, item, person, limit, context.RequestAborted)));
    }

    private static async Task<FileContentHttpResult> ReportAsync(
        HttpContext context,
        AuditLog audit,
        [StringLength(80)] string? item = null,
        [StringLength(80)] string? person = null
    )
    {
        await NoteAsync(context, audit);
        // The mark lets spreadsheets read UTF-8 as what it is.
        var text = new StringBuilder("\uFEFFnumber,time,person,action,item,revision,concerns,field,before,after,note,hash\r\n");
        foreach (var line in await audit.ReadAsync(null, item, person, MostOfCsv, context.RequestAborted))
        {
            foreach (var field in line.Fields.DefaultIfEmpty(new("", null, null)))
            {
                text.AppendJoin(
                        ',',
                        new[]
                        {
                            line.Number.ToString(CultureInfo.InvariantCulture),
                            line.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                            line.Person,
                            line.Action,
                            line.Item,
                            line.Revision?.ToString(CultureInfo.InvariantCulture),
                            line.Concerns,
                            field.Field,
                            field.Before,
                            field.After,
                            line.Note,
                            line.Hash,
                        }.Select(Csv.Cell)
                    )
                    .Append("\r\n");
            }
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", "record.csv");
    }

    private static Task NoteAsync(HttpContext context, AuditLog audit)
    {
        context.Response.Headers.CacheControl = "no-store";
        return audit.RecordAsync(
            new(context.User.PersonName(), AuditActions.AuditSeen, Concerns: AuditActions.Everybody),
            context.RequestAborted
        );
    }
}
