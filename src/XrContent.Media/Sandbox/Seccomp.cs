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

    /// <summary>What differs by architecture: its name, clone, tgkill and prlimit64, and the numbers of refused calls.</summary>
    /// <remarks>
    /// Refused, in this order: socket, ptrace, mount, umount2, pivot_root, chroot, setns, unshare, bpf, perf_event_open, userfaultfd,
    /// add_key, request_key, keyctl, process_vm_readv, process_vm_writev, open_by_handle_at, kexec_load, init_module, finit_module,
    /// io_uring_setup, pidfd_getfd; then signals (kill, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal), since Landlock holds
    /// them from its sixth version on; then what changes files by their names and is no right of Landlock (truncate, and the families of
    /// chmod, chown, utimes, setxattr, mknod); shared memory (shmget), which no limit counts. x64 has older forms of some.
    /// </remarks>
    private static (uint Architecture, uint Clone, uint SignalThread, uint Limit, uint[] Refused)? Table =>
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (
                0xC000003E,
                56,
                234,
                302,
                [
                    41,
                    101,
                    165,
                    166,
                    155,
                    161,
                    308,
                    272,
                    321,
                    298,
                    323,
                    248,
                    249,
                    250,
                    310,
                    311,
                    304,
                    246,
                    175,
                    313,
                    425,
                    438,
                    62,
                    200,
                    129,
                    297,
                    424,
                    76,
                    90,
                    91,
                    268,
                    452,
                    92,
                    93,
                    94,
                    260,
                    132,
                    235,
                    261,
                    280,
                    188,
                    189,
                    190,
                    197,
                    198,
                    199,
                    133,
                    259,
                    29,
                    57,
                    58,
                ]
            ),
            Architecture.Arm64 => (
                0xC00000B7,
                220,
                131,
                261,
                [
                    198,
                    117,
                    40,
                    39,
                    41,
                    51,
                    268,
                    97,
                    280,
                    241,
                    282,
                    217,
                    218,
                    219,
                    270,
                    271,
                    265,
                    104,
                    105,
                    273,
                    425,
                    438,
                    129,
                    130,
                    138,
                    240,
                    424,
                    45,
                    52,
                    53,
                    452,
                    54,
                    55,
                    88,
                    5,
                    6,
                    7,
                    14,
                    15,
                    16,
                    33,
                    194,
                ]
            ),
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
    private static Instruction[] Write(uint architecture, uint clone, uint signalThread, uint limit, uint[] refused)
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
