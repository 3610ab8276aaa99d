#nullable enable
using System;

namespace XrContent.Client
{
    /// <summary>What a tag's QR code or chip holds.</summary>
    public readonly struct TagLink
    {
        private TagLink(string tag, string? code)
        {
            (Tag, Code) = (tag, code);
        }

        /// <summary>The tag's name, with all that a chip that signs adds to it.</summary>
        public string Tag { get; }

        /// <summary>The code that a screen shows; null for others.</summary>
        public string? Code { get; }

        /// <summary>Whether what was scanned can be a tag: an address /t/ of the server, or a name alone.</summary>
        public static bool IsTag(string scanned, Uri server)
        {
            var text = scanned.Trim();
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
                return text.Length > 0 && text.Length <= LongestName && text.IndexOfAny(NotInNames) < 0;
            return address.Authority == server.Authority && address.AbsolutePath.StartsWith("/t/", StringComparison.Ordinal);
        }

        private const int LongestName = 300;
        private static readonly char[] NotInNames = { ' ', ':', '/', '\\', ';', '\n', '\r' };

        /// <summary>Reads an address such as https://xr.example.org/t/NAME?c=CODE, or a name alone.</summary>
        public static TagLink Parse(string scanned)
        {
            var text = scanned.Trim();
            var at = text.IndexOf("/t/", StringComparison.Ordinal);
            var rest = at < 0 ? text : text.Substring(at + 3);
            var question = rest.IndexOf('?');
            if (question < 0)
                return new TagLink(rest, null);
            foreach (var part in rest.Substring(question + 1).Split('&'))
                if (part.StartsWith("c=", StringComparison.Ordinal))
                    return new TagLink(rest.Substring(0, question), Uri.UnescapeDataString(part.Substring(2)));
            return new TagLink(rest.Substring(0, question), null);
        }
    }

    /// <summary>What a guide's code leads to.</summary>
    public static class GroupLink
    {
        /// <summary>The code in an address such as https://xr.example.org/g/CODE; null where it is none.</summary>
        public static string? Parse(string scanned)
        {
            var at = scanned.IndexOf("/g/", StringComparison.Ordinal);
            if (at < 0)
                return null;
            var code = scanned.Substring(at + 3).Split('?', '#', '/')[0].Trim();
            return code.Length > 0 ? Uri.UnescapeDataString(code) : null;
        }
    }
}
