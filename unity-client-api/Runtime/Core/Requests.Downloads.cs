#nullable enable
using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace XrContent.Client
{
    /// <summary>What is too large to hold in memory: it goes to the disk as it comes, and goes on where it stopped.</summary>
    internal sealed partial class Requests
    {
        /// <summary>Loads a medium into a file; what is there of an earlier try is not loaded again.</summary>
        public async Task<XrResult<long>> DownloadAsync(string path, string file, IProgress<double>? progress, CancellationToken cancel)
        {
            var partial = file + ".part";
            var loaded = await LoadAsync(path, partial, _ => true, Pass, progress, cancel).ConfigureAwait(false);
            if (!loaded.IsOk)
                return loaded;
            try
            {
                File.Delete(file);
                File.Move(partial, file);
                return loaded;
            }
            catch (Exception full) when (full is IOException || full is UnauthorizedAccessException)
            {
                return XrResult<long>.Failed(NotKept());
            }
        }

        /// <summary>A medium as a file of the cache, for players that read files; it is there for as long as the server said.</summary>
        /// <returns>Where it lies.</returns>
        public async Task<XrResult<string>> FileAsync(string path, Packed pack, IProgress<double>? progress, CancellationToken cancel)
        {
            if (cache is null)
                return XrResult<string>.Failed(NotKept());
            var extension = Path.GetExtension(path);
            var pass = Pass;
            var there = cache.Find(KeyOf(path, pass));
            // A name never changes its content: what a pack holds need not be asked for again.
            if (there != null && (there.Fresh > options.Now() || there.IsPacked))
            {
                if (IsKeptFor(pack, there, pass) || await RenewAsync(path, there, pack, pass, extension, cancel).ConfigureAwait(false))
                    return XrResult<string>.Ok(cache.BodyOf(there));
            }

            var rule = new Kept(KeyOf(path, pass), extension);
            var partial = cache.Begin(rule, 0);
            if (partial is null)
                return XrResult<string>.Failed(NotKept());
            XrResult<long>? loaded = null;
            try
            {
                loaded = await LoadAsync(path, partial, Accept, pass, progress, cancel).ConfigureAwait(false);
            }
            finally
            {
                // However it broke off: a beginning counts, and is of no use with another pass.
                if (!IsStill(pass))
                    cache.Drop(rule);
                else if (loaded is null || !loaded.IsOk)
                    cache.Left(rule);
            }

            if (loaded.Problem is { } problem)
                return XrResult<string>.Failed(problem);
            if (!IsStill(pass))
                return XrResult<string>.Failed(OtherPass());

            return cache.End(rule.With(there)) ? XrResult<string>.Ok(cache.BodyOf(rule)) : XrResult<string>.Failed(NotKept());

            bool Accept(HttpResponseMessage response)
            {
                var whole = response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength ?? 0;
                // A store elsewhere that a film was sent to says nothing of passes: then it is the pass's own end.
                rule =
                    Rule(path, response, pack, pass, extension)
                    ?? new Kept(rule.Key, extension)
                    {
                        Until = pass?.Expires ?? options.Now() + WithoutRule,
                        Fresh = pass?.Expires ?? options.Now() + WithoutRule,
                        IsPrivate = pass != null,
                    };
                return cache.Begin(rule, whole) != null;
            }
        }

        /// <summary>Asks whether a file that is here is what the server would give, and until when: it is not loaded again.</summary>
        private async Task<bool> RenewAsync(
            string path,
            Kept there,
            Packed pack,
            PassAnswer? pass,
            string extension,
            CancellationToken cancel
        )
        {
            var isSame = false;
            await SendAsync(
                    () => new HttpRequestMessage(HttpMethod.Head, path),
                    response =>
                    {
                        isSame =
                            response.IsSuccessStatusCode
                            && IsStill(pass)
                            && response.Content.Headers.ContentLength == there.Bytes
                            && (response.Headers.ETag?.ToString() ?? "") == there.Tag
                            && Rule(path, response, pack, pass, extension) is { } rule
                            && cache!.Renew(rule.With(there));
                        return Task.FromResult(Array.Empty<byte>());
                    },
                    pass,
                    options.Tries,
                    null,
                    cancel
                )
                .ConfigureAwait(false);
            return isSame;
        }

        private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

        /// <summary>How long a file is there that nobody said anything of.</summary>
        private static readonly TimeSpan WithoutRule = TimeSpan.FromMinutes(5);

        private async Task<XrResult<long>> LoadAsync(
            string path,
            string partial,
            Func<HttpResponseMessage, bool> accept,
            PassAnswer? pass,
            IProgress<double>? progress,
            CancellationToken cancel
        )
        {
            XrProblem? last = null;
            for (var attempt = 1; attempt <= options.Tries; attempt++)
            {
                if (attempt > 1)
                    await PauseAsync(attempt, null, cancel).ConfigureAwait(false);
                try
                {
                    var begun = File.Exists(partial) ? new FileInfo(partial).Length : 0;
                    using var request = Authorized(new HttpRequestMessage(HttpMethod.Get, path), pass);
                    if (begun > 0)
                        request.Headers.Range = new RangeHeaderValue(begun, null);
                    using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel)
                        .ConfigureAwait(false);
                    if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && begun > 0)
                    {
                        // It is all here, or it is of something else: the server knows how long it is.
                        if (response.Content.Headers.ContentRange?.Length == begun)
                            return accept(response) ? Whole(begun, progress) : XrResult<long>.Failed(NotKept());
                        File.Delete(partial);
                        continue;
                    }

                    if (!response.IsSuccessStatusCode)
                    {
                        last = ProblemOf(response, await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false));
                        if (IsWorthAnotherTry(response.StatusCode))
                            continue;
                        return XrResult<long>.Failed(last);
                    }

                    if (!accept(response))
                        return XrResult<long>.Failed(NotKept());
                    if (response.StatusCode != HttpStatusCode.PartialContent)
                        begun = 0;
                    return await SaveAsync(response, partial, begun, progress, cancel).ConfigureAwait(false);
                }
                catch (Exception full) when (full is UnauthorizedAccessException || full is NotKeptException)
                {
                    return XrResult<long>.Failed(NotKept());
                }
                catch (Exception broken) when (IsNetwork(broken, cancel))
                {
                    last = Unreachable(broken);
                }
            }

            return XrResult<long>.Failed(last ?? Unreachable(new IOException("What came was not what was asked for.")));
        }

        private static async Task<XrResult<long>> SaveAsync(
            HttpResponseMessage response,
            string partial,
            long begun,
            IProgress<double>? progress,
            CancellationToken cancel
        )
        {
            var all = begun + (response.Content.Headers.ContentLength ?? 0);
            var sofar = begun;
            using (var from = await response.Content.ReadAsStreamAsync().ConfigureAwait(false))
            using (var to = Open(partial, begun > 0 ? FileMode.Append : FileMode.Create))
            {
                var buffer = new byte[81920];
                int read;
                while ((read = await ReadAsync(from, response, buffer, cancel).ConfigureAwait(false)) > 0)
                {
                    await WriteAsync(to, buffer, read, cancel).ConfigureAwait(false);
                    sofar += read;
                    if (all > 0)
                        progress?.Report((double)sofar / all);
                }
            }

            // Not every platform says that a line broke off before the end.
            if (sofar < all)
                throw new IOException("The connection broke off.");
            return Whole(sofar, progress);
        }

        /// <summary>Reads on, but waits no longer for a line that says nothing any more.</summary>
        private static async Task<int> ReadAsync(Stream from, HttpResponseMessage response, byte[] buffer, CancellationToken cancel)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            waiting.CancelAfter(Silence);
            // A platform that does not heed the token heeds this.
            using var stop = waiting.Token.Register(response.Dispose);
            return await from.ReadAsync(buffer, 0, buffer.Length, waiting.Token).ConfigureAwait(false);
        }

        private static FileStream Open(string file, FileMode mode)
        {
            try
            {
                return new FileStream(file, mode);
            }
            catch (IOException)
            {
                throw new NotKeptException();
            }
        }

        private static async Task WriteAsync(FileStream to, byte[] buffer, int count, CancellationToken cancel)
        {
            try
            {
                await to.WriteAsync(buffer, 0, count, cancel).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Of the disk, not of the line.
                throw new NotKeptException();
            }
        }

        private static XrResult<long> Whole(long bytes, IProgress<double>? progress)
        {
            progress?.Report(1);
            return XrResult<long>.Ok(bytes);
        }
    }
}
