using NetTopologySuite.Geometries;
using XrContent.Geo;
using XrContent.Server.Hosting;

namespace XrContent.Server.Catalogue;

/// <summary>Cells that somebody says instead of a position, and what is near them.</summary>
internal static class CellList
{
    /// <summary>Of the cell that somebody is in.</summary>
    public const int Zoom = 15;

    /// <summary>Of the widest cell that may be said: some tens of kilometres.</summary>
    public const int WidestZoom = 9;

    /// <summary>So many may be said at once: a street, not a country.</summary>
    private const int Most = 16;

    /// <summary>How they are written, for descriptions of parameters.</summary>
    public const string Form = "Cells \"15/x/y\" with commas between, or wider ones down to zoom 9; 16 at most.";

    /// <summary>The cells, each once; null where they are none.</summary>
    public static IReadOnlyList<SlippyCell>? Parse(string text)
    {
        var cells = new List<SlippyCell>();
        foreach (var word in text.Split(',', Most + 1))
        {
            if (!SlippyCell.TryParse(word, out var cell) || cell.Zoom is < WidestZoom or > Zoom)
                return null;
            cells.Add(cell);
        }

        return cells.Count <= Most ? [.. cells.Distinct()] : null;
    }

    public static HttpValidationProblemDetails Problem() =>
        Problems.Parameter(
            "cells",
            $"Must be 1 to {Most} cells written {Zoom}/x/y, or with a wider zoom down to {WidestZoom}, with commas between."
        );

    /// <summary>What is near a cell lies in it or in the eight round it.</summary>
    public static IReadOnlyList<Envelope> Around(IEnumerable<SlippyCell> cells) =>
        [
            .. cells
                .SelectMany(cell => cell.Neighbourhood())
                .Distinct()
                .Select(near => new Envelope(near.West, near.East, near.South, near.North)),
        ];
}
