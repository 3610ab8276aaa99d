#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace XrContent.Client
{
    public sealed partial class XrContentClient
    {
        /// <summary>What to keep of a scene for where there is no signal, and how many bytes that is: to be asked before.</summary>
        /// <param name="id">Of the scene.</param>
        /// <param name="width">Pixels of the widest panorama level to keep; a phone shows about 4096 of the whole sphere.</param>
        /// <param name="cancel">Ends the request.</param>
        public Task<XrResult<PackAnswer>> PackAsync(string id, int width = 4096, CancellationToken cancel = default) =>
            requests.GetAsync<PackAnswer>(
                Query($"/api/v1/scenes/{Uri.EscapeDataString(id)}/pack", ("lang", options.Language ?? "ja"), ("width", Number(width))),
                default,
                cancel
            );

        /// <summary>
        /// Keeps a scene: from then on its answers and media come without a network too, until the pass ends. Whatever is here of a try
        /// that broke off is not loaded again.
        /// </summary>
        /// <param name="pack">As the server listed it.</param>
        /// <param name="progress">0 to 1.</param>
        /// <param name="cancel">Ends it; what is here stays.</param>
        /// <returns>Null when all is here, else why not.</returns>
        public async Task<XrProblem?> KeepAsync(PackAnswer pack, IProgress<double>? progress = null, CancellationToken cancel = default)
        {
            if (!(requests.Cache is { } cache))
                return new XrProblem { Type = XrProblem.NotKept, Title = "This client was made without a folder to keep things in." };
            if (cache.PinnedBytes(pack.Scene) + pack.Bytes > cache.Most)
                return new XrProblem
                {
                    Type = XrProblem.TooLarge,
                    Title = "It is more than may be kept.",
                    Detail = "Forget another scene, or allow more by CacheBytes.",
                };
            var packed = new Packed(pack.Scene, pack.Expires);
            // The answers first: what they name beyond the list of files, such as the tinted ground as a PNG, is kept with it.
            var scene = await requests.GetAsync<SceneAnswer>(ScenePath(pack.Scene), packed, cancel).ConfigureAwait(false);
            var view = await requests.GetAsync<ViewAnswer>(ViewPath(pack.Scene, null, null), packed, cancel).ConfigureAwait(false);
            if ((scene.Problem ?? view.Problem) is { } refused)
                return refused;
            var files = new List<PackFile>(pack.Files);
            if (view.Value!.Raster is { } raster)
                files.Add(new PackFile { Href = RasterPath(raster) });
            var (done, all) = (0L, Math.Max(1, files.Sum(file => file.Bytes)));
            foreach (var file in files)
            {
                if (await KeepFileAsync(file.Href, packed, cancel).ConfigureAwait(false) is { } problem)
                    return problem;
                done += file.Bytes;
                progress?.Report((double)done / all);
            }

            // Pictures that were exchanged since it was kept before are of no use any more, and would fill the phone.
            var asked = new List<string> { ScenePath(pack.Scene), ViewPath(pack.Scene, null, null) };
            asked.AddRange(files.Select(file => file.Href));
            requests.KeepOnly(pack.Scene, asked);
            return null;
        }

        /// <summary>Forgets what is kept of a scene.</summary>
        public void Forget(string scene) => requests.Cache?.ForgetPack(scene);

        /// <summary>A film as a file, for a player that has no pass of its own; it is there until the pass ends.</summary>
        /// <param name="film">Of a capture.</param>
        /// <param name="widest">Pixels of the whole sphere at most, such as 2048 for a phone.</param>
        /// <param name="progress">0 to 1.</param>
        /// <param name="cancel">Ends it; what is here stays for the next try.</param>
        /// <returns>Where it lies.</returns>
        public async Task<XrResult<string>> FilmAsync(
            FilmLinks film,
            int widest = 2048,
            IProgress<double>? progress = null,
            CancellationToken cancel = default
        )
        {
            var master = await requests.BytesAsync(film.Hls, default, cancel).ConfigureAwait(false);
            if (master.Problem is { } none)
                return XrResult<string>.Failed(none);
            if (!(FilmSizes.Choose(master.Value!, film.Hls, widest) is { } list))
                return XrResult<string>.Failed(Unreadable("The film's list has no sizes."));
            var size = await requests.BytesAsync(list, default, cancel).ConfigureAwait(false);
            if (size.Problem is { } gone)
                return XrResult<string>.Failed(gone);
            return FilmSizes.FileOf(size.Value!, list) is { } file
                ? await requests.FileAsync(file, default, progress, cancel).ConfigureAwait(false)
                : XrResult<string>.Failed(Unreadable("The film's list names no file."));
        }

        private async Task<XrProblem?> KeepFileAsync(string href, Packed pack, CancellationToken cancel) =>
            href.EndsWith(".mp4", StringComparison.Ordinal)
                ? (await requests.FileAsync(href, pack, null, cancel).ConfigureAwait(false)).Problem
                : (await requests.BytesAsync(href, pack, cancel).ConfigureAwait(false)).Problem;

        private static XrProblem Unreadable(string why) => new XrProblem { Type = XrProblem.Unreadable, Title = why };
    }
}
