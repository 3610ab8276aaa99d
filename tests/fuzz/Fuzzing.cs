using SharpFuzz;

namespace XrContent.Fuzz;

/// <summary>
/// Reads what a fuzzer makes up; run.sh starts it. Without words it names the targets; with a name it reads inputs of AFL until it ends;
/// with a name and files it says what became of each.
/// </summary>
internal static class Fuzzing
{
    private static void Main(string[] words)
    {
        switch (words)
        {
            case []:
                foreach (var target in Targets.All)
                    Console.WriteLine(target.Name);
                break;
            case [var name]:
                var fuzzed = Targets.Find(name);
                Fuzzer.OutOfProcess.Run(stream =>
                {
                    using var input = new MemoryStream();
                    stream.CopyTo(input);
                    fuzzed.Judge(input.ToArray());
                });
                break;
            case [var name, .. var files]:
                foreach (var file in files)
                    Console.WriteLine($"{file}: {Targets.Find(name).Judge(File.ReadAllBytes(file)) ?? "read"}");
                break;
        }
    }
}
