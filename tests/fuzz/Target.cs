namespace XrContent.Fuzz;

/// <summary>A parser that is given what strangers may send.</summary>
/// <param name="Name">A word, which is the folder of its corpus too.</param>
/// <param name="Read">Reads an input as the server would.</param>
/// <param name="IsRefusal">Whether an exception is what the parser promises for input that it does not take.</param>
internal sealed record Target(string Name, Action<byte[]> Read, Func<Exception, bool> IsRefusal)
{
    /// <summary>Memory that an input of a few kilobytes may make a parser ask for, bytes: what a picture's process has.</summary>
    private const long MostAllocated = 512L << 20;

    /// <returns>Why the input was refused; null where it was read.</returns>
    /// <exception cref="InvalidOperationException">It took more memory than any input should.</exception>
    public string? Judge(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? refusal = null;
        try
        {
            Read(input);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            refusal = error.Message;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= MostAllocated
            ? refusal
            : throw new InvalidOperationException($"{input.Length} bytes made {Name} ask for {allocated >> 20} MiB.");
    }
}
