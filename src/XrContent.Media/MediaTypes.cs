namespace XrContent.Media;

/// <summary>Media types of the files that this program makes.</summary>
public static class MediaTypes
{
    /// <summary>By the name's ending; bytes of no known kind for all that is never served.</summary>
    public static string Of(string name) =>
        Path.GetExtension(name) switch
        {
            ".jpg" => "image/jpeg",
            ".webp" => "image/webp",
            ".glb" => "model/gltf-binary",
            ".m3u8" => "application/vnd.apple.mpegurl",
            ".mp4" => "video/mp4",
            ".m4a" => "audio/mp4",
            ".vtt" => "text/vtt; charset=utf-8",
            _ => "application/octet-stream",
        };
}
