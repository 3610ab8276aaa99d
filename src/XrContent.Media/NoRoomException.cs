namespace XrContent.Media;

/// <summary>
/// This machine could not do it now; nothing is wrong with the file, and it is worth another try without anybody's doing.
/// </summary>
public sealed class NoRoomException() : Exception(DiskFull)
{
    /// <summary>What its photographer is told.</summary>
    public const string DiskFull = "The server's disk is full. The file waits, and is tried again by itself when there is room.";

    /// <summary>Linux's ENOSPC and EDQUOT, Windows' ERROR_DISK_FULL: the low word of an IOException's HResult.</summary>
    private static readonly int[] Full = [28, 122, 112];

    /// <summary>Whether an error says that there is no room.</summary>
    public static bool IsSaidBy(Exception error) =>
        error is NoRoomException || error is IOException && Full.Contains(error.HResult & 0xFFFF);
}
