using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Server.Accounts;
using XrContent.Server.Footage.Ingest;
using XrContent.Server.Visiting;

namespace XrContent.Server.Footage.Uploads;

/// <summary>
/// Resumable uploads: tus 1.0.0 (https://tus.io/protocols/resumable-upload) with creation, creation-with-upload, expiration,
/// checksum and termination.
/// </summary>
internal static class TusApi
{
    private const string Root = "/api/v1/uploads";

    public static void MapUploads(this WebApplication app)
    {
        app.MapMethods(Root, [HttpMethods.Options], Options).WithName("UploadOptions").WithTags("Uploads").WithSummary("What the server speaks of tus");
        app.MapMethods($"{Root}/{{id}}", [HttpMethods.Options], Options).ExcludeFromDescription();
        var staff = app.MapGroup(Root).WithTags("Uploads").RequireStaff().AddEndpointFilter(SpeakTusAsync)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status400BadRequest);
        staff.MapPost("", CreateAsync).WithName("CreateUpload").WithSummary("Begins an upload; says where its bytes go")
            .Produces(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status507InsufficientStorage);
        staff.MapMethods("/{id}", [HttpMethods.Head], OffsetAsync).WithName("UploadOffset").WithSummary("How many bytes are here");
        staff.MapPatch("/{id}", AppendAsync).WithName("AppendUpload").WithSummary("Appends bytes at the offset").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status423Locked).ProducesProblem(StatusCodes.Status507InsufficientStorage);
        staff.MapDelete("/{id}", TerminateAsync).WithName("TerminateUpload").WithSummary("Ends an unfinished upload and throws its bytes away")
            .Produces(StatusCodes.Status204NoContent);
        // For networks that let only GET and POST through.
        staff.MapPost("/{id}", (HttpContext context, string id) => context.Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
        {
            "PATCH" => AppendAsync(context, id),
            "DELETE" => TerminateAsync(context, id),
            "HEAD" => OffsetAsync(context, id),
            _ => Task.FromResult<IResult>(Tus.Problem(405, "Only with X-HTTP-Method-Override.", "Send PATCH, HEAD or DELETE, or name one of them in X-HTTP-Method-Override.")),
        }).ExcludeFromDescription();
    }

    private static NoContent Options(HttpResponse response, IOptions<UploadOptions> options)
    {
        response.Headers["Tus-Resumable"] = Tus.Version;
        response.Headers["Tus-Version"] = Tus.Version;
        response.Headers["Tus-Extension"] = "creation,creation-with-upload,expiration,checksum,termination";
        response.Headers["Tus-Checksum-Algorithm"] = Checksum.Algorithms;
        response.Headers["Tus-Max-Size"] = Tus.Number(options.Value.MostBytes);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, FootageStore footage, UploadFiles files, CurrentCatalog current, IOptions<UploadOptions> limits, TimeProvider clock)
    {
        var options = limits.Value;
        var (request, person) = (context.Request, context.User.PersonName());
        if (!long.TryParse(request.Headers["Upload-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0)
            return Tus.Problem("Upload-Length", "Is required: the file's length in bytes, more than 0.");
        if (length > options.MostBytes)
            return Tus.Problem(413, "The file is too large.", $"It has {length} bytes; one file has {options.MostBytes} at most. Cut it into parts.");
        if (await footage.BytesOnTheirWayAsync(person, context.RequestAborted) + length > options.MostBytesPerPerson)
            return Tus.Problem(413, "Too much is on its way already.", $"One person's files that are not ready yet have {options.MostBytesPerPerson} bytes at most. Wait until some are ready.");
        var metadata = UploadMetadata.Parse(request.Headers["Upload-Metadata"].ToString());
        var details = metadata.Details(current.Required.Items).From(context.User.Is(Role.Curator));
        if (metadata.Problems.Count > 0) return Tus.Problem(metadata.Problems);
        if (!files.HasRoomFor(length)) return Tus.DiskFull();

        var now = clock.GetUtcNow();
        var row = new FootageRow
        {
            Id = FootageStore.NewId(),
            Person = person,
            Batch = metadata.Batch,
            FileName = metadata.FileName,
            Bytes = length,
            Created = now,
            Changed = now,
            Stage = Stage.Uploading,
            Details = FootageStore.Write(details),
        };
        await footage.AddAsync(row, context.RequestAborted);
        files.Create(row.Id);
        // Relative, so that it is right behind any proxy.
        context.Response.Headers.Location = $"{request.PathBase}{Root}/{row.Id}";
        context.Response.Headers["Upload-Expires"] = Tus.Moment(now + options.KeepUnfinished);
        return Tus.IsBytes(request) ? await TusBody.TakeAsync(context, row, offset: 0, created: true) : TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static Task<IResult> OffsetAsync(HttpContext context, string id) => WithUploadAsync(context, id, async row =>
    {
        var services = context.RequestServices;
        using var hold = await services.GetRequiredService<UploadHolds>().TryTakeAsync(id, context.RequestAborted);
        if (hold is null) return Tus.Locked();
        var offset = row.Stage == Stage.Uploading ? services.GetRequiredService<UploadFiles>().OffsetOf(id) : row.Bytes;
        if (offset == row.Bytes) await TusBody.CompleteAsync(services, row, context.RequestAborted);
        context.Response.Headers["Upload-Offset"] = Tus.Number(offset);
        context.Response.Headers["Upload-Length"] = Tus.Number(row.Bytes);
        context.Response.Headers.CacheControl = "no-store";
        Tus.Expires(context, row);
        return TypedResults.StatusCode(StatusCodes.Status200OK);
    });

    private static Task<IResult> AppendAsync(HttpContext context, string id) => WithUploadAsync(context, id, async row =>
    {
        if (!Tus.IsBytes(context.Request)) return Tus.Problem(415, "The bytes have no type.", $"PATCH needs Content-Type: {Tus.Bytes}.");
        return long.TryParse(context.Request.Headers["Upload-Offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? await TusBody.TakeAsync(context, row, offset, created: false)
            : Tus.Problem("Upload-Offset", "Is required: the number of bytes that are here already, as HEAD says.");
    });

    private static Task<IResult> TerminateAsync(HttpContext context, string id) => WithUploadAsync(context, id, async row =>
    {
        var services = context.RequestServices;
        using var hold = await services.GetRequiredService<UploadHolds>().TryTakeAsync(id, context.RequestAborted);
        if (hold is null) return Tus.Locked();
        if (row.Stage != Stage.Uploading) return Tus.Problem(409, "The upload is complete.", "A file that is being taken in is cancelled at its staff door.");
        services.GetRequiredService<UploadFiles>().Remove(id);
        await services.GetRequiredService<FootageStore>().RemoveAsync(id, context.RequestAborted);
        return TypedResults.NoContent();
    });

    private static async Task<IResult> WithUploadAsync(HttpContext context, string id, Func<FootageRow, Task<IResult>> act)
    {
        var services = context.RequestServices;
        var row = UploadFiles.IsId(id) ? await services.GetRequiredService<FootageStore>().FindAsync(id, context.RequestAborted) : null;
        if (row is null) return Tus.Problem(404, "There is no such upload.", "It never was, it was ended, or it waited too long. Begin a new one.");
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var keep = services.GetRequiredService<IOptions<UploadOptions>>().Value.KeepUnfinished;
        return row.Stage == Stage.Uploading && row.Changed + keep < now
            ? Tus.Problem(410, "The upload waited too long.", $"Unfinished uploads are kept for {keep.TotalDays:0.#} days. Begin a new one.")
            : await act(row);
    }

    /// <summary>Every answer names the version, and every request must.</summary>
    private static async ValueTask<object?> SpeakTusAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.Headers["Tus-Resumable"] = Tus.Version;
        if (request.Headers["Tus-Resumable"] == Tus.Version) return await next(context);
        response.Headers["Tus-Version"] = Tus.Version;
        return Tus.Problem(412, "Another version of tus.", $"Send Tus-Resumable: {Tus.Version}.");
    }
}
