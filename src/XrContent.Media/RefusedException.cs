namespace XrContent.Media;

/// <summary>A file that is not taken in, with a reason that tells its photographer what to do.</summary>
/// <param name="code">Stable short name of the reason, such as "not-equirectangular".</param>
/// <param name="reason">What is wrong and what would help, one or two sentences.</param>
public sealed class RefusedException(string code, string reason) : Exception(reason)
{
    public string Code { get; } = code;
}
