using System.Runtime.InteropServices;

namespace XrContent.Media.Sandbox;

/// <summary>
/// What Linux lets any process give up for good: new privileges, files (Landlock), and system calls (seccomp). An older kernel has less of
/// it; docs/security.md says what holds where.
/// </summary>
public static class Confinement
{
    /// <summary>What programs need to run at all. None of it is anybody's.</summary>
    private static readonly string[] System =
    [
        "/usr/bin",
        "/usr/lib",
        "/usr/lib64",
        "/usr/libexec",
        "/usr/local/bin",
        "/usr/local/lib",
        "/usr/share/locale",
        "/usr/share/zoneinfo",
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
    internal static void Enter(Access access, string program)
    {
        Seccomp.KeepPrivileges();
        if (Landlock.IsThere)
        {
            Landlock.Enter(
                [.. System, $"/proc/{Environment.ProcessId}", .. OwnFiles(), .. FilesOf(program)],
                access.Reads,
                [.. access.Writes, "/dev/null"]
            );
        }

        Seccomp.Enter();
    }

    /// <summary>What holds on this machine, for its operator.</summary>
    public static string Describe()
    {
        if (!OperatingSystem.IsLinux())
            return "in processes of their own, bounded in time";
        var network = Seccomp.IsThere ? "without network (seccomp)" : "with network, since this processor's calls are not known here";
        var files = Landlock.IsThere
            ? $"with no file in sight but theirs (Landlock {Landlock.Version})"
            : "with all files in sight, since this kernel has no Landlock";
        return $"in processes of their own, {network} and {files}";
    }

    /// <summary>The code of this program and of its runtime: no settings, and no folder in which data may lie.</summary>
    private static IEnumerable<string> OwnFiles()
    {
        var code = Directory.EnumerateFiles(AppContext.BaseDirectory).Where(IsCode);
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        // A program that brings its runtime with it has it beside itself.
        return Directory.Exists(Path.Combine(runtime, "shared"))
            ? [.. code, Path.Combine(AppContext.BaseDirectory, "runtimes"), runtime]
            : [.. code, Path.Combine(AppContext.BaseDirectory, "runtimes")];
    }

    private static bool IsCode(string file) =>
        Path.GetExtension(file) is ".dll" or ".so" or ""
        || file.Contains(".so.", StringComparison.Ordinal)
        || file.EndsWith(".deps.json", StringComparison.Ordinal)
        || file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);

    private static IEnumerable<string> FilesOf(string program) =>
        [program, new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program];
}
