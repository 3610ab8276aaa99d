#nullable enable
using System;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace XrContent.Client
{
    /// <summary>The pass of an earlier run, for as long as it opens anything.</summary>
    internal sealed class PassStore
    {
        private readonly string? file;
        private readonly Func<DateTimeOffset> now;

        public PassStore(string? folder, Uri server, Func<DateTimeOffset> now)
        {
            this.now = now;
            file = folder is null ? null : Path.Combine(folder, $"pass-{DiskCache.NameOf(server.Authority)}.json");
        }

        /// <summary>Null where none was kept, or its time is over.</summary>
        public PassAnswer? Read()
        {
            try
            {
                if (file is null || !File.Exists(file))
                    return null;
                var pass = JsonConvert.DeserializeObject<PassAnswer>(File.ReadAllText(file));
                if (pass is { Token: { Length: > 0 } } && pass.Expires > now())
                    return pass;
                File.Delete(file);
                return null;
            }
            catch (Exception broken) when (broken is IOException || broken is UnauthorizedAccessException || broken is JsonException)
            {
                return null;
            }
        }

        /// <summary>Keeps it; null forgets it. A disk that takes nothing costs another tap at the next run.</summary>
        public void Write(PassAnswer? pass)
        {
            if (file is null)
                return;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                if (pass is null)
                {
                    File.Delete(file);
                    return;
                }

                // The scene whole, which comes with a pass, is asked for when it is shown.
                var kept = JObject.FromObject(pass);
                kept.Remove("start");
                File.WriteAllText(file + ".new", kept.ToString(Formatting.None));
                File.Delete(file);
                File.Move(file + ".new", file);
            }
            catch (Exception full) when (full is IOException || full is UnauthorizedAccessException)
            {
                // This run has it.
            }
        }
    }
}
