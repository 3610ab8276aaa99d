#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace XrContent.Client
{
    /// <summary>An XrContent server, as a visitor's program sees it. Safe to be used from several threads; one for each server.</summary>
    public sealed partial class XrContentClient : IDisposable
    {
        private readonly Requests requests;
        private readonly XrContentOptions options;
        private readonly PassStore passes;

        /// <param name="server">Such as https://xr.example.org.</param>
        /// <param name="options">Null for the usual ones.</param>
        public XrContentClient(Uri server, XrContentOptions? options = null)
        {
            this.options = options ?? new XrContentOptions();
            requests = new Requests(server, this.options);
            passes = new PassStore(this.options.CacheFolder, server, this.options.Now);
            requests.Pass = passes.Read();
        }

        /// <summary>
        /// Another pass is in use, or none: whoever keeps a connection open that was opened with the former opens another.
        /// </summary>
        internal event Action? PassChanged;

        /// <summary>The address of the server.</summary>
        public Uri Server => requests.Server;

        /// <summary>The pass in use, perhaps of an earlier run; null before a tag was tapped, and when its time is over.</summary>
        public PassAnswer? Pass => requests.Pass is { } pass && pass.Expires > options.Now() ? pass : null;

        /// <summary>Items round a position, nearest first.</summary>
        /// <param name="latitude">Degrees north.</param>
        /// <param name="longitude">Degrees east.</param>
        /// <param name="radius">Metres, 1 to 50,000.</param>
        /// <param name="kind">Only this kind; null for all.</param>
        /// <param name="limit">1 to 500.</param>
        public Task<XrResult<FeatureCollection>> NearbyAsync(
            double latitude,
            double longitude,
            double radius = 300,
            string? kind = null,
            int limit = 50,
            CancellationToken cancel = default
        ) =>
            requests.GetAsync<FeatureCollection>(
                Query(
                    "/api/v1/nearby",
                    ("lat", Number(latitude)),
                    ("lon", Number(longitude)),
                    ("radius", Number(radius)),
                    ("kind", kind),
                    ("limit", Number(limit)),
                    ("lang", options.Language)
                ),
                default,
                cancel
            );

        /// <summary>Items in a slippy-map cell at zoom 15, so that the server is not told where one is.</summary>
        public Task<XrResult<FeatureCollection>> CellAsync(int x, int y, string? kind = null, CancellationToken cancel = default) =>
            requests.GetAsync<FeatureCollection>(
                Query($"/api/v1/cells/15/{x}/{y}", ("kind", kind), ("lang", options.Language)),
                default,
                cancel
            );

        /// <summary>One published item.</summary>
        public Task<XrResult<Feature>> ItemAsync(string id, CancellationToken cancel = default) =>
            requests.GetAsync<Feature>(Query($"/api/v1/items/{Uri.EscapeDataString(id)}", ("lang", options.Language)), default, cancel);

        /// <summary>A scene with its media; needs a pass where the server asks for one.</summary>
        public Task<XrResult<SceneAnswer>> SceneAsync(string id, CancellationToken cancel = default) =>
            requests.GetAsync<SceneAnswer>(ScenePath(id), default, cancel);

        /// <summary>A scene as directions from an eye point; needs a pass where the server asks for one.</summary>
        /// <param name="id">Of the scene.</param>
        /// <param name="eye">Degrees north and east of where one stands; null for the scene's own point.</param>
        /// <param name="height">Metres from ground or deck to the eye; null for 1.6.</param>
        /// <param name="cancel">Ends the request.</param>
        public Task<XrResult<ViewAnswer>> ViewAsync(
            string id,
            (double Latitude, double Longitude)? eye = null,
            double? height = null,
            CancellationToken cancel = default
        ) => requests.GetAsync<ViewAnswer>(ViewPath(id, eye, height), default, cancel);

        /// <summary>The skyline and the named summits from a point; needs a pass near there.</summary>
        public Task<XrResult<SkylineAnswer>> SkylineAsync(
            double latitude,
            double longitude,
            double height = 1.6,
            CancellationToken cancel = default
        ) =>
            requests.GetAsync<SkylineAnswer>(
                Query(
                    "/api/v1/skyline",
                    ("lat", Number(latitude)),
                    ("lon", Number(longitude)),
                    ("eye", Number(height)),
                    ("lang", options.Language)
                ),
                default,
                cancel
            );

        /// <summary>What changed since a catalogue version.</summary>
        public Task<XrResult<ChangesAnswer>> ChangesAsync(long since, CancellationToken cancel = default) =>
            requests.GetAsync<ChangesAnswer>(Query("/api/v1/changes", ("since", Number(since))), default, cancel);

        /// <summary>Exchanges a scanned tag for a pass, which goes with all further requests.</summary>
        /// <param name="scanned">The address in the QR code or on the chip, or the tag's name alone.</param>
        /// <param name="position">Degrees north and east and accuracy in metres: for printed tags.</param>
        /// <param name="cancel">Ends the request.</param>
        public async Task<XrResult<PassAnswer>> TapAsync(
            string scanned,
            (double Latitude, double Longitude, double Accuracy)? position = null,
            CancellationToken cancel = default
        )
        {
            var tag = TagLink.Parse(scanned);
            var body = new Dictionary<string, object> { ["tag"] = tag.Tag };
            if (tag.Code is { } code)
                body["code"] = code;
            if (position is { } at)
                (body["lat"], body["lon"], body["accuracy"]) = (at.Latitude, at.Longitude, at.Accuracy);
            if (options.Language is { } language)
                body["lang"] = language;
            var result = await requests.PostAsync<PassAnswer>("/api/v1/passes", body, cancel).ConfigureAwait(false);
            if (result.Value is { } pass)
                Use(pass);
            return result;
        }

        /// <summary>Goes on with another pass, and keeps it for the next run; null gives it up, and all that it opened.</summary>
        public void Use(PassAnswer? pass)
        {
            // Whoever sees it finds it kept as well.
            passes.Write(pass);
            requests.Pass = pass;
            PassChanged?.Invoke();
            if (pass is null)
                requests.Cache?.Forget(kept => kept.IsPrivate);
        }

        /// <summary>The bytes of a medium, such as a tile.</summary>
        public Task<XrResult<byte[]>> MediaAsync(string href, CancellationToken cancel = default) =>
            requests.BytesAsync(href, default, cancel);

        /// <summary>Loads a medium into a file, going on where an earlier try ended.</summary>
        /// <param name="href">Its address.</param>
        /// <param name="file">Where it goes; beside it lies "file.part" until it is whole.</param>
        /// <param name="progress">0 to 1.</param>
        /// <param name="cancel">Ends the request; what is here stays for the next try.</param>
        /// <returns>Its bytes.</returns>
        public Task<XrResult<long>> DownloadAsync(
            string href,
            string file,
            IProgress<double>? progress = null,
            CancellationToken cancel = default
        ) => requests.DownloadAsync(href, file, progress, cancel);

        /// <summary>The picture of the tinted ground as a PNG, which every engine reads; as it is, it comes as WebP.</summary>
        public Task<XrResult<byte[]>> RasterAsync(ViewRaster raster, CancellationToken cancel = default) =>
            requests.BytesAsync(RasterPath(raster), default, cancel);

        /// <summary>
        /// What is to be known of the server before a position is: where its scenes are, whether they open on the spot only.
        /// </summary>
        public Task<XrResult<SiteAnswer>> SiteAsync(CancellationToken cancel = default) =>
            requests.GetAsync<SiteAnswer>("/api/v1/site", default, cancel);

        /// <inheritdoc/>
        public void Dispose() => requests.Dispose();

        private string ScenePath(string id) => Query($"/api/v1/scenes/{Uri.EscapeDataString(id)}", ("lang", options.Language));

        private string ViewPath(string id, (double Latitude, double Longitude)? eye, double? height) =>
            Query(
                $"/api/v1/scenes/{Uri.EscapeDataString(id)}/view",
                ("lat", Number(eye?.Latitude)),
                ("lon", Number(eye?.Longitude)),
                ("eye", Number(height)),
                ("lang", options.Language)
            );

        private static string RasterPath(ViewRaster raster) => $"{raster.Href}{(raster.Href.IndexOf('?') >= 0 ? '&' : '?')}format=png";

        private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

        private static string Query(string path, params (string Name, string? Value)[] parts)
        {
            var separator = '?';
            foreach (var (name, value) in parts)
            {
                if (value is null)
                    continue;
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }

            return path;
        }
    }
}
