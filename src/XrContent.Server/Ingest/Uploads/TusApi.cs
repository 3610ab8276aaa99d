using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Server.Accounts;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>
/// Resumable uploads: tus 1.0.0 (https://tus.io/protocols/resumable-upload) with creation, creation-with-upload, expiration,
/// checksum and termination.
/// </summary>
internal static class TusApi
{
    private const string Root = "/api/v1/uploads";

    public static void MapUploads(this WebApplication app)
    {
        app.MapMethods(Root, [HttpMethods.Options], Options)
            .WithName("UploadOptions")
            .WithTags("Uploads")
            .WithSummary("What the server speaks of tus");
        app.MapMethods($"{Root}/{{id}}", [HttpMethods.Options], Options).ExcludeFromDescription();
        var staff = app.MapGroup(Root)
            .WithTags("Uploads")
            .RequireStaff()
            .AddEndpointFilter(SpeakTusAsync)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        staff
            .MapPost("", CreateAsync)
            .WithName("CreateUpload")
            .WithSummary("Begins an upload; says where its bytes go")
            .Produces(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        staff
            .MapMethods(
                "/{id}",
                [HttpMethods.Head],
                (TusUploads uploads, HttpContext context, string id) => uploads.OffsetAsync(context, id)
            )
            .WithName("UploadOffset")
            .WithSummary("How many bytes are here");
        staff
            .MapPatch("/{id}", (TusUploads uploads, HttpContext context, string id) => uploads.AppendAsync(context, id))
            .WithName("AppendUpload")
            .WithSummary("Appends bytes at the offset")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status423Locked)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        staff
            .MapDelete("/{id}", (TusUploads uploads, HttpContext context, string id) => uploads.TerminateAsync(context, id))
            .WithName("TerminateUpload")
            .WithSummary("Ends an unfinished upload and throws its bytes away")
            .Produces(StatusCodes.Status204NoContent);
        // For networks that let only GET and POST through.
        staff.MapPost("/{id}", OverrideAsync).ExcludeFromDescription();
    }

    private static Task<IResult> OverrideAsync(TusUploads uploads, HttpContext context, string id) =>
        context.Request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
        {
            "PATCH" => uploads.AppendAsync(context, id),
            "DELETE" => uploads.TerminateAsync(context, id),
            "HEAD" => uploads.OffsetAsync(context, id),
            _ => Task.FromResult(
                Tus.Problem(
                    405,
                    "Only with X-HTTP-Method-Override.",
                    "Send PATCH, HEAD or DELETE, or name one of them in X-HTTP-Method-Override."
                )
            ),
        };

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
        HttpContext context,
        JobStore jobs,
        UploadFiles files,
        TusUploads uploads,
        DetailRules rules,
        IOptions<UploadOptions> limits,
        TimeProvider clock
    )
    {
        var options = limits.Value;
        var (request, person) = (context.Request, context.User.PersonName());
        if (
            !long.TryParse(request.Headers["Upload-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length == 0
        )
            return Tus.Problem("Upload-Length", "Is required: the file's length in bytes, more than 0.");
        if (length > options.MostBytes)
            return Tus.Problem(
                413,
                "The file is too large.",
                $"It has {length} bytes; one file has {options.MostBytes} at most. Cut it into parts."
            );
        var metadata = UploadMetadata.Parse(request.Headers["Upload-Metadata"].ToString());
        var isCurator = context.User.Is(Role.Curator);
        var details = (await metadata.DetailsAsync(rules, isCurator, context.RequestAborted)).From(isCurator);
        if (metadata.Problems.Count > 0)
            return Tus.Problem(metadata.Problems);
        var now = clock.GetUtcNow();
        var row = new IngestJob
        {
            Id = JobStore.NewId(),
            Person = person,
            Batch = metadata.Batch,
            FileName = metadata.FileName,
            Bytes = length,
            Created = now,
            Changed = now,
            Stage = Stage.Uploading,
            Details = details.Write(),
        };
        switch (await jobs.TryAddUploadAsync(row, options.MostBytesPerPerson, files, context.RequestAborted))
        {
            case Admission.TooMuch:
                return Tus.Problem(
                    413,
                    "Too much is on its way already.",
                    $"One person's files that are not ready yet have {options.MostBytesPerPerson} bytes at most. Wait until some are ready."
                );
            case Admission.NoRoom:
                return Tus.NoRoom();
        }

        files.Create(row.Id);
        // Relative, so that it is right behind any proxy.
        context.Response.Headers.Location = $"{request.PathBase}{Root}/{row.Id}";
        context.Response.Headers["Upload-Expires"] = Tus.Moment(now + options.KeepUnfinished);
        return Tus.IsBytes(request)
            ? await uploads.TakeAsync(context, row, offset: 0, created: true)
            : TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    /// <summary>Every answer names the version, and every request must.</summary>
    private static async ValueTask<object?> SpeakTusAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.Headers["Tus-Resumable"] = Tus.Version;
        if (request.Headers["Tus-Resumable"] == Tus.Version)
            return await next(context);
        response.Headers["Tus-Version"] = Tus.Version;
        return Tus.Problem(412, "Another version of tus.", $"Send Tus-Resumable: {Tus.Version}.");
    }
}
