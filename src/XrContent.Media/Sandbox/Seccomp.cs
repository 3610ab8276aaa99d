using System.Runtime.InteropServices;

namespace XrContent.Media.Sandbox;

/// <summary>
/// Refuses system calls that a decoder has no use for: network, other processes and their memory, and those in which most holes of the
/// kernel were found (seccomp(2)).
/// </summary>
internal static partial class Seccomp
{
    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const int Filter = 2;

    private const uint Allow = 0x7FFF0000;
    private const uint Kill = 0x80000000;
    private const uint NotPermitted = 0x00050000 | 1;

    /// <summary>The C library then uses the older call, whose flags can be looked at.</summary>
    private const uint NotThere = 0x00050000 | 38;

    private const uint OfThreads = 0x00010000;

    /// <summary>What is refused, with its numbers; a call that arm64 never had has none there.</summary>
    private static readonly (string Call, uint X64, uint? Arm64)[] Refused =
    [
        // Network.
        ("socket", 41, 198),
        // Other processes and their memory.
        ("ptrace", 101, 117),
        ("process_vm_readv", 310, 270),
        ("process_vm_writev", 311, 271),
        ("pidfd_getfd", 438, 438),
        ("fork", 57, null),
        ("vfork", 58, null),
        // Signals, which Landlock holds from its sixth version on.
        ("kill", 62, 129),
        ("tkill", 200, 130),
        ("rt_sigqueueinfo", 129, 138),
        ("rt_tgsigqueueinfo", 297, 240),
        ("pidfd_send_signal", 424, 424),
        // Another view of the file system.
        ("mount", 165, 40),
        ("umount2", 166, 39),
        ("pivot_root", 155, 41),
        ("chroot", 161, 51),
        ("setns", 308, 268),
        ("unshare", 272, 97),
        ("open_by_handle_at", 304, 265),
        // What changes files by their names and is no right of Landlock.
        ("truncate", 76, 45),
        ("chmod", 90, null),
        ("fchmod", 91, 52),
        ("fchmodat", 268, 53),
        ("fchmodat2", 452, 452),
        ("chown", 92, null),
        ("fchown", 93, 55),
        ("lchown", 94, null),
        ("fchownat", 260, 54),
        ("utime", 132, null),
        ("utimes", 235, null),
        ("futimesat", 261, null),
        ("utimensat", 280, 88),
        ("setxattr", 188, 5),
        ("lsetxattr", 189, 6),
        ("fsetxattr", 190, 7),
        ("removexattr", 197, 14),
        ("lremovexattr", 198, 15),
        ("fremovexattr", 199, 16),
        ("mknod", 133, null),
        ("mknodat", 259, 33),
        // Memory that no limit counts.
        ("shmget", 29, 194),
        // What decoders have no use for, and holes were found in.
        ("bpf", 321, 280),
        ("perf_event_open", 298, 241),
        ("userfaultfd", 323, 282),
        ("io_uring_setup", 425, 425),
        ("add_key", 248, 217),
        ("request_key", 249, 218),
        ("keyctl", 250, 219),
        ("kexec_load", 246, 104),
        ("init_module", 175, 105),
        ("finit_module", 313, 273),
    ];

    /// <summary>What differs by architecture: its name, clone, tgkill, prlimit64, and the numbers of what is refused.</summary>
    private static (uint Architecture, uint Clone, uint SignalThread, uint Limit, IEnumerable<uint> Refused)? Table =>
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (0xC000003E, 56, 234, 302, Refused.Select(one => one.X64)),
            Architecture.Arm64 => (0xC00000B7, 220, 131, 261, Refused.Select(one => one.Arm64).OfType<uint>()),
            _ => null,
        };

    /// <summary>Whether this processor's calls are known here.</summary>
    public static bool IsThere => Table is not null;

    private const uint Clone3 = 435;

    /// <summary>Calls of x64 in the form of x32 have other numbers.</summary>
    private const uint FirstOfX32 = 0x40000000;

    /// <summary>No program that is begun from here on gains rights by its file (set-user-ID and the like).</summary>
    public static void KeepPrivileges()
    {
        if (Native.Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            throw Failed();
    }

    /// <summary>Confines the calling thread.</summary>
    /// <exception cref="InvalidOperationException">The kernel refused it.</exception>
    public static unsafe void Enter()
    {
        if (Table is not { } table)
            return;
        var program = Write(table.Architecture, table.Clone, table.SignalThread, table.Limit, table.Refused);
        fixed (Instruction* first = program)
        {
            var whole = new Whole((ushort)program.Length, (nint)first);
            if (Native.Control(SetSeccomp, Filter, (nint)(&whole), 0, 0) != 0)
                throw Failed();
        }
    }

    /// <summary>The filter as the kernel reads it: each step compares, and skips some of those that follow.</summary>
    private static Instruction[] Write(uint architecture, uint clone, uint signalThread, uint limit, IEnumerable<uint> refused)
    {
        const int number = 0,
            arch = 4,
            first = 16;
        List<Instruction> steps =
        [
            Load(arch),
            IfEqual(architecture, 1, 0),
            Return(Kill),
            Load(number),
            IfLess(FirstOfX32, 1),
            Return(Kill),
            IfEqual(Clone3, 0, 1),
            Return(NotThere),
            // A thread is begun as a process is, with a flag.
            IfEqual(clone, 0, 4),
            Load(first),
            IfSet(OfThreads, 1),
            Return(NotPermitted),
            Return(Allow),
            // The runtime stops its own threads by signals, and looks up its own limits.
            IfEqual(signalThread, 0, 4),
            Load(first),
            IfEqual((uint)Environment.ProcessId, 1, 0),
            Return(NotPermitted),
            Return(Allow),
            IfEqual(limit, 0, 4),
            Load(first),
            IfEqual(0, 1, 0),
            Return(NotPermitted),
            Return(Allow),
        ];
        foreach (var call in refused)
            steps.AddRange([IfEqual(call, 0, 1), Return(NotPermitted)]);
        return [.. steps, Return(Allow)];
    }

    private static Instruction Load(int offset) => new(0x20, 0, 0, (uint)offset);

    private static Instruction IfEqual(uint value, byte then, byte otherwise) => new(0x15, then, otherwise, value);

    private static Instruction IfLess(uint value, byte then) => new(0x35, 0, then, value);

    private static Instruction IfSet(uint bits, byte then) => new(0x45, then, 0, bits);

    private static Instruction Return(uint what) => new(0x06, 0, 0, what);

    private static InvalidOperationException Failed() =>
        new($"prctl failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte Then, byte Otherwise, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Whole(ushort Length, nint First);

    private static partial class Native
    {
        [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
        public static partial int Control(int what, nint a, nint b, nint c, nint d);
    }
}
