using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using XrContent.Server.Accounts;
using XrContent.Server.Ingest.Jobs;

namespace XrContent.Server.Ingest.Uploads;

/// <summary>Uploads under way: where they are, and the bytes that come.</summary>
internal sealed class TusUploads(JobStore jobs, UploadFiles files, UploadHolds holds, IOptions<UploadOptions> options, TimeProvider clock)
{
    public Task<IResult> OffsetAsync(HttpContext context, string id) =>
        WithUploadAsync(
            context,
            id,
            async job =>
            {
                var offset = job.Bytes;
                if (job.Stage == Stage.Uploading)
                {
                    if (await holds.IsLiveAsync(id, context.RequestAborted))
                        return Tus.Locked();
                    offset = await OffsetOfAsync(job, context.RequestAborted);
                }

                context.Response.Headers["Upload-Offset"] = Tus.Number(offset);
                context.Response.Headers["Upload-Length"] = Tus.Number(job.Bytes);
                context.Response.Headers.CacheControl = "no-store";
                Expires(context, job);
                return TypedResults.StatusCode(StatusCodes.Status200OK);
            }
        );

    /// <summary>The bytes that are here of an upload that nobody sends just now; one that is whole is the worker's from then on.</summary>
    private async Task<long> OffsetOfAsync(IngestJob job, CancellationToken cancel)
    {
        var offset = files.OffsetOf(job.Id);
        if (offset == job.Bytes)
        {
            using var hold = await holds.TryTakeAsync(job.Id, cancel);
            if (hold is not null)
                await CompleteAsync(job, cancel);
        }

        // It may have become whole, and its file moved on, since the row was read.
        return await jobs.FindAsync(job.Id, cancel) is { Stage: Stage.Uploading } ? offset : job.Bytes;
    }

    public Task<IResult> AppendAsync(HttpContext context, string id) =>
        WithUploadAsync(
            context,
            id,
            async job =>
            {
                if (!Tus.IsBytes(context.Request))
                    return Tus.Problem(415, "The bytes have no type.", $"PATCH needs Content-Type: {Tus.Bytes}.");
                return long.TryParse(
                    context.Request.Headers["Upload-Offset"],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var offset
                )
                    ? await TakeAsync(context, job, offset, created: false)
                    : Tus.Problem("Upload-Offset", "Is required: the number of bytes that are here already, as HEAD says.");
            }
        );

    public Task<IResult> TerminateAsync(HttpContext context, string id) =>
        WithUploadAsync(
            context,
            id,
            async job =>
            {
                using var hold = await holds.TryTakeAsync(id, context.RequestAborted);
                if (hold is null)
                    return Tus.Locked();
                if (job.Stage != Stage.Uploading)
                    return Tus.Problem(409, "The upload is complete.", "A file that is being taken in is cancelled in the studio.");
                await jobs.RemoveAsync(id, context.RequestAborted);
                files.Remove(id);
                return TypedResults.NoContent();
            }
        );

    /// <summary>Takes the bytes of a request into an upload.</summary>
    /// <param name="created">The same request created the upload: it answers 201 instead of 204.</param>
    public async Task<IResult> TakeAsync(HttpContext context, IngestJob row, long offset, bool created)
    {
        // However slow the link and however long the film: what comes is kept.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        Checksum? checksum = null;
        var sum = context.Request.Headers["Upload-Checksum"].ToString();
        if (sum.Length > 0 && !Checksum.TryParse(sum, out checksum))
            return Tus.Problem("Upload-Checksum", $"Must be one of {Checksum.Algorithms}, a space, and the checksum in Base64.");
        using var _ = checksum;
        using var hold = await holds.TryTakeAsync(row.Id, context.RequestAborted);
        if (hold is null)
            return Tus.Locked();
        // As it is now that the upload is held: another request may have ended it meanwhile.
        if (await jobs.FindAsync(row.Id, context.RequestAborted) is not { Stage: Stage.Uploading })
            return Tus.Problem(409, "The upload is complete.", "All its bytes are here.");
        if (files.OffsetOf(row.Id) is var here && here != offset)
            return Tus.Problem(409, "The offset is another.", $"{here} bytes are here; go on from there.");
        if (context.Request.ContentLength > row.Bytes - offset)
            return Tus.TooLong();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hold.Broken);
        var (how, reached) = await files.AppendAsync(
            row.Id,
            context.Request.BodyReader,
            offset,
            row.Bytes - offset,
            checksum,
            hold.Came,
            end.Token
        );
        if (reached == row.Bytes)
            await CompleteAsync(row, CancellationToken.None);
        // On a full disk the database cannot be written to either.
        else if (reached > offset && how != Appended.DiskFull)
            await jobs.MoveAsync(row.Id, Stage.Uploading, _ => { }, CancellationToken.None);
        context.Response.Headers["Upload-Offset"] = Tus.Number(reached);
        Expires(context, row);
        switch (how)
        {
            case Appended.Whole:
                return TypedResults.StatusCode(created ? StatusCodes.Status201Created : StatusCodes.Status204NoContent);
            case Appended.DiskFull:
                return Tus.DiskFull();
            case Appended.WrongChecksum:
                return Tus.Problem(
                    460,
                    "The checksum is wrong.",
                    $"The bytes changed on their way and were not kept; {reached} bytes are here. Send them again."
                );
            case Appended.TooLong:
                return Tus.TooLong();
            default:
                // Nobody is there to read an answer.
                context.Abort();
                return TypedResults.Empty;
        }
    }

    /// <summary>All bytes are here: from now on the file is the worker's.</summary>
    private Task<bool> CompleteAsync(IngestJob job, CancellationToken cancel) =>
        jobs.MoveAsync(job.Id, Stage.Uploading, other => (other.Stage, other.Percent) = (Stage.Received, 0), cancel);

    /// <summary>Says until when an unfinished upload waits.</summary>
    private void Expires(HttpContext context, IngestJob job)
    {
        if (job.Stage == Stage.Uploading)
            context.Response.Headers["Upload-Expires"] = Tus.Moment(clock.GetUtcNow() + options.Value.KeepUnfinished);
    }

    private async Task<IResult> WithUploadAsync(HttpContext context, string id, Func<IngestJob, Task<IResult>> act)
    {
        var job = UploadFiles.IsId(id) ? await jobs.FindAsync(id, context.RequestAborted) : null;
        if (job is not { Kind: JobKind.Upload })
            return Tus.Problem(404, "There is no such upload.", "It never was, it was ended, or it waited too long. Begin a new one.");
        if (!HttpMethods.IsHead(context.Request.Method) && job.Person != context.User.PersonName() && !context.User.Is(Role.Curator))
            return Tus.Problem(403, "This upload is a colleague's.", "Who began it goes on with it, or a curator does.");
        var keep = options.Value.KeepUnfinished;
        return job.Stage == Stage.Uploading && job.Changed + keep < clock.GetUtcNow()
            ? Tus.Problem(
                410,
                "The upload waited too long.",
                $"Unfinished uploads are kept for {keep.TotalDays:0.#} days. Begin a new one."
            )
            : await act(job);
    }
}
