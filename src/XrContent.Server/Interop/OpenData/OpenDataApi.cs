using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using XrContent.Server.Accounts;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.OpenData;

/// <summary>The municipal standard's lists, out for harvesters and in from neighbours.</summary>
internal static class OpenDataApi
{
    private const int MostBytes = 20 << 20;
    private const string CsvType = "text/csv";

    public static void MapOpenData(this WebApplication app)
    {
        var open = app.MapOpen("/opendata", OpenDoors.ByDay).ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/{name}.csv", Csv)
            .WithName("OpenDataCsv")
            .WithSummary("A list of the municipal standard: tourism, cultural_property or event")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: CsvType);
        open.MapGet("/{name}.json", Json)
            .WithName("OpenDataJson")
            .WithSummary("The same list, a member for each column")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/json");
        open.MapGet("/catalog.jsonld", (HttpContext context) => DataCatalog.Dcat(context))
            .WithName("Dcat")
            .WithSummary("What data there is (DCAT 3)")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/ld+json");
        open.MapGet("/api/3/action/package_search", DataCatalog.Packages)
            .WithName("PackageSearch")
            .WithSummary("What data there is, as CKAN answers")
            .ProducesValidationProblem();
        open.MapGet("/api/3/action/package_show", DataCatalog.Package)
            .WithName("PackageShow")
            .WithSummary("One list, as CKAN answers")
            .ProducesValidationProblem();

        var staff = app.MapGroup("/api/v1/studio/opendata").WithTags("Open formats").RequireStaff().ProducesValidationProblem();
        staff
            .MapPost(
                "/look",
                (HttpContext context, MunicipalImport import, [Required, StringLength(200)] string file) =>
                    ReadAsync(context, import, file, save: false)
            )
            .WithName("LookAtOpenData")
            .WithSummary("What a municipal list would do to the catalogue, row by row; nothing is changed")
            .Accepts<string>(CsvType, "application/octet-stream");
        staff
            .MapPost(
                "/import",
                (HttpContext context, MunicipalImport import, [Required, StringLength(200)] string file) =>
                    ReadAsync(context, import, file, save: true)
            )
            .WithName("ImportOpenData")
            .WithSummary("Takes a municipal list in as drafts, all of it or nothing")
            .Accepts<string>(CsvType, "application/octet-stream");
    }

    private static IResult Csv(HttpContext context, string name)
    {
        if (Rows(context, name) is not var (set, rows))
            return TypedResults.Problem(Problems.NoItem(name, "list"));
        var text = new StringBuilder("\uFEFF");
        text.AppendJoin(',', set.Columns.Select(Hosting.Csv.Cell)).Append("\r\n");
        foreach (var row in rows)
            text.AppendJoin(',', row.Select((cell, i) => set.Columns[i] is "緯度" or "経度" ? cell : Hosting.Csv.Cell(cell)))
                .Append("\r\n");
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{name}.csv\"";
        return OpenDoors.Text(text.ToString(), CsvType, "ja");
    }

    private static IResult Json(HttpContext context, string name)
    {
        if (Rows(context, name) is not var (set, rows))
            return TypedResults.Problem(Problems.NoItem(name, "list"));
        var list = new JsonArray();
        foreach (var row in rows)
            list.Add(
                new JsonObject(row.Select((cell, i) => KeyValuePair.Create(set.Columns[i], cell.Length == 0 ? null : (JsonNode?)cell)))
            );
        return OpenDoors.Json(list, language: "ja");
    }

    private static (DataSet Set, IEnumerable<IReadOnlyList<string>> Rows)? Rows(HttpContext context, string name) =>
        DataSet.All.FirstOrDefault(set => set.Name == name) is { } known
            ? (
                known,
                known.Rows(
                    context.Catalog(),
                    context.RequestServices.GetRequiredService<IOptions<SiteOptions>>().Value.Municipality,
                    OpenDoors.Today(context.RequestServices)
                )
            )
            : null;

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> ReadAsync(
        HttpContext context,
        MunicipalImport import,
        [Description("The file's name, which its items' source bears.")] string file,
        bool save
    )
    {
        if (context.Request.ContentLength > MostBytes)
            return TypedResults.Problem(TooLarge());
        using var buffer = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MostBytes)
                return TypedResults.Problem(TooLarge());
            buffer.Write(chunk, 0, read);
        }

        if (buffer.Length == 0)
            return TypedResults.Problem(Problems.Parameter("body", "Is empty: send the list as CSV."));
        var who = new Importer(context.User.PersonName(), context.User.Is(Role.Curator));
        return TypedResults.Ok(await import.RunAsync(file, buffer.ToArray(), who, save, context.RequestAborted));
    }

    private static HttpValidationProblemDetails TooLarge() =>
        Problems.Parameter("body", $"Is more than {MostBytes >> 20} MB: cut the list in two.");
}
