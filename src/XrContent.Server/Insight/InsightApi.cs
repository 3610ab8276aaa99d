using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Insight;

/// <summary>What was counted in a year.</summary>
/// <param name="Least">What is counted less often reads "under" this.</param>
/// <param name="Names">Titles of the places, scenes, tours and events that are named, by id.</param>
internal sealed record YearFigures(
    int Year,
    int Least,
    bool Counting,
    IReadOnlyList<PeriodFigures> Months,
    IReadOnlyDictionary<string, LocalText> Names
);

internal sealed record DayFigures(int Least, IReadOnlyList<PeriodFigures> Days);

internal sealed record MendList(IReadOnlyList<ToMend> Items);

/// <summary>The figures for the house: by month and by day, as they may be shown to anybody.</summary>
internal static class InsightApi
{
    private const int FirstYear = 2000;
    private const int LastYear = 2999;
    private const int MostDays = 400;

    public static void MapFigures(this WebApplication app)
    {
        var staff = app.MapGroup("/api/v1/studio/insight").WithTags("Insight").RequireStaff().ProducesValidationProblem();
        staff.MapGet("", YearAsync).WithName("Insight").WithSummary("What was counted in a year, by month");
        staff.MapGet("/days", DaysAsync).WithName("InsightDays").WithSummary("What was counted on each of some days, such as a festival's");
        staff
            .MapGet("/figures.csv", CsvAsync)
            .WithName("InsightCsv")
            .WithSummary("The figures of a year as CSV")
            .Produces<string>(contentType: "text/csv");
        staff
            .MapGet(
                "/mend",
                async (HttpContext context, MendingList list) =>
                    TypedResults.Ok(
                        new MendList(await list.ReadAsync(context.Catalog(), context.User.Is(Role.Administrator), context.RequestAborted))
                    )
            )
            .WithName("InsightMend")
            .WithSummary("What to look after: tags nobody taps any more, scenes nobody opens, places where north is hard to find");
    }

    private static async Task<Ok<YearFigures>> YearAsync(
        HttpContext context,
        FigureBook book,
        TagNames tags,
        IOptions<InsightOptions> options,
        [Range(FirstYear, LastYear)] int year
    )
    {
        var months = await book.MonthsAsync(year, context.RequestAborted);
        var names = await NamesAsync(context, months, tags);
        return TypedResults.Ok(new YearFigures(year, Disclosure.Least, options.Value.Counting, months, names));
    }

    private static async Task<Results<Ok<DayFigures>, ProblemHttpResult>> DaysAsync(
        HttpContext context,
        FigureBook book,
        [Description("The first day.")] DateOnly from,
        [Description("The last day, at most 400 days later.")] DateOnly to
    )
    {
        if (to < from || to.DayNumber - from.DayNumber > MostDays)
            return TypedResults.Problem(Problems.Parameter("to", $"Must be from the first day to {MostDays} days after it."));
        return TypedResults.Ok(new DayFigures(Disclosure.Least, await book.DaysAsync(from, to, context.RequestAborted)));
    }

    private static async Task<FileContentHttpResult> CsvAsync(
        HttpContext context,
        FigureBook book,
        TagNames tags,
        [Range(FirstYear, LastYear)] int year
    )
    {
        var months = await book.MonthsAsync(year, context.RequestAborted);
        var names = await NamesAsync(context, months, tags);
        // The mark lets spreadsheets read UTF-8 as what it is.
        var text = new StringBuilder("\uFEFFmonth,measure,facet,value,name_ja,name_en,count\r\n");
        foreach (var month in months)
        {
            foreach (var (measure, figures) in month.Measures)
            {
                Line(text, month.Period, measure, Facet.All.Word(), "", null, FigureBook.Text(figures.Total));
                foreach (var facet in figures.Withheld.Where(facet => facet != Facet.All.Word()))
                    Line(text, month.Period, measure, facet, "", null, FigureBook.Text(null));
                foreach (var (facet, cells) in figures.By)
                {
                    foreach (
                        var (value, count) in cells.OrderByDescending(cell => cell.Value).ThenBy(cell => cell.Key, StringComparer.Ordinal)
                    )
                        Line(text, month.Period, measure, facet, value, names.GetValueOrDefault(value), FigureBook.Text(count));
                }
            }
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"figures-{year}.csv");
    }

    private static void Line(StringBuilder text, string month, string measure, string facet, string value, LocalText? name, string count) =>
        text.AppendJoin(',', new[] { month, measure, facet, value, name?.Japanese, name?.English, count }.Select(Csv.Cell)).Append("\r\n");

    private static async Task<Dictionary<string, LocalText>> NamesAsync(
        HttpContext context,
        IReadOnlyList<PeriodFigures> periods,
        TagNames tags
    )
    {
        var (catalog, known) = (context.Catalog(), await tags.AllAsync(context.RequestAborted));
        return periods
            .SelectMany(period => period.Measures.Values)
            .SelectMany(figures => figures.By)
            .Where(by => by.Key == Facet.Place.Word() || by.Key == Facet.Item.Word())
            .SelectMany(by => by.Value.Keys)
            .Distinct()
            .Select(id => (Id: id, Title: catalog.Find(id)?.Document.Title ?? known.GetValueOrDefault(id)?.Name))
            .Where(one => one.Title is not null)
            .ToDictionary(one => one.Id, one => one.Title!);
    }
}
