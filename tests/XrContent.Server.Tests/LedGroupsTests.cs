using XrContent.Server.Live;

namespace XrContent.Server.Tests;

public class LedGroupsTests
{
    private readonly LedGroups groups = new();

    [Fact]
    public void Who_leads_a_code_first_leads_it_until_they_leave()
    {
        Assert.True(groups.Lead("guide", "NAGA1", new("first")));
        Assert.False(groups.Lead("other", "NAGA1", new("second")));
        Assert.Equal("first", groups.LastOf("NAGA1")?.Scene);
        groups.Leave("guide");
        Assert.Null(groups.LastOf("NAGA1"));
        Assert.True(groups.Lead("other", "NAGA1", new("second")));
    }

    [Fact]
    public void One_connection_leads_one_group_so_that_nobody_can_take_all_codes()
    {
        groups.Lead("guide", "NAGA1", new("first"));
        groups.Lead("guide", "NAGA2", new("second"));
        Assert.Null(groups.LastOf("NAGA1"));
        Assert.Equal("second", groups.LastOf("NAGA2")?.Scene);
        Assert.True(groups.Lead("other", "NAGA1", new("third")));
        groups.Leave("guide");
        Assert.Equal("third", groups.LastOf("NAGA1")?.Scene);
    }
}
