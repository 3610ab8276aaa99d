#nullable enable
using System;
using System.Net.Http;

namespace XrContent.Client
{
    /// <summary>How a client behaves.</summary>
    public sealed class XrContentOptions
    {
        /// <summary>Folder for what may be kept between runs; null keeps nothing.</summary>
        public string? CacheFolder { get; set; }

        /// <summary>Bytes that the cache may hold; the least used go first.</summary>
        public long CacheBytes { get; set; } = 256L << 20;

        /// <summary>ja, en, zh-Hans or ko: cuts texts down to it. Null for all languages.</summary>
        public string? Language { get; set; }

        /// <summary>How often a request is tried when the network fails or the server is busy.</summary>
        public int Tries { get; set; } = 4;

        /// <summary>Before the second try; doubled each time, with some chance in it.</summary>
        public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(250);

        /// <summary>For tests and proxies; null for the usual one.</summary>
        public HttpMessageHandler? Handler { get; set; }
    }
}
