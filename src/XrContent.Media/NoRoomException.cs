namespace XrContent.Media;

/// <summary>This machine could not do it now; nothing is wrong with the file, and it is worth another try without anybody's doing.</summary>
public sealed class NoRoomException(string message) : Exception(message);
