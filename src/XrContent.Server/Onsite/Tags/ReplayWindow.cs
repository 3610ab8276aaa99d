namespace XrContent.Server.Onsite.Tags;

/// <summary>Remembers which of the last 64 counters were used, as IPsec does (RFC 4303, section 3.4.3).</summary>
internal static class ReplayWindow
{
    private const int Width = 64;

    /// <summary>What is to be remembered once a counter is taken; null when it was taken before or lies too far back to tell.</summary>
    /// <param name="highest">The highest counter taken, -1 for none.</param>
    /// <param name="seen">Bit i is set when counter <paramref name="highest"/> - i was taken.</param>
    public static (int Highest, long Seen)? Take(int highest, long seen, int counter)
    {
        if (counter > highest)
        {
            var ahead = counter - highest;
            return (counter, ahead >= Width ? 1 : seen << ahead | 1);
        }

        var back = highest - counter;
        if (back >= Width || (seen >> back & 1) == 1)
            return null;
        return (highest, seen | 1L << back);
    }
}
