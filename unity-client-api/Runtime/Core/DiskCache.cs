#nullable enable
using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace XrContent.Client
{
    /// <summary>Answers kept on disk with their ETags; when there are too many bytes, those that were used longest ago go.</summary>
    internal sealed class DiskCache
    {
        private readonly string folder;
        private readonly long most;
        private readonly object gate = new object();

        public DiskCache(string folder, long most)
        {
            (this.folder, this.most) = (folder, most);
            Directory.CreateDirectory(folder);
        }

        /// <summary>What is kept of an address; null when nothing is, or only half of it.</summary>
        public (string ETag, byte[] Body)? Find(string key)
        {
            lock (gate)
            {
                var path = PathOf(key);
                try
                {
                    if (!File.Exists(path))
                        return null;
                    using var file = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
                    if (file.ReadString() != key)
                        return null;
                    var tag = file.ReadString();
                    var length = file.ReadInt32();
                    var body = file.ReadBytes(length);
                    if (body.Length != length)
                        return null;
                    File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
                    return (tag, body);
                }
                catch (Exception broken) when (broken is IOException || broken is UnauthorizedAccessException || broken is FormatException)
                {
                    return null;
                }
            }
        }

        /// <summary>Keeps an answer. A full or broken disk costs nothing but the keeping.</summary>
        public void Keep(string key, string tag, byte[] body)
        {
            if (body.Length > most)
                return;
            lock (gate)
            {
                try
                {
                    var partial = PathOf(key) + ".part";
                    using (var file = new BinaryWriter(File.Create(partial), Encoding.UTF8))
                    {
                        file.Write(key);
                        file.Write(tag);
                        file.Write(body.Length);
                        file.Write(body);
                    }

                    File.Delete(PathOf(key));
                    File.Move(partial, PathOf(key));
                    Trim();
                }
                catch (Exception full) when (full is IOException || full is UnauthorizedAccessException)
                {
                    // The next run asks the server again.
                }
            }
        }

        private void Trim()
        {
            var files = new DirectoryInfo(folder).GetFiles("*.bin").OrderBy(file => file.LastAccessTimeUtc).ToList();
            var total = files.Sum(file => file.Length);
            foreach (var file in files)
            {
                if (total <= most)
                    return;
                total -= file.Length;
                file.Delete();
            }
        }

        private string PathOf(string key)
        {
            using var sha = SHA256.Create();
            var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(key));
            return Path.Combine(folder, BitConverter.ToString(hash, 0, 16).Replace("-", "").ToLowerInvariant() + ".bin");
        }
    }
}
