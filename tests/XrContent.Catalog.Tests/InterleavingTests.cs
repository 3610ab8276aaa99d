using Microsoft.EntityFrameworkCore;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Workflow;

namespace XrContent.Catalog.Tests;

/// <summary>
/// Three people at one capture, in any order, with old words in their hands and jobs that end late, are cancelled and tried again: what is
/// newest, planned and seen is what a model of a page says.
/// </summary>
public sealed class InterleavingTests
{
    /// <summary>Over PostgreSQL fewer: what is tested is the same program over another database.</summary>
    private static readonly int Sequences = Postgres.IsWanted ? 1_000 : 10_000;

    private const int Acts = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Any_order_of_acts_ends_as_a_simple_model_says(int half)
    {
        using var catalog = new CatalogFixture();
        if (!Postgres.IsWanted)
            await catalog.Database.ReadAsync(db => db.Database.ExecuteSqlRawAsync("PRAGMA synchronous = OFF"));
        await catalog.ShowAsync(Items.Place("place"));
        for (var seed = half; seed <= Sequences; seed += 2)
        {
            var sequence = new Sequence(catalog, seed);
            await sequence.RunAsync();
        }
    }

    /// <summary>What one revision says; each bit of the redaction is a rectangle.</summary>
    private sealed record Words(int Title, double Heading, int Redaction, char File);

    /// <summary>What the page of a capture would say.</summary>
    private sealed class Page(Words first)
    {
        public Words Head { get; private set; } = first;

        public Words? Shown { get; private set; } = first;

        public Words? Planned { get; private set; }

        public bool IsHeadShown { get; private set; } = true;

        private bool isHeadPlanned;
        private readonly Dictionary<char, int> redactions = new() { [first.File] = first.Redaction };

        public void Draft(Words words)
        {
            (Head, IsHeadShown, isHeadPlanned) = (words, false, false);
            redactions[words.File] = words.Redaction;
        }

        public void Correct(Func<Words, Words> patch)
        {
            (Head, Shown, Planned) = (patch(Head), Shown is null ? null : patch(Shown), Planned is null ? null : patch(Planned));
            foreach (var words in new[] { Head, Shown, Planned })
                if (words is not null)
                    redactions[words.File] = words.Redaction;
        }

        public void Replace(char file, bool publish)
        {
            if (Head.File == file)
                return;
            var shows = publish && IsHeadShown && Head.Redaction == 0;
            Draft(Head with { File = file });
            if (shows)
                (Shown, IsHeadShown) = (Head, true);
        }

        public void Restore(Words old) => Draft(old with { Redaction = redactions[old.File] | old.Redaction });

        public void Publish() => (Shown, IsHeadShown, Planned, isHeadPlanned) = (Head, true, null, false);

        public void Plan() => (Planned, isHeadPlanned) = (Head, true);

        public void Unplan() => (Planned, isHeadPlanned) = (null, false);

        public void TimePasses()
        {
            if (Planned is null)
                return;
            (Shown, IsHeadShown) = (Planned, isHeadPlanned);
            Unplan();
        }

        public void Withdraw()
        {
            if (Shown is null)
                return;
            (Shown, IsHeadShown) = (null, false);
            Unplan();
        }
    }

    /// <summary>A correction whose pictures are being made.</summary>
    private sealed class Job(Func<Item, Item> patch, Func<Words, Words> model)
    {
        public bool IsCancelled { get; set; }

        public Func<Item, Item> Patch => patch;

        public Func<Words, Words> Model => model;
    }

    private sealed class Sequence(CatalogFixture catalog, int seed)
    {
        private static readonly string[] People = ["hana", "ken", "mei"];
        private readonly Random random = new(seed);
        private readonly string id = $"c{seed}";
        private readonly Page page = new(new(0, 0, 0, 'a'));
        private readonly Dictionary<string, (ItemState State, Words Words)> hands = [];
        private readonly Dictionary<int, Words> history = [];
        private readonly List<Job> jobs = [];
        private readonly List<string> done = [];
        private ItemState now = null!;
        private int titles;

        public async Task RunAsync()
        {
            now = await catalog.ShowAsync(Write(Items.Shown(id, "place"), page.Head));
            history[now.Number] = page.Head;
            foreach (var person in People)
                hands[person] = (now, page.Head);
            for (var i = 0; i < Acts; i++)
                await ActAsync(People[random.Next(People.Length)]);
            Assert.True(
                Read(now.Item) == page.Head,
                $"Seed {seed}: newest is {Read(now.Item)}, not {page.Head} after {string.Join(", ", done)}."
            );
            await CheckAsync(now.Published, page.Shown, "seen");
            await CheckAsync(now.Planned, page.Planned, "planned");
        }

        private async Task CheckAsync(int? revision, Words? expected, string what)
        {
            var item = revision is { } number ? (await catalog.Reader.RevisionAsync(id, number, default))!.Value.Item : null;
            var found = item is null ? null : Read(item);
            Assert.True(found == expected, $"Seed {seed}: {what} is {found}, not {expected} after {string.Join(", ", done)}.");
        }

        private async Task ActAsync(string person)
        {
            var (held, words) = hands[person];
            var isStale = held.Tag != now.Tag;
            var named = new NamedItem(id, held.Tag);
            switch (random.Next(12))
            {
                case 0 or 1:
                    hands[person] = (now, page.Head);
                    done.Add($"{person} looks");
                    return;
                case 2:
                    var next = words with { Title = ++titles };
                    Expect(
                        isStale,
                        await catalog.Drafts.SaveAsync(Write(held.Item, next), held.Tag, person, false, default),
                        $"{person} edits",
                        () => page.Draft(next)
                    );
                    break;
                case 3:
                    var redaction = 1 << random.Next(3);
                    Begin(
                        $"{person} redacts {redaction}",
                        item => Write(item, Read(item) with { Redaction = redaction }),
                        its => its with { Redaction = redaction }
                    );
                    return;
                case 4:
                    var heading = random.Next(1, 360);
                    Begin(
                        $"{person} turns {heading}",
                        item => Write(item, Read(item) with { Heading = heading }),
                        its => its with { Heading = heading }
                    );
                    return;
                case 5:
                    await EndJobAsync(person);
                    break;
                case 6 when jobs.Count > 0:
                    var job = jobs[random.Next(jobs.Count)];
                    job.IsCancelled = !job.IsCancelled;
                    done.Add($"{person} {(job.IsCancelled ? "cancels" : "tries again")}");
                    return;
                case 7:
                    var (file, publish) = ((char)('a' + random.Next(3)), random.Next(2) == 0);
                    var wish = publish ? Wish.Publish : Wish.Draft;
                    CatalogFixture.Done(
                        await catalog.Corrections.TakeInAsync(
                            id,
                            before => Write(before!, Read(before!) with { File = file }),
                            _ => true,
                            wish,
                            person,
                            null,
                            default
                        )
                    );
                    page.Replace(file, publish);
                    done.Add($"{person} replaces by {file}{(publish ? " to be seen" : "")}");
                    break;
                case 8:
                    Expect(
                        isStale,
                        await catalog.Publishing.PublishAsync([named], person, null, null, false, default),
                        $"{person} publishes",
                        page.Publish
                    );
                    break;
                case 9:
                    var from = catalog.Clock.GetUtcNow().AddHours(1);
                    var plan = await catalog.Publishing.PublishAsync([named], person, from, null, false, default);
                    if (!isStale && page.IsHeadShown)
                        Assert.Equal(EditStatus.Refused, plan.Status);
                    else
                        Expect(isStale, plan, $"{person} plans", page.Plan);
                    break;
                case 10:
                    var (number, old) = history.ElementAt(random.Next(history.Count));
                    CatalogFixture.Done(await catalog.Drafts.RestoreAsync(id, null, number, false, person, null, default));
                    page.Restore(old);
                    done.Add($"{person} restores {number}");
                    break;
                default:
                    await OtherwiseAsync(person);
                    break;
            }

            await RememberAsync();
        }

        private async Task OtherwiseAsync(string person)
        {
            switch (random.Next(3))
            {
                case 0:
                    if (page.Shown is not null)
                        CatalogFixture.Done(await catalog.Publishing.WithdrawAsync([new(id)], person, null, default));
                    page.Withdraw();
                    done.Add($"{person} withdraws");
                    break;
                case 1:
                    var returned = await catalog.Publishing.ReturnAsync([new(id)], person, "not yet", default);
                    Assert.Equal(page.Planned is null ? EditStatus.Refused : EditStatus.Done, returned.Status);
                    page.Unplan();
                    done.Add($"{person} cancels the plan");
                    break;
                default:
                    catalog.Clock.Advance(TimeSpan.FromHours(2));
                    await catalog.Schedule.RunAsync(default);
                    page.TimePasses();
                    done.Add("time passes");
                    break;
            }
        }

        private void Begin(string what, Func<Item, Item> patch, Func<Words, Words> model)
        {
            jobs.Add(new(patch, model));
            done.Add(what);
        }

        private async Task EndJobAsync(string person)
        {
            if (jobs.Find(job => !job.IsCancelled) is not { } job)
                return;
            jobs.Remove(job);
            CatalogFixture.Done(
                await catalog.Corrections.CorrectAsync(id, job.Patch, _ => true, person, "a correction", false, null, default)
            );
            page.Correct(job.Model);
            done.Add("a job ends");
        }

        private void Expect(bool isStale, Edit edit, string what, Action model)
        {
            Assert.True(
                edit.Status == (isStale ? EditStatus.Stale : EditStatus.Done),
                $"Seed {seed}: {what}: {edit.Status} after {string.Join(", ", done)}."
            );
            if (!isStale)
                model();
            done.Add($"{what}{(isStale ? " in vain" : "")}");
        }

        private async Task RememberAsync()
        {
            now = (await catalog.Reader.FindAsync(id, default))!;
            history[now.Number] = page.Head;
        }

        private static Words Read(Item item)
        {
            var capture = (Capture)item.Document;
            var redaction = capture.Redactions.Aggregate(0, (all, one) => all | 1 << (int)one.Top - 1);
            return new(
                int.Parse(capture.Title.English!, System.Globalization.CultureInfo.InvariantCulture),
                capture.Pose.Heading!.Value,
                redaction,
                capture.Original.Sha256[0]
            );
        }

        private static Item Write(Item item, Words words)
        {
            var capture = (Capture)item.Document;
            Redaction[] redactions =
            [
                .. Enumerable
                    .Range(0, 3)
                    .Where(bit => (words.Redaction & 1 << bit) != 0)
                    .Select(bit => new Redaction(-10, 10, bit + 1, -10)),
            ];
            return item with
            {
                Document = capture with
                {
                    Title = Items.Text($"{words.Title}"),
                    Pose = capture.Pose with { Heading = words.Heading },
                    Redactions = redactions,
                    Original = new("captures/x", new string(words.File, 64), 1),
                },
            };
        }
    }
}
