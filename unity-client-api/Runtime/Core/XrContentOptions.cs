#nullable enable
using System;
using System.Net.Http;

namespace XrContent.Client
{
    /// <summary>How a client behaves.</summary>
    public sealed class XrContentOptions
    {
        /// <summary>Folder for what may be kept between runs, the pass among it; null keeps nothing.</summary>
        public string? CacheFolder { get; set; }

        /// <summary>Bytes that the folder may hold; what was used longest ago goes first, and packs stay.</summary>
        public long CacheBytes { get; set; } = 512L << 20;

        /// <summary>ja, en, zh-Hans or ko: cuts texts down to it. Null for all languages.</summary>
        public string? Language { get; set; }

        /// <summary>How often a request is tried when the network fails or the server is busy.</summary>
        public int Tries { get; set; } = 4;

        /// <summary>Before the second try; doubled each time, with some chance in it.</summary>
        public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(250);

        /// <summary>How long the server is waited for where a pack holds the answer as well.</summary>
        public TimeSpan OfflinePatience { get; set; } = TimeSpan.FromSeconds(3);

        /// <summary>For tests and proxies; null for the usual one.</summary>
        public HttpMessageHandler? Handler { get; set; }

        /// <summary>What time it is; a phone whose clock is wrong may take the server's.</summary>
        public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UtcNow;
    }
}
