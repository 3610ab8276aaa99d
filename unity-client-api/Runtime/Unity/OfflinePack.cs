#nullable enable
using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using XrContent.Client;

namespace XrContent.Unity
{
    /// <summary>
    /// Keeps a scene for where there is no signal: everything goes through the session's own cache, which answers when the server cannot.
    /// </summary>
    public static class OfflinePack
    {
        /// <summary>How many bytes a scene would take; ask before <see cref="KeepAsync"/>.</summary>
        public static async Task<XrResult<PackAnswer>> SizeAsync(
            XrContentSession session,
            string scene,
            CancellationToken cancel = default
        ) => await session.Client.PackAsync(scene, cancel);

        /// <summary>Loads everything of a pack.</summary>
        /// <param name="session">Whose cache keeps it.</param>
        /// <param name="pack">As the server listed it.</param>
        /// <param name="progress">0 to 1.</param>
        /// <param name="cancel">Ends it; what is here stays.</param>
        /// <returns>Null when all is here, else why not.</returns>
        public static async Task<XrProblem?> KeepAsync(
            XrContentSession session,
            PackAnswer pack,
            IProgress<double>? progress = null,
            CancellationToken cancel = default
        )
        {
            var (done, all) = (0L, Math.Max(1, pack.Bytes));
            foreach (var file in pack.Files)
            {
                var result = await session.Client.MediaAsync(file.Href, cancel);
                if (result.Problem is { } problem)
                    return problem;
                done += file.Bytes;
                progress?.Report((double)done / all);
            }

            // The answers come last: a scene that is kept has its pictures.
            var (scene, view) = (
                await session.Client.SceneAsync(pack.Scene, cancel),
                await session.Client.ViewAsync(pack.Scene, null, null, cancel)
            );
            return scene.Problem ?? view.Problem;
        }

        /// <summary>Forgets what is kept, as when the pass has ended.</summary>
        public static void Forget()
        {
            var folder = Path.Combine(Application.persistentDataPath, "xrcontent");
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
