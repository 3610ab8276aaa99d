using System.Runtime.InteropServices;

namespace XrContent.Media.Sandbox;

/// <summary>
/// What Linux lets any process give up for good: new privileges, files (Landlock), and system calls (seccomp). An older kernel has less of
/// it; docs/security.md says what holds where.
/// </summary>
internal static class Confinement
{
    /// <summary>What programs need to run at all. None of it is anybody's.</summary>
    private static readonly string[] System =
    [
        "/usr",
        "/lib",
        "/lib64",
        "/bin",
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/sys/fs/cgroup",
        "/sys/devices/system",
        "/proc/meminfo",
        "/proc/stat",
        "/proc/cpuinfo",
        "/proc/filesystems",
        "/proc/sys/vm",
        "/dev/zero",
        "/dev/urandom",
        "/dev/random",
    ];

    /// <summary>Confines the calling thread, and whatever program it becomes.</summary>
    /// <exception cref="InvalidOperationException">The kernel has it and refused it.</exception>
    public static void Enter(Access access, string program)
    {
        Seccomp.KeepPrivileges();
        if (Landlock.IsThere)
        {
            Landlock.Enter(
                [.. System, $"/proc/{Environment.ProcessId}", .. OwnFiles(), .. FolderOf(program)],
                access.Reads,
                [.. access.Writes, "/dev/null"]
            );
        }

        Seccomp.Enter();
    }

    /// <summary>What holds on this machine, for its operator.</summary>
    public static string Describe() =>
        !OperatingSystem.IsLinux() ? "in processes of their own, bounded in time"
        : !Landlock.IsThere ? "in processes of their own, without network (seccomp); this kernel has no Landlock, so files are not hidden"
        : $"in processes of their own, without network (seccomp) and with no file in sight but theirs (Landlock {Landlock.Version})";

    /// <summary>The files of this program, but no folder in which data may lie; and those of its runtime.</summary>
    private static IEnumerable<string> OwnFiles() =>
        Directory
            .EnumerateFiles(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes"))
            .Append(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")));

    private static IEnumerable<string> FolderOf(string program)
    {
        var real = new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program;
        return [program, Path.GetDirectoryName(real)!];
    }
}
