#nullable enable
using System;

namespace XrContent.Client
{
    /// <summary>What is kept of an address, and how long.</summary>
    internal sealed class Kept
    {
        public Kept(string key, string extension = ".bin")
        {
            (Key, Extension, Name) = (key, extension, DiskCache.NameOf(key));
        }

        private Kept(string name, long bytes, DateTimeOffset used)
        {
            (Key, Extension, Name, Bytes, Used, IsPart, IsPrivate) = ("", ".part", name, bytes, used, true, true);
        }

        public string Key { get; }

        public string Name { get; }

        /// <summary>What its file ends with: players of films ask for it.</summary>
        public string Extension { get; }

        public string Tag { get; set; } = "";

        /// <summary>Until then the server need not be asked.</summary>
        public DateTimeOffset Fresh { get; set; }

        /// <summary>Then it must be gone.</summary>
        public DateTimeOffset Until { get; set; } = DateTimeOffset.MaxValue;

        /// <summary>It was given for a pass.</summary>
        public bool IsPrivate { get; set; }

        /// <summary>The packs that it belongs to, a line each, which answer without a network; empty for none.</summary>
        public string Packs { get; set; } = "";

        /// <summary>Whether it belongs to any.</summary>
        public bool IsPacked => Packs.Length > 0;

        public long Bytes { get; set; }

        public DateTimeOffset Used { get; set; }

        /// <summary>It was not loaded to its end yet.</summary>
        public bool IsPart { get; }

        public bool IsOf(string pack) => Array.IndexOf(Packs.Split('\n'), pack) >= 0;

        /// <summary>This, in the packs of what it takes the place of too.</summary>
        public Kept With(Kept? before)
        {
            foreach (var pack in before?.Packs.Split('\n') ?? Array.Empty<string>())
                if (pack.Length > 0 && !IsOf(pack))
                    Packs = IsPacked ? $"{Packs}\n{pack}" : pack;
            return this;
        }

        public void Leave(string pack) => Packs = string.Join("\n", Array.FindAll(Packs.Split('\n'), other => other != pack));

        public static Kept Half(string name, long bytes, DateTimeOffset used) => new Kept(name, bytes, used);
    }
}
