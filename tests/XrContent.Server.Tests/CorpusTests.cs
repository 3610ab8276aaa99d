using XrContent.Fuzz;

namespace XrContent.Server.Tests;

/// <summary>What fuzzing led to (tests/fuzz/run.sh), read again: what once broke a parser, and what came to each part of it.</summary>
public class CorpusTests
{
    /// <summary>Targets whose valid files are longer than a corpus should be.</summary>
    private static readonly string[] TooLong = ["hgt"];

    public static TheoryData<string> Names => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_input_is_read_or_refused_in_words_and_in_bounded_memory(string name)
    {
        var inputs = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", name));
        var refusals = inputs.Select(input => Targets.Find(name).Judge(File.ReadAllBytes(input))).ToList();
        Assert.Equal(!TooLong.Contains(name), refusals.Contains(null));
        Assert.All(refusals.OfType<string>(), refusal => Assert.NotEmpty(refusal));
    }
}
