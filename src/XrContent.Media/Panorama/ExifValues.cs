using MetadataExtractor;

namespace XrContent.Media.Panorama;

/// <summary>Reads what a camera wrote, by a library whose getters throw where a value is of another type than the standard says.</summary>
internal static class ExifValues
{
    /// <returns>Null where the value is not there, of another type, or beyond what can be: it says nothing then.</returns>
    public static T? Said<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception error)
            when (error
                    is MetadataException
                        or InvalidCastException
                        or NotSupportedException
                        or FormatException
                        or ArithmeticException
                        or ArgumentException
                        or IndexOutOfRangeException
            )
        {
            return default;
        }
    }
}
