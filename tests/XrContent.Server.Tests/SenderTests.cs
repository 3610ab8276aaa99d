using System.Net;
using XrContent.Server.Hosting;

namespace XrContent.Server.Tests;

/// <summary>Who has a whole network of addresses is bounded as one sender.</summary>
public class SenderTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::")]
    public void An_address_is_itself_and_of_the_sixth_version_its_network(string address, string sender) =>
        Assert.Equal(sender, Sender.Of(IPAddress.Parse(address)));
}
