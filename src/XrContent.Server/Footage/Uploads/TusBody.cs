using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using XrContent.Server.Footage.Ingest;

namespace XrContent.Server.Footage.Uploads;

/// <summary>Takes the bytes of a request into an upload.</summary>
internal static class TusBody
{
    /// <param name="created">The same request created the upload: it answers 201 instead of 204.</param>
    public static async Task<IResult> TakeAsync(HttpContext context, FootageRow row, long offset, bool created)
    {
        var services = context.RequestServices;
        var files = services.GetRequiredService<UploadFiles>();
        // However slow the link and however long the film: what comes is kept.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;

        Checksum? checksum = null;
        var sum = context.Request.Headers["Upload-Checksum"].ToString();
        if (sum.Length > 0 && !Checksum.TryParse(sum, out checksum))
            return Tus.Problem("Upload-Checksum", $"Must be one of {Checksum.Algorithms}, a space, and the checksum in Base64.");
        using var _ = checksum;
        using var hold = await services.GetRequiredService<UploadHolds>().TryTakeAsync(row.Id, context.RequestAborted);
        if (hold is null) return Tus.Locked();
        // As it is now that the upload is held: another request may have ended it meanwhile.
        if (await services.GetRequiredService<FootageStore>().FindAsync(row.Id, context.RequestAborted) is not { Stage: Stage.Uploading }) return Tus.Problem(409, "The upload is complete.", "All its bytes are here.");
        if (files.OffsetOf(row.Id) is var here && here != offset) return Tus.Problem(409, "The offset is another.", $"{here} bytes are here; go on from there.");
        if (context.Request.ContentLength > row.Bytes - offset) return Tus.TooLong();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, hold.Broken);
        var (how, reached) = await files.AppendAsync(row.Id, context.Request.BodyReader, offset, row.Bytes - offset, checksum, hold.Came, end.Token);
        if (reached == row.Bytes) await CompleteAsync(services, row, CancellationToken.None);
        // On a full disk the database cannot be written to either.
        else if (reached > offset && how != Appended.DiskFull) await services.GetRequiredService<FootageStore>().MoveAsync(row.Id, Stage.Uploading, _ => { }, CancellationToken.None);
        context.Response.Headers["Upload-Offset"] = Tus.Number(reached);
        Tus.Expires(context, row);
        switch (how)
        {
            case Appended.Whole: return TypedResults.StatusCode(created ? StatusCodes.Status201Created : StatusCodes.Status204NoContent);
            case Appended.DiskFull: return Tus.DiskFull();
            case Appended.WrongChecksum: return Tus.Problem(460, "The checksum is wrong.", $"The bytes changed on their way and were not kept; {reached} bytes are here. Send them again.");
            case Appended.TooLong: return Tus.TooLong();
            default:
                // Nobody is there to read an answer.
                context.Abort();
                return TypedResults.Empty;
        }
    }

    /// <summary>All bytes are here: from now on the file is the worker's.</summary>
    public static Task<bool> CompleteAsync(IServiceProvider services, FootageRow row, CancellationToken cancel) =>
        services.GetRequiredService<FootageStore>().MoveAsync(row.Id, Stage.Uploading, other => (other.Stage, other.Percent) = (Stage.Received, 0), cancel);
}
