#nullable enable
using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace XrContent.Client
{
    /// <summary>
    /// Requests that are tried again when the network fails, answered from the disk where nothing changed, and never throw for an answer.
    /// </summary>
    internal sealed class Requests : IDisposable
    {
        private static readonly JsonSerializerSettings Json = new JsonSerializerSettings
        {
            DateParseHandling = DateParseHandling.DateTimeOffset,
            MaxDepth = 64,
        };
        private readonly HttpClient http;
        private readonly XrContentOptions options;
        private readonly DiskCache? cache;
        private readonly Random chance = new Random();

        public Requests(Uri server, XrContentOptions options)
        {
            this.options = options;
            http = options.Handler is null ? new HttpClient() : new HttpClient(options.Handler, disposeHandler: false);
            http.BaseAddress = server;
            cache = options.CacheFolder is null ? null : new DiskCache(options.CacheFolder, options.CacheBytes);
        }

        /// <summary>The pass that goes with each request.</summary>
        public string? Token { get; set; }

        public Uri Server => http.BaseAddress!;

        public async Task<XrResult<T>> GetAsync<T>(string path, CancellationToken cancel)
        {
            // Who has a pass sees more: their answers are not those of who has none.
            var key = $"{path} {(Token is null ? "" : "pass")}";
            var kept = cache?.Find(key);
            var result = await SendAsync(
                    () =>
                    {
                        var request = new HttpRequestMessage(HttpMethod.Get, path);
                        if (kept is { } known)
                            request.Headers.TryAddWithoutValidation("If-None-Match", known.ETag);
                        return request;
                    },
                    async response =>
                    {
                        if (response.StatusCode == HttpStatusCode.NotModified && kept is { } known)
                            return known.Body;
                        var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                        if (response.IsSuccessStatusCode && response.Headers.ETag is { } tag)
                            cache?.Keep(key, tag.ToString(), body);
                        return body;
                    },
                    cancel
                )
                .ConfigureAwait(false);
            return Read<T>(result);
        }

        public async Task<XrResult<T>> PostAsync<T>(string path, object body, CancellationToken cancel)
        {
            var json = JsonConvert.SerializeObject(
                body,
                Formatting.None,
                new JsonSerializerSettings { NullValueHandling = NullValueHandling.Ignore }
            );
            return Read<T>(
                await SendAsync(
                        () =>
                            new HttpRequestMessage(HttpMethod.Post, path)
                            {
                                Content = new StringContent(json, Encoding.UTF8, "application/json"),
                            },
                        response => response.Content.ReadAsByteArrayAsync(),
                        cancel
                    )
                    .ConfigureAwait(false)
            );
        }

        /// <summary>Bytes of a medium, from the disk where they are kept: its address never changes its content.</summary>
        public async Task<XrResult<byte[]>> BytesAsync(string path, CancellationToken cancel)
        {
            if (cache?.Find(path) is { } kept)
                return XrResult<byte[]>.Ok(kept.Body);
            var result = await SendAsync(
                    () => new HttpRequestMessage(HttpMethod.Get, path),
                    response => response.Content.ReadAsByteArrayAsync(),
                    cancel
                )
                .ConfigureAwait(false);
            if (result.IsOk)
                cache?.Keep(path, "", result.Value!);
            return result;
        }

        /// <summary>Loads a medium into a file; what is there of an earlier try is not loaded again.</summary>
        public async Task<XrResult<long>> DownloadAsync(string path, string file, IProgress<double>? progress, CancellationToken cancel)
        {
            var partial = file + ".part";
            XrProblem? last = null;
            for (var attempt = 1; attempt <= options.Tries; attempt++)
            {
                if (attempt > 1)
                    await PauseAsync(attempt, null, cancel).ConfigureAwait(false);
                try
                {
                    var begun = File.Exists(partial) ? new FileInfo(partial).Length : 0;
                    using var request = Authorized(new HttpRequestMessage(HttpMethod.Get, path));
                    if (begun > 0)
                        request.Headers.Range = new RangeHeaderValue(begun, null);
                    using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel)
                        .ConfigureAwait(false);
                    if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && begun > 0)
                    {
                        // It is all here, or it is of something else: the server knows how long it is.
                        if (response.Content.Headers.ContentRange?.Length == begun)
                            return Finish(partial, file, begun, progress);
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

                    if (response.StatusCode != HttpStatusCode.PartialContent)
                        begun = 0;
                    var all = begun + (response.Content.Headers.ContentLength ?? 0);
                    var sofar = begun;
                    using (var from = await response.Content.ReadAsStreamAsync().ConfigureAwait(false))
                    using (var to = new FileStream(partial, begun > 0 ? FileMode.Append : FileMode.Create))
                    {
                        var buffer = new byte[81920];
                        int read;
                        while ((read = await from.ReadAsync(buffer, 0, buffer.Length, cancel).ConfigureAwait(false)) > 0)
                        {
                            await to.WriteAsync(buffer, 0, read, cancel).ConfigureAwait(false);
                            sofar += read;
                            if (all > 0)
                                progress?.Report((double)sofar / all);
                        }
                    }

                    return Finish(partial, file, sofar, progress);
                }
                catch (Exception broken) when (IsNetwork(broken, cancel))
                {
                    last = Unreachable(broken);
                }
            }

            return XrResult<long>.Failed(last!);
        }

        public void Dispose() => http.Dispose();

        private static XrResult<long> Finish(string partial, string file, long bytes, IProgress<double>? progress)
        {
            File.Delete(file);
            File.Move(partial, file);
            progress?.Report(1);
            return XrResult<long>.Ok(bytes);
        }

        private async Task<XrResult<byte[]>> SendAsync(
            Func<HttpRequestMessage> make,
            Func<HttpResponseMessage, Task<byte[]>> read,
            CancellationToken cancel
        )
        {
            XrProblem? last = null;
            TimeSpan? told = null;
            for (var attempt = 1; attempt <= options.Tries; attempt++)
            {
                if (attempt > 1)
                    await PauseAsync(attempt, told, cancel).ConfigureAwait(false);
                try
                {
                    using var request = Authorized(make());
                    using var response = await http.SendAsync(request, cancel).ConfigureAwait(false);
                    var body = await read(response).ConfigureAwait(false);
                    if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
                        return XrResult<byte[]>.Ok(body);
                    last = ProblemOf(response, body);
                    told = response.Headers.RetryAfter?.Delta;
                    if (!IsWorthAnotherTry(response.StatusCode))
                        return XrResult<byte[]>.Failed(last);
                }
                catch (Exception broken) when (IsNetwork(broken, cancel))
                {
                    last = Unreachable(broken);
                }
            }

            return XrResult<byte[]>.Failed(last!);
        }

        private HttpRequestMessage Authorized(HttpRequestMessage request)
        {
            if (Token is { } token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return request;
        }

        private Task PauseAsync(int attempt, TimeSpan? told, CancellationToken cancel)
        {
            // Many phones that lost the same network shall not come back at the same moment.
            var pause = options.FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 2) * (0.5 + chance.NextDouble());
            return Task.Delay(told ?? TimeSpan.FromMilliseconds(pause), cancel);
        }

        private static bool IsWorthAnotherTry(HttpStatusCode status) =>
            status == (HttpStatusCode)429
            || status == HttpStatusCode.ServiceUnavailable
            || status == HttpStatusCode.BadGateway
            || status == HttpStatusCode.GatewayTimeout;

        private static bool IsNetwork(Exception broken, CancellationToken cancel) =>
            broken is HttpRequestException
            || broken is IOException
            || (broken is OperationCanceledException && !cancel.IsCancellationRequested);

        private static XrProblem Unreachable(Exception broken) =>
            new XrProblem
            {
                Type = XrProblem.Unreachable,
                Title = "The server could not be reached.",
                Detail = broken.Message,
            };

        private static XrProblem ProblemOf(HttpResponseMessage response, byte[] body)
        {
            var status = (int)response.StatusCode;
            try
            {
                var problem = JsonConvert.DeserializeObject<XrProblem>(Encoding.UTF8.GetString(body), Json);
                if (problem is { Type: { Length: > 0 } })
                {
                    problem.Status = status;
                    return problem;
                }
            }
            catch (JsonException)
            {
                // A proxy between may answer with a page.
            }

            return new XrProblem
            {
                Type = string.Format(CultureInfo.InvariantCulture, "/problems/{0}", status),
                Title = response.ReasonPhrase ?? "",
                Status = status,
            };
        }

        private static XrResult<T> Read<T>(XrResult<byte[]> result)
        {
            if (result.Problem is { } problem)
                return XrResult<T>.Failed(problem);
            try
            {
                return JsonConvert.DeserializeObject<T>(Encoding.UTF8.GetString(result.Value!), Json) is { } value
                    ? XrResult<T>.Ok(value)
                    : XrResult<T>.Failed(new XrProblem { Type = XrProblem.Unreadable, Title = "The answer was empty." });
            }
            catch (JsonException broken)
            {
                return XrResult<T>.Failed(
                    new XrProblem
                    {
                        Type = XrProblem.Unreadable,
                        Title = "The answer could not be read.",
                        Detail = broken.Message,
                    }
                );
            }
        }
    }
}
