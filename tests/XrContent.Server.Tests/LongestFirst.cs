using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(XrContent.Server.Tests.LongestFirst))]

namespace XrContent.Server.Tests;

/// <summary>Begins what takes minutes before all else, so that at the end no core waits for one of them.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(CrashTests),
        nameof(BackupTests),
        nameof(MalformedTests),
        nameof(IngestTests),
        nameof(Scaled.ScaledTests),
        nameof(UploadTests),
        nameof(Views.Terrain.TerrainFetchTests),
        nameof(Studio.MarkedPixelTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(Long, known => name.Contains($".{known}", StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
