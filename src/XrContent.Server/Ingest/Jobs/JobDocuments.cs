using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Rules;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;
using XrContent.Media;
using XrContent.Server.Accounts;
using XrContent.Server.Ingest.Corrections;
using XrContent.Server.Media;

namespace XrContent.Server.Ingest.Jobs;

/// <summary>
/// The last stage of every job: pictures are made from the newest documents, then what the job is about is applied to the newest rows, and
/// the job ends in the same transaction. Where a document changed meanwhile so that it needs other pictures, those are made and it is tried
/// again.
/// </summary>
internal sealed class JobDocuments(
    JobStore jobs,
    Renditions renditions,
    CatalogReader reader,
    Catalog.Workflow.Corrections corrections,
    Database database
)
{
    /// <summary>The place of a file, which may be a draft.</summary>
    /// <exception cref="RefusedException">There is none of that id.</exception>
    public async Task<Item> PlaceOfAsync(CaptureDetails details, CancellationToken cancel) =>
        await reader.FindAsync(details.Place, cancel) is { Deleted: null, Item: { Kind: Kind.Place } place }
            ? place
            : throw new RefusedException("no-place", $"There is no place \"{details.Place}\". Choose another one and try again.");

    /// <summary>Names of the renditions that a job makes.</summary>
    public async Task<IEnumerable<string>> RenditionsOfAsync(IngestJob job, CancellationToken cancel)
    {
        if (job.Stage != Stage.Rendering || job.Capture is null)
            return [];
        return (await TargetsAsync(job, cancel)).SelectMany(item => RenditionNames.Of(item.Document));
    }

    public async Task SaveAsync(IngestJob job, IProgress<double> progress, CancellationToken cancel)
    {
        var made = new HashSet<string>();
        var needs = await TargetsAsync(job, cancel);
        while (true)
        {
            foreach (var item in needs)
            {
                await renditions.MakeAsync(item, progress, cancel);
                made.UnionWith(RenditionNames.Of(item.Document));
            }

            var edit = job.Kind == JobKind.Correction ? await CorrectAsync(job, made, cancel) : await TakeInAsync(job, made, cancel);
            switch (edit.Status)
            {
                case EditStatus.NotReady:
                    needs = edit.Needs;
                    continue;
                case EditStatus.Missing:
                    throw new RefusedException("no-capture", $"There is no capture \"{job.Capture}\" any more.");
                case EditStatus.Refused:
                    throw new RefusedException(
                        "invalid",
                        string.Join(" ", edit.Problems.Select(problem => $"{problem.Field}: {problem.Message}"))
                    );
            }

            // What was there when it was looked for may have been removed as a former picture meanwhile.
            foreach (var item in await reader.LiveAsync(job.Capture!, cancel))
                await renditions.MakeAsync(item, null, cancel);
            return;
        }
    }

    /// <summary>
    /// Ends a job that cannot do what it is for. A picture that visitors see without a redaction that could not be made goes out of their
    /// sight, in the same transaction.
    /// </summary>
    public async Task RefuseAsync(IngestJob job, RefusedException refused, CancellationToken cancel)
    {
        try
        {
            if (job.Kind == JobKind.Correction && job.ReadPatch() is { Redactions: not null } patch)
                await corrections.TakeOutOfSightAsync(
                    job.Capture!,
                    patch.Hides,
                    job.Person,
                    $"It could not be redacted: {refused.Message}",
                    (db, hidden) => jobs.RefuseAsync(db, job, refused.Code, ReasonOf(refused, hidden), cancel),
                    cancel
                );
            else
                await database.WriteAsync(db => jobs.RefuseAsync(db, job, refused.Code, refused.Message, cancel), cancel);
        }
        catch (LeaseLostException)
        {
            // Cancelled, superseded or another node's by now: its end is not for this one to say.
        }
    }

    private static string ReasonOf(RefusedException refused, IReadOnlyList<string> hidden) =>
        hidden.Count == 0
            ? refused.Message
            : $"{refused.Message} Visitors do not see {string.Join(", ", hidden)} any more, because what was to be hidden would be seen. "
                + "When it is redacted, publish it again.";

    private async Task<Edit> CorrectAsync(IngestJob job, HashSet<string> made, CancellationToken cancel)
    {
        var patch = job.ReadPatch();
        // Somebody hid something while the record was on its way, in this picture or in that which stands in for it.
        if (patch.WalkIn is not null && (await reader.LiveAsync(job.Capture!, cancel)).Any(IsRedacted))
            throw new RefusedException("redacted", FootageRules.NoRedactedWalkIns);
        return await corrections.CorrectAsync(
            job.Capture!,
            patch.Apply,
            item => IsMade(item, made),
            job.Person,
            patch.What,
            // Whoever saw a face in a draft hides it also where a curator was faster to publish it.
            patch.DraftsOnly && patch.Redactions is null,
            (db, edit) => jobs.AdvanceAsync(db, job, Stage.Ready, row => row.Notes = CorrectionNotes(patch, edit), cancel),
            cancel
        );
    }

    private static bool IsRedacted(Item item) => item.Document is Capture { Redactions.Count: > 0 };

    /// <summary>An earlier try may have taken the picture back, and who comes back to it should know.</summary>
    private static string? CorrectionNotes(CapturePatch patch, Edit edit) =>
        patch.Redactions is null || edit.State!.Published is not null
            ? null
            : new[] { new Note("not-published", "It is redacted, and visitors do not see it: publish it when they may.") }.Write();

    private async Task<Edit> TakeInAsync(IngestJob job, HashSet<string> made, CancellationToken cancel)
    {
        var (own, details) = (await WriteAsync(job, cancel), job.ReadDetails());
        var wasThere = false;
        // Who may publish is asked now: they may have left, or have another role, since they sent it.
        var mayPublish = details.Publish && await MayPublishAsync(job.Person, cancel);
        var isAsked = mayPublish && IsDoubtful(job, details);
        var wish =
            isAsked ? Wish.Draft
            : mayPublish ? Wish.Publish
            : details.Publish || details.Submit ? Wish.Submit
            : Wish.Draft;
        return await corrections.TakeInAsync(
            job.Capture!,
            before =>
            {
                wasThere = before is not null && details.Replaces is null;
                return Merge(before, own, job);
            },
            item => IsMade(item, made),
            wish,
            job.Person,
            (db, edit) => jobs.AdvanceAsync(db, job, Stage.Ready, row => row.Notes = Notes(row, edit, wasThere, isAsked).Write(), cancel),
            cancel
        );
    }

    /// <summary>Whether somebody may change what visitors see: asked now, since roles change.</summary>
    public async Task<bool> MayPublishAsync(string person, CancellationToken cancel) =>
        person == ReservedNames.Service
        || await database.ReadAsync(db =>
            db.Set<StaffMember>()
                .AnyAsync(member => member.UserName == person && member.Left == null && member.Role != Role.Contributor, cancel)
        );

    /// <summary>A camera's position that lies far from the place, which nobody has looked at.</summary>
    private static bool IsDoubtful(IngestJob job, CaptureDetails details) =>
        details.Latitude is null && job.ReadNotes().Any(note => note.Code == PictureAreas.FarFromPlace);

    private static List<Note> Notes(IngestJob row, Edit edit, bool wasThere, bool isAsked)
    {
        var notes = row.ReadNotes().ToList();
        if (isAsked && edit.State!.Published is null)
            notes.Add(
                new(
                    "not-published",
                    "It is ready, and not published: its position lies far from its place. Correct one of them, or publish it if both are "
                        + "right."
                )
            );
        // Somebody was faster with the same bytes.
        if (wasThere)
            notes.Add(SameBytes.NoteFor(edit.State!));
        if (edit.Problems.Count > 0)
            notes.Add(
                new(
                    "not-published",
                    $"It is ready, and not published yet: {string.Join(" ", edit.Problems.Select(problem => problem.Message))}"
                )
            );
        return notes;
    }

    private static Item Merge(Item? before, Item own, IngestJob job)
    {
        if (before is null)
            return own;
        var details = job.ReadDetails();
        return details.Replaces is null
            ? before
            : CaptureWriter.Replace(before, own, details.Latitude is not null || job.ReadFacts().IsPlaced);
    }

    /// <summary>The documents for which a job makes pictures, as they are now.</summary>
    private async Task<IReadOnlyList<Item>> TargetsAsync(IngestJob job, CancellationToken cancel)
    {
        if (job.Kind == JobKind.Correction)
            return [.. (await reader.LiveAsync(job.Capture!, cancel)).Select(job.ReadPatch().Apply)];
        return [Merge((await reader.FindAsync(job.Capture!, cancel))?.Item, await WriteAsync(job, cancel), job)];
    }

    private async Task<Item> WriteAsync(IngestJob job, CancellationToken cancel)
    {
        var (details, facts) = (job.ReadDetails(), job.ReadFacts());
        var place = await PlaceOfAsync(details, cancel);
        return CaptureWriter.Write(place, new(job.Sha256!, job.Bytes, facts.Ending), facts, details);
    }

    private static bool IsMade(Item item, HashSet<string> made) => RenditionNames.Of(item.Document).All(made.Contains);
}
