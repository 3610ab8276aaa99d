#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace XrContent.Client
{
    /// <summary>
    /// Files on disk, each with what the server allowed: until when it need not be asked again, and when it must be gone. There are never
    /// more than so many bytes; those used longest ago go first, and those of a pack that is kept last of all not at all.
    /// </summary>
    internal sealed partial class DiskCache
    {
        private const string Head = ".head";
        private const string Part = ".part";

        /// <summary>A stay on the spot is over by then, and with it what was begun in it.</summary>
        private static readonly TimeSpan PartsKept = TimeSpan.FromHours(8);
        private readonly string folder;
        private readonly long most;
        private readonly Func<DateTimeOffset> now;
        private readonly object gate = new object();
        private readonly Dictionary<string, Kept> index = new Dictionary<string, Kept>();
        private long total;
        private bool isRead;

        public DiskCache(string folder, long most, Func<DateTimeOffset> now)
        {
            (this.folder, this.most, this.now) = (folder, most, now);
        }

        /// <summary>Bytes that it may hold.</summary>
        public long Most => most;

        /// <summary>What is kept of an address; null when nothing is, or its time is over.</summary>
        public Kept? Find(string key)
        {
            lock (gate)
            {
                Read();
                if (!index.TryGetValue(NameOf(key), out var kept) || kept.Key != key || kept.IsPart)
                    return null;
                if (kept.Until <= now())
                {
                    Remove(kept);
                    return null;
                }

                Touch(kept);
                return kept;
            }
        }

        /// <summary>The bytes of what was found; null when the disk lost them.</summary>
        public byte[]? Body(Kept kept)
        {
            lock (gate)
            {
                try
                {
                    var body = File.ReadAllBytes(BodyOf(kept));
                    if (body.Length == kept.Bytes)
                        return body;
                }
                catch (Exception broken) when (IsDisk(broken))
                {
                    // It is asked for anew.
                }

                Remove(kept);
                return null;
            }
        }

        /// <summary>Where the bytes of what was found lie.</summary>
        public string BodyOf(Kept kept) => Path.Combine(folder, kept.Name + kept.Extension);

        /// <summary>Keeps an answer.</summary>
        /// <returns>False where it has no room, or the disk took it not.</returns>
        public bool Keep(Kept kept, byte[] body)
        {
            lock (gate)
            {
                Read();
                try
                {
                    Directory.CreateDirectory(folder);
                    kept.Bytes = body.Length;
                    if (!MakeRoom(kept.Name, body.Length))
                        return false;
                    var partial = PartOf(kept);
                    File.WriteAllBytes(partial, body);
                    Settle(kept, partial);
                    return true;
                }
                catch (Exception full) when (IsDisk(full))
                {
                    return false;
                }
            }
        }

        /// <summary>
        /// Where a large file is to be loaded to, perhaps with its beginning of an earlier try; null where there is no room for it.
        /// </summary>
        public string? Begin(Kept kept, long bytes)
        {
            lock (gate)
            {
                Read();
                try
                {
                    Directory.CreateDirectory(folder);
                    return MakeRoom(kept.Name, bytes) ? PartOf(kept) : null;
                }
                catch (Exception full) when (IsDisk(full))
                {
                    return null;
                }
            }
        }

        /// <summary>What <see cref="Begin"/> began broke off: its beginning stays for the next try, and counts.</summary>
        public void Left(Kept kept)
        {
            lock (gate)
            {
                var part = new FileInfo(PartOf(kept));
                if (!part.Exists || index.TryGetValue(kept.Name, out var whole) && !whole.IsPart)
                    return;
                if (whole != null)
                    total -= whole.Bytes;
                (index[kept.Name], total) = (Kept.Half(kept.Name, part.Length, now()), total + part.Length);
            }
        }

        /// <summary>What <see cref="Begin"/> began is not wanted any more.</summary>
        public void Drop(Kept kept)
        {
            lock (gate)
            {
                try
                {
                    File.Delete(PartOf(kept));
                }
                catch (Exception busy) when (IsDisk(busy))
                {
                    // It goes by its time.
                }
            }
        }

        /// <summary>What <see cref="Begin"/> began is whole.</summary>
        public bool End(Kept kept)
        {
            lock (gate)
            {
                try
                {
                    kept.Bytes = new FileInfo(PartOf(kept)).Length;
                    Settle(kept, PartOf(kept));
                    if (MakeRoom(kept.Name, kept.Bytes))
                        return true;
                    Remove(kept);
                    return false;
                }
                catch (Exception full) when (IsDisk(full))
                {
                    return false;
                }
            }
        }

        /// <summary>Changes what is allowed for an answer that is here already.</summary>
        /// <returns>False where it is not here, or the disk took it not: then what was allowed before holds.</returns>
        public bool Renew(Kept kept)
        {
            lock (gate)
            {
                if (!index.TryGetValue(kept.Name, out var known) || known.IsPart)
                    return false;
                kept.Bytes = known.Bytes;
                try
                {
                    WriteHead(kept);
                    index[kept.Name] = kept;
                    return true;
                }
                catch (Exception full) when (IsDisk(full))
                {
                    return false;
                }
            }
        }

        /// <summary>Takes away whatever answers to this.</summary>
        public void Forget(Func<Kept, bool> which)
        {
            lock (gate)
            {
                Read();
                foreach (var kept in index.Values.Where(which).ToList())
                    Remove(kept);
            }
        }

        /// <summary>Forgets a pack; what another one holds as well stays for that.</summary>
        /// <param name="but">What of it stays, by keys; null for nothing.</param>
        public void ForgetPack(string pack, ICollection<string>? but = null)
        {
            lock (gate)
            {
                Read();
                foreach (var kept in index.Values.Where(kept => kept.IsOf(pack) && but?.Contains(kept.Key) != true).ToList())
                {
                    kept.Leave(pack);
                    if (!kept.IsPacked)
                        Remove(kept);
                    else
                        Renew(kept);
                }
            }
        }

        /// <summary>Bytes of what no trimming takes, but for one pack.</summary>
        public long PinnedBytes(string pack)
        {
            lock (gate)
            {
                Read();
                return index.Values.Where(kept => kept.IsPacked && !kept.IsOf(pack)).Sum(kept => kept.Bytes);
            }
        }

        private bool MakeRoom(string name, long bytes)
        {
            var already = index.TryGetValue(name, out var same) ? same.Bytes : 0;
            if (Fits())
                return true;
            var moment = now();
            var old = index.Values.Where(kept => kept.Name != name && (!kept.IsPacked || kept.Until <= moment)).OrderBy(kept => kept.Used);
            foreach (var kept in old.ToList())
            {
                Remove(kept);
                if (Fits())
                    return true;
            }

            return false;

            bool Fits() => total - already + bytes <= most;
        }

        private void Settle(Kept kept, string partial)
        {
            if (index.TryGetValue(kept.Name, out var same))
                Remove(same, keepPart: true);
            File.Delete(BodyOf(kept));
            File.Move(partial, BodyOf(kept));
            WriteHead(kept);
            index[kept.Name] = kept;
            total += kept.Bytes;
            Touch(kept);
        }

        private void Remove(Kept kept, bool keepPart = false)
        {
            // Another may have come in its place meanwhile.
            if (index.TryGetValue(kept.Name, out var there) && !ReferenceEquals(there, kept))
                return;
            if (index.Remove(kept.Name))
                total -= kept.Bytes;
            try
            {
                // Without its head a body is nothing: whatever stops in between leaves nothing that could be read.
                File.Delete(Path.Combine(folder, kept.Name + Head));
                if (!keepPart || !kept.IsPart)
                    File.Delete(BodyOf(kept));
                if (!keepPart)
                    File.Delete(PartOf(kept));
            }
            catch (Exception busy) when (IsDisk(busy))
            {
                // The next run finds it without a head, or over its time.
            }
        }

        private void Touch(Kept kept)
        {
            kept.Used = now();
            try
            {
                File.SetLastWriteTimeUtc(BodyOf(kept), kept.Used.UtcDateTime);
            }
            catch (Exception busy) when (IsDisk(busy))
            {
                // It may go sooner than it need.
            }
        }

        private string PartOf(Kept kept) => Path.Combine(folder, kept.Name + Part);

        private static bool IsDisk(Exception broken) => broken is IOException || broken is UnauthorizedAccessException;

        internal static string NameOf(string key)
        {
            using var sha = SHA256.Create();
            var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(key));
            return BitConverter.ToString(hash, 0, 16).Replace("-", "").ToLowerInvariant();
        }
    }
}
