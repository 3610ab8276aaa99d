using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using XrContent.Catalog.Documents;

namespace XrContent.Server.Insight;

/// <summary>What the house set itself for a year, and how it stands.</summary>
/// <param name="Title">In the plan's own words.</param>
/// <param name="Target">The plan's own number.</param>
/// <param name="Measure">What is counted for it; null where nothing here is, and somebody says how it stands.</param>
/// <param name="Facet">Which cells of the measure; all acts where null.</param>
/// <param name="Value">The cell's value, such as a place's id.</param>
/// <param name="Estimate">How it stands where it is not counted here.</param>
/// <param name="Note">How the estimate was come by, or what the number means.</param>
internal sealed record Goal(
    [property: Required] LocalText Title,
    [property: Range(1, 1e12)] double Target,
    Measure? Measure = null,
    Facet? Facet = null,
    [property: StringLength(80)] string? Value = null,
    [property: Range(0, 1e12)] double? Estimate = null,
    [property: StringLength(500)] string? Note = null
);

/// <summary>The goals of a year and the question that is asked at the end of a tour, as one text.</summary>
/// <param name="Question">brought, again, or null where nothing is asked.</param>
internal sealed record Plan(
    [property: MaxLength(40)] IReadOnlyList<Goal> Goals,
    [property: AllowedValues(null, "brought", "again")] string? Question = null
)
{
    public static readonly Plan Empty = new([], "brought");
}

internal sealed class PlanRow
{
    public required int Year { get; init; }

    /// <summary>JSON of a <see cref="Plan"/>.</summary>
    public required byte[] Text { get; set; }
}

internal sealed class PlanTable : IEntityTypeConfiguration<PlanRow>
{
    public void Configure(EntityTypeBuilder<PlanRow> builder)
    {
        builder.ToTable("Plans").HasKey(row => row.Year);
        builder.Property(row => row.Year).ValueGeneratedNever();
    }
}
