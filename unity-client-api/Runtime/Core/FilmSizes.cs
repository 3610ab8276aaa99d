#nullable enable
using System;
using System.Globalization;
using System.Text;

namespace XrContent.Client
{
    /// <summary>Reads of HTTP Live Streaming (RFC 8216) what is needed to take one size as one file.</summary>
    internal static class FilmSizes
    {
        private const string Size = "RESOLUTION=";
        private const string Map = "#EXT-X-MAP:";
        private const string Uri = "URI=\"";

        /// <summary>The list of the widest size that is not wider than asked, else of the narrowest; null where there is none.</summary>
        public static string? Choose(byte[] master, string at, int widest)
        {
            string? best = null;
            var (bestWidth, isNext, width) = (0, false, 0);
            foreach (var line in Lines(master))
            {
                if (line.StartsWith("#EXT-X-STREAM-INF:", StringComparison.Ordinal))
                    (isNext, width) = (true, WidthIn(line));
                else if (isNext && !line.StartsWith("#", StringComparison.Ordinal))
                {
                    isNext = false;
                    var isBetter = best is null || (width <= widest ? bestWidth > widest || width > bestWidth : width < bestWidth);
                    if (isBetter)
                        (best, bestWidth) = (Beside(at, line), width);
                }
            }

            return best;
        }

        /// <summary>The one file that a size's list names the parts of.</summary>
        public static string? FileOf(byte[] list, string at)
        {
            foreach (var line in Lines(list))
            {
                var from = line.StartsWith(Map, StringComparison.Ordinal) ? line.IndexOf(Uri, StringComparison.Ordinal) : -1;
                var to = from < 0 ? -1 : line.IndexOf('"', from + Uri.Length);
                if (to > 0)
                    return Beside(at, line.Substring(from + Uri.Length, to - from - Uri.Length));
            }

            return null;
        }

        private static int WidthIn(string line)
        {
            var from = line.IndexOf(Size, StringComparison.Ordinal);
            var to = from < 0 ? -1 : line.IndexOf('x', from);
            return
                to > 0
                && int.TryParse(
                    line.Substring(from + Size.Length, to - from - Size.Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var width
                )
                ? width
                : 0;
        }

        private static string[] Lines(byte[] text) =>
            Encoding.UTF8.GetString(text).Split(new[] { '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries);

        private static string Beside(string address, string name) => address.Substring(0, address.LastIndexOf('/') + 1) + name;
    }
}
