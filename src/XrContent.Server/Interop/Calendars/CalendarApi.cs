using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;
using Calendar = Ical.Net.Calendar;

namespace XrContent.Server.Interop.Calendars;

/// <summary>Events for calendar apps to subscribe to (RFC 5545).</summary>
internal static class CalendarApi
{
    private const string MediaType = "text/calendar";

    public static void MapCalendars(this WebApplication app)
    {
        var open = app.MapOpen("", OpenDoors.ByDay).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/calendar.ics", Feed)
            .WithName("Calendar")
            .WithSummary("All events, or those of a place, to subscribe to")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: MediaType);
    }

    private static IResult Feed(
        HttpContext context,
        [StringLength(80), Description("Id of a place; without it, all events.")] string? place = null,
        [StringLength(80), Description("Id of an event; without it, all events.")] string? @event = null,
        [AllowedValues("ja", "en", "zh-Hans", "ko")] string lang = "ja"
    )
    {
        var (catalog, root) = (context.Catalog(), context.Root());
        if (place is not null && catalog.Find<Place>(place) is null)
            return TypedResults.Problem(Problems.NoItem(place, "place"));
        if (@event is not null && catalog.Find<Event>(@event) is null)
            return TypedResults.Problem(Problems.NoItem(@event, "event"));
        var site = context.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value;
        var today = OpenDoors.Today(context.RequestServices);
        var calendar = new Calendar { ProductId = "-//XrContent//Events//EN" };
        calendar.AddTimeZone(VTimeZone.FromDateTimeZone(site.TimeZone));
        calendar.AddProperty("X-WR-CALNAME", TitleOf(site, lang));
        calendar.AddProperty("X-WR-TIMEZONE", site.TimeZone);
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
        var events = place is null
            ? catalog.Of(Kind.Event).After(null)
            : catalog.UsersOf(place, RelationRole.EventPlace).Select(catalog.Find).OfType<PublishedItem>();
        foreach (var item in events.Where(item => @event is null || item.Id == @event))
        {
            var open = OpenItem.Of(item);
            foreach (var days in EventDays.Of(open.Says, today))
                if (Entry(open, days, catalog, lang, root, site.TimeZone, today, site.Municipality.Code ?? "site") is { } entry)
                    calendar.Events.Add(entry);
        }

        return OpenDoors.Text(new CalendarSerializer().SerializeToString(calendar)!, MediaType, lang);
    }

    private static string TitleOf(SiteOptions site, string lang) =>
        site.Title.GetValueOrDefault(lang) ?? site.Title.GetValueOrDefault("en") ?? "XrContent";

    private static CalendarEvent? Entry(
        OpenItem item,
        EventDays days,
        CatalogSnapshot catalog,
        string lang,
        string root,
        string zone,
        DateOnly today,
        string publisher
    )
    {
        if (days is not { First: { } first, Last: { } last })
            return null;
        var grounds = item.Item.Places.Select(catalog.Find).OfType<PublishedItem>().Select(OpenItem.Of).ToList();
        var entry = new CalendarEvent
        {
            // The same whatever address the server is asked at, and whatever other days are announced.
            Uid = $"{item.Id}-{(days.IsYearly ? "yearly" : $"{first:yyyyMMdd}")}@{publisher}.xrcontent",
            DtStamp = new CalDateTime(today.ToDateTime(TimeOnly.MinValue), "UTC"),
            Summary = item.Says.Title.Best(lang),
            Description = string.Join(
                "\n\n",
                new[] { item.Says.When.Best(lang), item.Says.Summary.Best(lang) }.Where(text => text is not null)
            ),
            Location = string.Join(", ", grounds.Select(ground => ground.Says.Title.Best(lang))),
            Url = item.Page(root) is { } page ? new Uri(page) : null,
        };
        if (grounds is [{ At: { } at }])
            entry.GeographicLocation = new GeographicLocation(at.Latitude, at.Longitude);
        if (days.From is { } from)
            Timed(entry, first, last, from, days.Until, zone);
        else
            (entry.Start, entry.End) = (new CalDateTime(first), new CalDateTime(last.AddDays(1)));
        if (days.IsYearly)
            // Begins with one that is over, so that none vanishes from a calendar when the next comes near.
            (entry.Start, entry.End) = (entry.Start!.AddYears(-1), entry.End!.AddYears(-1));
        if (days.IsYearly)
            entry.RecurrenceRule = new RecurrenceRule(FrequencyType.Yearly, 1);
        return entry;
    }

    /// <summary>The same hours on each of some days.</summary>
    private static void Timed(CalendarEvent entry, DateOnly first, DateOnly last, string from, string? until, string zone)
    {
        var begin = first.ToDateTime(Hour(from));
        entry.Start = new CalDateTime(begin, zone);
        if (until is not null && first.ToDateTime(Hour(until)) is var end && end != begin)
            entry.End = new CalDateTime(end < begin ? end.AddDays(1) : end, zone);
        if (last > first)
            entry.RecurrenceRule = new RecurrenceRule(FrequencyType.Daily, 1) { Count = last.DayNumber - first.DayNumber + 1 };
    }

    private static TimeOnly Hour(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
