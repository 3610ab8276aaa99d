using XrContent.Catalog.Audit;

namespace XrContent.Catalog.Tests;

public class ReservedNamesTests
{
    [Theory]
    [InlineData("service")]
    [InlineData(" Schedule ")]
    [InlineData("EVERYBODY")]
    [InlineData("first  start")]
    [InlineData("operator hana")]
    [InlineData("Ｓervice")]
    [InlineData("ser\u200Bvice")]
    [InlineData("every body")]
    [InlineData("s\u0435rvice")]
    [InlineData("\u039Ana Sato")]
    public void What_reads_as_a_name_of_the_audit_log_is_no_person_s(string name) => Assert.True(ReservedNames.Includes(name));

    [Theory]
    [InlineData("Hana Sato")]
    [InlineData("佐藤 花")]
    [InlineData("Анна")]
    [InlineData("Serviceman Joe")]
    [InlineData("김민지")]
    public void Other_names_are_free(string name) => Assert.False(ReservedNames.Includes(name));
}
