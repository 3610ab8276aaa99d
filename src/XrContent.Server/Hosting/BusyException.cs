namespace XrContent.Server.Hosting;

/// <summary>So much is being made already that one more would wait too long. Nothing was changed; who asks again later gets it.</summary>
/// <param name="wait">After which asking again is worth it.</param>
internal sealed class BusyException(TimeSpan wait) : Exception("Too much is being made at this moment.")
{
    public TimeSpan Wait => wait;
}
