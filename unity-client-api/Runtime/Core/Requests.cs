#nullable enable
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace XrContent.Client
{
    /// <summary>
    /// Requests that are tried again when the network fails, answered from the disk where nothing changed, and never throw for an answer.
    /// </summary>
    internal sealed partial class Requests : IDisposable
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
            if (options.CacheFolder is { } folder)
                cache = new DiskCache(Path.Combine(folder, "files"), options.CacheBytes, options.Now);
        }

        /// <summary>The pass that goes with each request.</summary>
        public PassAnswer? Pass { get; set; }

        /// <summary>What is kept on disk; null where nothing may be.</summary>
        public DiskCache? Cache => cache;

        public Uri Server => http.BaseAddress!;

        /// <param name="path">Of the server.</param>
        /// <param name="pack">The pack that the answer is kept for; empty for none.</param>
        /// <param name="cancel">Ends it.</param>
        public async Task<XrResult<T>> GetAsync<T>(string path, Packed pack, CancellationToken cancel) =>
            Read<T>(await Task.Run(() => AskAsync(path, pack, mayBeFresh: false, cancel), cancel).ConfigureAwait(false));

        /// <summary>Bytes of a medium, from the disk for as long as the server said.</summary>
        public Task<XrResult<byte[]>> BytesAsync(string path, Packed pack, CancellationToken cancel) =>
            Task.Run(() => AskAsync(path, pack, mayBeFresh: true, cancel), cancel);

        private async Task<XrResult<byte[]>> AskAsync(string path, Packed pack, bool mayBeFresh, CancellationToken cancel)
        {
            // Whatever becomes of the pass meanwhile, this is asked, answered and kept by the one that there is now.
            var pass = Pass;
            var kept = cache?.Find(KeyOf(path, pass));
            if (mayBeFresh && kept != null && kept.Fresh > options.Now() && IsKeptFor(pack, kept, pass) && cache!.Body(kept) is { } fresh)
                return XrResult<byte[]>.Ok(fresh);
            var known = kept is null ? null : cache!.Body(kept);
            var isPacked = known != null && kept!.IsPacked;
            var result = await SendAsync(
                    () =>
                    {
                        var request = new HttpRequestMessage(HttpMethod.Get, path);
                        if (known != null && kept!.Tag.Length > 0)
                            request.Headers.TryAddWithoutValidation("If-None-Match", kept.Tag);
                        return request;
                    },
                    response => TakeAsync(path, response, pack, pass, kept, known),
                    pass,
                    isPacked ? 1 : options.Tries,
                    isPacked ? options.OfflinePatience : (TimeSpan?)null,
                    cancel
                )
                .ConfigureAwait(false);
            if (result.Problem is { } problem && isPacked && (problem.Type == XrProblem.Unreachable || problem.Status >= 500))
                return XrResult<byte[]>.Ok(known!);
            // What the server gives no more is not kept for later either.
            if (result.Problem is { Status: 401 or 403 or 404 or 410 } && kept != null)
                cache!.Forget(old => old.Name == kept.Name);
            return result;
        }

        private async Task<byte[]> TakeAsync(
            string path,
            HttpResponseMessage response,
            Packed pack,
            PassAnswer? pass,
            Kept? kept,
            byte[]? known
        )
        {
            if (response.StatusCode == HttpStatusCode.NotModified && known != null)
            {
                if (Rule(path, response, pack, pass) is { } renewed && !cache!.Renew(renewed.With(kept!)) && !pack.IsNone)
                    throw new NotKeptException();
                return known;
            }

            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            // Not every platform says that a line broke off before the end.
            if (response.Content.Headers.ContentLength is { } whole && body.Length < whole)
                throw new IOException("The connection broke off.");
            if (response.IsSuccessStatusCode && !IsStill(pass) && !pack.IsNone)
                throw new OtherPassException();
            if (response.IsSuccessStatusCode && IsStill(pass) && Rule(path, response, pack, pass) is { } rule)
            {
                if (!cache!.Keep(rule.With(kept), body) && !pack.IsNone)
                    throw new NotKeptException();
            }

            return body;
        }

        /// <summary>What the server allows to be done with its answer; null where it may not be kept.</summary>
        private Kept? Rule(string path, HttpResponseMessage response, Packed pack, PassAnswer? pass, string extension = ".bin")
        {
            var said = response.Headers.CacheControl;
            // What the server listed for a pack may be kept as long as the pack, whatever lies between says of it.
            if (cache is null || ((said is null || said.NoStore) && pack.IsNone))
                return null;
            var now = options.Now();
            var fresh = said is null || said.NoStore || said.NoCache || said.MaxAge is null ? now : now + said.MaxAge.Value;
            var until = DateTimeOffset.MaxValue;
            if (said is { Private: true, MaxAge: { } } && pack.IsNone)
                until = fresh;
            if (pass != null && pass.Expires < until)
                until = pass.Expires;
            if (!pack.IsNone && pack.Until < until)
                until = pack.Until;
            return new Kept(KeyOf(path, pass), extension)
            {
                Tag = response.Headers.ETag?.ToString() ?? "",
                Fresh = fresh < until ? fresh : until,
                Until = until,
                IsPrivate = pass != null,
                Packs = pack.Name ?? "",
            };
        }

        /// <summary>
        /// Whether what is here is kept for a pack, and for as long: one that is kept again with a later pass lasts as long as that.
        /// Always, where it is for no pack.
        /// </summary>
        private static bool IsKeptFor(Packed pack, Kept kept, PassAnswer? pass)
        {
            var until = pass != null && pass.Expires < pack.Until ? pass.Expires : pack.Until;
            return pack.IsNone || (kept.IsOf(pack.Name!) && kept.Until >= until);
        }

        /// <summary>Whether a pass is the one in use: what it opened is not kept for another, nor for none.</summary>
        private bool IsStill(PassAnswer? pass) => pass?.Token == Pass?.Token;

        /// <summary>Who has a pass sees more: their answers are not those of who has none.</summary>
        private string KeyOf(string path, PassAnswer? pass) => $"{Server.Authority} {path}{(pass is null ? "" : " pass")}";

        /// <summary>Takes out of a pack whatever is of none of some addresses.</summary>
        public void KeepOnly(string pack, IEnumerable<string> paths)
        {
            var pass = Pass;
            cache?.ForgetPack(pack, new HashSet<string>(paths.Select(path => KeyOf(path, pass))));
        }

        public async Task<XrResult<T>> PostAsync<T>(string path, object body, CancellationToken cancel)
        {
            var json = JsonConvert.SerializeObject(body);
            return Read<T>(
                await SendAsync(
                        () =>
                            new HttpRequestMessage(HttpMethod.Post, path)
                            {
                                Content = new StringContent(json, Encoding.UTF8, "application/json"),
                            },
                        response => response.Content.ReadAsByteArrayAsync(),
                        Pass,
                        options.Tries,
                        null,
                        cancel
                    )
                    .ConfigureAwait(false)
            );
        }

        public void Dispose() => http.Dispose();

        private async Task<XrResult<byte[]>> SendAsync(
            Func<HttpRequestMessage> make,
            Func<HttpResponseMessage, Task<byte[]>> read,
            PassAnswer? pass,
            int tries,
            TimeSpan? patience,
            CancellationToken cancel
        )
        {
            XrProblem? last = null;
            TimeSpan? told = null;
            for (var attempt = 1; attempt <= tries; attempt++)
            {
                if (attempt > 1)
                    await PauseAsync(attempt, told, cancel).ConfigureAwait(false);
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                if (patience is { } longest)
                    waiting.CancelAfter(longest);
                try
                {
                    using var request = Authorized(make(), pass);
                    using var response = await http.SendAsync(request, waiting.Token).ConfigureAwait(false);
                    var body = await read(response).ConfigureAwait(false);
                    if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
                        return XrResult<byte[]>.Ok(body);
                    last = ProblemOf(response, body);
                    told = response.Headers.RetryAfter?.Delta;
                    if (!IsWorthAnotherTry(response.StatusCode))
                        return XrResult<byte[]>.Failed(last);
                }
                catch (NotKeptException)
                {
                    return XrResult<byte[]>.Failed(NotKept());
                }
                catch (OtherPassException)
                {
                    return XrResult<byte[]>.Failed(OtherPass());
                }
                catch (Exception broken) when (IsNetwork(broken, cancel))
                {
                    last = Unreachable(broken);
                }
            }

            return XrResult<byte[]>.Failed(last!);
        }

        private HttpRequestMessage Authorized(HttpRequestMessage request, PassAnswer? pass)
        {
            // An answer may name an address of another server: the pass is not for that.
            var isOurs = !request.RequestUri.IsAbsoluteUri || request.RequestUri.Authority == Server.Authority;
            if (pass != null && isOurs)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pass.Token);
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
            || broken is WebException
            || broken is SocketException
            || ((broken is OperationCanceledException || broken is ObjectDisposedException) && !cancel.IsCancellationRequested);

        private static XrProblem Unreachable(Exception broken) =>
            new XrProblem
            {
                Type = XrProblem.Unreachable,
                Title = "The server could not be reached.",
                Detail = broken.Message,
            };

        private static XrProblem NotKept() =>
            new XrProblem { Type = XrProblem.NotKept, Title = "The phone has no room for it, or cannot be written to." };

        private static XrProblem OtherPass() =>
            new XrProblem { Type = XrProblem.PassRequired, Title = "The pass that it was loaded with is in use no more." };

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

    /// <summary>The pack that something is kept for.</summary>
    internal readonly struct Packed
    {
        public Packed(string name, DateTimeOffset until)
        {
            (Name, Until) = (name, until);
        }

        public string? Name { get; }

        public DateTimeOffset Until { get; }

        public bool IsNone => string.IsNullOrEmpty(Name);
    }

    /// <summary>What was loaded with a pass came when another one was in use.</summary>
    internal sealed class OtherPassException : Exception { }

    /// <summary>What had to be kept was not.</summary>
    internal sealed class NotKeptException : Exception { }
}
