#nullable enable
using System;
using System.IO;
using System.Text;

namespace XrContent.Client
{
    /// <summary>How what is kept is known again by another run: a head beside each body.</summary>
    internal sealed partial class DiskCache
    {
        /// <summary>Learns once what the folder holds, and takes away what is over or was left half.</summary>
        private void Read()
        {
            if (isRead)
                return;
            isRead = true;
            foreach (var file in Files("*" + Head))
            {
                if (ReadHead(file) is not { } kept || kept.Until <= now())
                    Delete(file);
                else
                    (index[kept.Name], total) = (kept, total + kept.Bytes);
            }

            foreach (var file in Files("*"))
            {
                if (file.Extension == Head)
                    continue;
                var name = file.Name.Substring(0, file.Name.IndexOf('.'));
                var isWaiting = file.Extension == Part && !index.ContainsKey(name) && now() - file.LastWriteTimeUtc < PartsKept;
                if (isWaiting)
                    (index[name], total) = (Kept.Half(name, file.Length, file.LastWriteTimeUtc), total + file.Length);
                else if (file.Extension == Part || !index.TryGetValue(name, out var kept) || kept.Bytes != file.Length)
                    Delete(file);
            }
        }

        private FileInfo[] Files(string pattern)
        {
            try
            {
                return Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles(pattern) : Array.Empty<FileInfo>();
            }
            catch (Exception broken) when (IsDisk(broken))
            {
                return Array.Empty<FileInfo>();
            }
        }

        private static void Delete(FileInfo file)
        {
            try
            {
                file.Delete();
            }
            catch (Exception busy) when (IsDisk(busy))
            {
                // The next run tries it again; it is in no index.
            }
        }

        private Kept? ReadHead(FileInfo file)
        {
            try
            {
                using var head = new BinaryReader(file.OpenRead(), Encoding.UTF8);
                var kept = new Kept(head.ReadString(), head.ReadString())
                {
                    Tag = head.ReadString(),
                    Fresh = new DateTimeOffset(head.ReadInt64(), TimeSpan.Zero),
                    Until = new DateTimeOffset(head.ReadInt64(), TimeSpan.Zero),
                    IsPrivate = head.ReadBoolean(),
                    Packs = head.ReadString(),
                    Bytes = head.ReadInt64(),
                };
                var body = new FileInfo(BodyOf(kept));
                if (kept.Name + Head != file.Name || !body.Exists || body.Length != kept.Bytes)
                    return null;
                kept.Used = body.LastWriteTimeUtc;
                return kept;
            }
            catch (Exception broken) when (IsDisk(broken) || broken is ArgumentException || broken is FormatException)
            {
                return null;
            }
        }

        private void WriteHead(Kept kept)
        {
            var path = Path.Combine(folder, kept.Name + Head);
            using (var head = new BinaryWriter(File.Create(path + ".new"), Encoding.UTF8))
            {
                head.Write(kept.Key);
                head.Write(kept.Extension);
                head.Write(kept.Tag);
                head.Write(kept.Fresh.UtcTicks);
                head.Write(kept.Until.UtcTicks);
                head.Write(kept.IsPrivate);
                head.Write(kept.Packs);
                head.Write(kept.Bytes);
            }

            File.Delete(path);
            File.Move(path + ".new", path);
        }
    }
}
