using System.Text.Json.Nodes;
using XrContent.Catalog.Documents;
using XrContent.Catalog.Published;
using XrContent.Server.Catalogue;
using XrContent.Server.Hosting;

namespace XrContent.Server.Interop.Iiif;

/// <summary>
/// Scenes for the viewers of museums and libraries: IIIF Presentation 3 manifests with navPlace, a collection for each tour. Pictures are
/// the previews that are open to all; whose they are stands beside them, and where the words come from.
/// </summary>
internal static class IiifApi
{
    private const string MediaType = "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"";

    public static void MapIiif(this WebApplication app)
    {
        var open = app.MapOpen("/iiif").ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/collection", All)
            .WithName("IiifCollections")
            .WithSummary("All tours (IIIF Presentation 3)")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/ld+json");
        open.MapGet("/tours/{id}", Tour)
            .WithName("IiifCollection")
            .WithSummary("A tour as a collection of manifests")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/ld+json");
        open.MapGet("/scenes/{id}/manifest", Scene)
            .WithName("IiifManifest")
            .WithSummary("A scene as a manifest")
            .Produces(StatusCodes.Status200OK, responseType: null, contentType: "application/ld+json");
    }

    private static IResult All(HttpContext context)
    {
        var (catalog, root) = (context.Catalog(), context.Root());
        var tours = catalog.Of(Kind.Tour).After(null).Select(tour => (JsonNode)Named("Collection", $"{root}/iiif/tours/{tour.Id}", tour));
        var all = Named("Collection", $"{root}/iiif/collection", new LocalText { Japanese = "ツアー", English = "Tours" });
        all.Insert(0, "@context", IiifManifest.Context());
        all["items"] = new JsonArray([.. tours]);
        return OpenDoors.Json(all, MediaType);
    }

    private static IResult Tour(HttpContext context, string id)
    {
        var (catalog, root) = (context.Catalog(), context.Root());
        if (catalog.Find(id) is not { Document: Tour document } tour)
            return TypedResults.Problem(Problems.NoItem(id, "tour"));
        var collection = Named("Collection", $"{root}/iiif/tours/{id}", tour);
        collection.Insert(0, "@context", IiifManifest.Context());
        var scenes = document.Stops.Select(stop => catalog.Find(stop.Scene)).OfType<PublishedItem>().DistinctBy(scene => scene.Id);
        var items = scenes
            .Where(scene => IiifManifest.HasPictures(scene))
            .Select(scene => (JsonNode)Named("Manifest", IiifManifest.Address(root, scene.Id), scene));
        if (OpenItem.Of(tour).Says.Summary is { } summary)
            collection["summary"] = IiifManifest.Words(summary);
        collection["homepage"] = IiifManifest.Homepage(OpenItem.Of(tour), root);
        collection["items"] = new JsonArray([.. items]);
        return OpenDoors.Json(collection, MediaType);
    }

    private static IResult Scene(HttpContext context, string id) =>
        context.Catalog().Find(id) is { Kind: Kind.Scene } scene && IiifManifest.HasPictures(scene)
            ? OpenDoors.Json(IiifManifest.Of(scene, context.Catalog(), context.Root()), MediaType)
            : TypedResults.Problem(Problems.NoItem(id, "scene with pictures"));

    private static JsonObject Named(string type, string id, PublishedItem item) => Named(type, id, OpenItem.Of(item).Says.Title);

    private static JsonObject Named(string type, string id, LocalText label) =>
        new()
        {
            ["id"] = id,
            ["type"] = type,
            ["label"] = IiifManifest.Words(label),
        };
}
