using System.Net;
using System.Net.Sockets;

namespace XrContent.Server.Hosting;

/// <summary>By what a sender is bounded.</summary>
internal static class Sender
{
    /// <summary>Bytes of an IPv6 address that a line is given; the others its owner chooses at will.</summary>
    private const int LineBytes = 8;

    /// <summary>The address, or of IPv6 the network of 64 bits; empty where there is none.</summary>
    public static string Of(HttpContext? context) => context?.Connection.RemoteIpAddress is { } address ? Of(address) : "";

    /// <inheritdoc cref="Of(HttpContext?)"/>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, LineBytes, bytes.Length - LineBytes);
        return new IPAddress(bytes).ToString();
    }
}
