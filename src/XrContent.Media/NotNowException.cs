namespace XrContent.Media;

/// <summary>
/// This machine could not do it now; nothing is wrong with the file, and it is worth another try without anybody's doing.
/// </summary>
/// <param name="reason">What its photographer is told.</param>
public sealed class NotNowException(string reason) : Exception(reason)
{
    private const string DiskFull = "The server's disk is full. The file waits, and is tried again by itself when there is room.";

    /// <summary>Linux's ENOSPC and EDQUOT, Windows' ERROR_DISK_FULL: the low word of an IOException's HResult.</summary>
    private static readonly int[] Full = [28, 122, 112];

    /// <summary>There is no room on the disk.</summary>
    public static NotNowException NoRoom => new(DiskFull);

    /// <summary>Whether an error says that there is no room on the disk.</summary>
    public static bool IsNoRoom(Exception error) => error is IOException && Full.Contains(error.HResult & 0xFFFF);

    /// <summary>Why a file waits, where an error is this machine's fault; null where it is not.</summary>
    public static string? ReasonIn(Exception error) =>
        error is NotNowException now ? now.Message
        : IsNoRoom(error) ? DiskFull
        : null;
}
