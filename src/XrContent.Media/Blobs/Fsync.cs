using System.Runtime.InteropServices;

namespace XrContent.Media.Blobs;

/// <summary>
/// Makes what was written survive a loss of power. A new name in a folder is durable only once the folder is flushed as well,
/// which .NET offers no call for.
/// </summary>
internal static partial class Fsync
{
    /// <summary>Flushes one file.</summary>
    public static void File(string path)
    {
        using var file = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Flushes the names in a folder; where the system keeps them durable by itself this does nothing.</summary>
    public static void Folder(string path) => OnLinux(path, Native.Fsync);

    /// <summary>Flushes everything below a folder: one call for its thousand tiles.</summary>
    public static void Tree(string path)
    {
        if (OnLinux(path, Native.Syncfs))
            return;
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            File(file);
    }

    private static bool OnLinux(string path, Func<int, int> flush)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var folder = Native.Open(path, 0);
        if (folder < 0)
            return false;
        try
        {
            return flush(folder) == 0;
        }
        finally
        {
            _ = Native.Close(folder);
        }
    }

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Fsync(int file);

        [LibraryImport("libc", EntryPoint = "syncfs")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Syncfs(int file);

        [LibraryImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Close(int file);
    }
}
