using System.Runtime.InteropServices;

namespace XrContent.Media.Sandbox;

/// <summary>Hides all files but those that are named (https://docs.kernel.org/userspace-api/landlock.html).</summary>
internal static partial class Landlock
{
    // The same numbers on all architectures.
    private const long CreateRuleset = 444;
    private const long AddRule = 445;
    private const long RestrictSelf = 446;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong RemoveFolder = 1 << 4;
    private const ulong RemoveFile = 1 << 5;
    private const ulong MakeFolder = 1 << 7;
    private const ulong MakeFile = 1 << 8;
    private const ulong MoveBetweenFolders = 1 << 13;
    private const ulong Truncate = 1 << 14;

    /// <summary>Rights that a rule about a file, and not about a folder, may have.</summary>
    private const ulong OfFiles = Execute | WriteFile | ReadFile | Truncate;
    private const ulong Read = Execute | ReadFile | ReadFolder;

    /// <summary>Plain files and folders alone: a link would lead whoever looks at what was made out of the folder.</summary>
    private const ulong Write =
        ReadFile | ReadFolder | WriteFile | Truncate | RemoveFolder | RemoveFile | MakeFolder | MakeFile | MoveBetweenFolders;

    /// <summary>TCP, both ways.</summary>
    private const ulong Network = 3;

    /// <summary>Abstract sockets and signals to processes outside.</summary>
    private const ulong Scopes = 3;

    /// <summary>The kernel's version of it; less than 1 where there is none.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? (int)Native.Call(CreateRuleset, 0, 0, 1, 0) : 0;

    /// <summary>The first version lets nothing be moved from folder to folder, which decoders do.</summary>
    public static bool IsThere => Version >= 2;

    /// <summary>All rights over files that this kernel knows.</summary>
    private static ulong All =>
        Version switch
        {
            2 => (1UL << 14) - 1,
            3 or 4 => (1UL << 15) - 1,
            _ => (1UL << 16) - 1,
        };

    /// <summary>Confines the calling thread. What does not exist cannot be read, and needs no rule.</summary>
    /// <param name="programs">May be read and run.</param>
    /// <exception cref="InvalidOperationException">The kernel refused it.</exception>
    public static void Enter(IEnumerable<string> programs, IEnumerable<string> reads, IEnumerable<string> writes)
    {
        var rules = new Ruleset(All, Version >= 4 ? Network : 0, Version >= 6 ? Scopes : 0);
        var size = Version switch
        {
            < 4 => 8,
            < 6 => 16,
            _ => 24,
        };
        var ruleset = (int)Call(CreateRuleset, "landlock_create_ruleset", AddressOf(ref rules), size, 0, 0);
        Allow(ruleset, programs, Read);
        Allow(ruleset, reads, Read & ~Execute);
        Allow(ruleset, writes, Write & All);
        Call(RestrictSelf, "landlock_restrict_self", ruleset, 0, 0, 0);
        _ = Native.Close(ruleset);
    }

    private static void Allow(int ruleset, IEnumerable<string> paths, ulong rights)
    {
        foreach (var path in paths.Where(Path.Exists))
        {
            var file = Native.Open(path, Native.PathOnly | Native.CloseOnExec);
            if (file < 0)
                continue;
            var rule = new Rule(Directory.Exists(path) ? rights : rights & OfFiles & All, file);
            Call(AddRule, "landlock_add_rule", ruleset, 1, AddressOf(ref rule), 0);
            _ = Native.Close(file);
        }
    }

    private static long Call(long number, string name, nint a, nint b, nint c, nint d) =>
        Native.Call(number, a, b, c, d) is >= 0 and var done
            ? done
            : throw new InvalidOperationException($"{name} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    private static unsafe nint AddressOf<T>(ref T value)
        where T : unmanaged => (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref value);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Ruleset(ulong Files, ulong Network, ulong Scopes);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Rule(ulong Rights, int File);

    private static partial class Native
    {
        public const int PathOnly = 0x200000;
        public const int CloseOnExec = 0x80000;

        [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
        public static partial long Call(long number, nint a, nint b, nint c, nint d);

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "close")]
        public static partial int Close(int file);
    }
}
