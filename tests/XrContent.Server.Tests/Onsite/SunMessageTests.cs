using XrContent.Server.Onsite.Tags;

namespace XrContent.Server.Tests.Onsite;

/// <summary>
/// Expected values are those that NXP publishes: AN12196 (tables 1, 2 and 4, and the messages of sections 3.4 and 4) and AN10922 (section
/// 2.2.1).
/// </summary>
public class SunMessageTests
{
    private static readonly byte[] FactoryKey = new byte[16];

    [Theory]
    [InlineData("EF963FF7828658A599F3041510671E88", "04DE5F1EACC040", 61)]
    [InlineData("FD91EC264309878BE6345CBE53BADF40", "04958CAA5C5E80", 8)]
    public void The_data_of_a_tap_are_decrypted(string data, string uid, int counter) =>
        Assert.Equal(new Tap(uid, counter), SunMessage.Decrypt(FactoryKey, Convert.FromHexString(data)));

    [Theory]
    [InlineData("04DE5F1EACC040", 61, "", "94EED9EE65337086")]
    [InlineData("041E3C8A2D6B80", 6, "", "4B00064004B0B3D3")]
    [InlineData("04958CAA5C5E80", 8, "CEE9A53E3E463EF1F459635736738962&cmac=", "ECC1E7F6C6C73BF6")]
    public void The_signature_of_a_tap_is_the_published_one(string uid, int counter, string more, string mac) =>
        Assert.Equal(mac, Convert.ToHexString(SunMessage.Mac(FactoryKey, new(uid, counter), System.Text.Encoding.ASCII.GetBytes(more))));

    [Fact]
    public void A_chip_s_key_comes_from_the_master_key_as_published() =>
        Assert.Equal(
            "A8DD63A3B89D54B37CA802473FDA9175",
            Convert.ToHexString(
                SunMessage.Diversify(
                    Convert.FromHexString("00112233445566778899AABBCCDDEEFF"),
                    Convert.FromHexString("04782E21801D803042F54E585020416275")
                )
            )
        );

    [Fact]
    public void Another_key_reads_nothing() =>
        Assert.Null(SunMessage.Decrypt([.. Enumerable.Repeat((byte)1, 16)], Convert.FromHexString("EF963FF7828658A599F3041510671E88")));

    [Fact]
    public void No_two_chips_share_a_key_and_none_has_the_factory_s()
    {
        byte[] master = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];
        var (one, other) = (ChipKeys.Of(master, "04DE5F1EACC040"), ChipKeys.Of(master, "04958CAA5C5E80"));
        byte[][] keys =
        [
            one.Application,
            one.FileRead,
            .. one.Spare,
            other.Application,
            other.FileRead,
            .. other.Spare,
            one.MetaRead,
            FactoryKey,
        ];
        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(one.MetaRead, other.MetaRead);
    }

    [Fact]
    public void The_sheet_says_where_the_chip_writes_into_its_address()
    {
        var sheet = ChipSheet.Of(
            "https://xr.example.org/t/aaaaaaaaaaaaaaaaaaaaaaaaaa",
            "04DE5F1EACC040",
            ChipKeys.Of(new byte[16], "04DE5F1EACC040")
        );
        var file = Convert.FromHexString(sheet.NdefFile);
        // NFC Forum: NDEF record header, then URI record with the code for "https://".
        Assert.Equal([0, (byte)(file.Length - 2), 0xD1, 0x01, (byte)(file.Length - 6), (byte)'U', 0x04], file[..7]);
        Assert.Equal("xr.example.org/t/aaaaaaaaaaaaaaaaaaaaaaaaaa?c=", System.Text.Encoding.ASCII.GetString(file[7..sheet.DataOffset]));
        Assert.All(file[sheet.DataOffset..], digit => Assert.Equal((byte)'0', digit));
        Assert.Equal((32, 16), (sheet.MacOffset - sheet.DataOffset, file.Length - sheet.MacOffset));
        Assert.Equal($"4000E0C1FF12{sheet.DataOffset:X2}0000{sheet.MacOffset:X2}0000{sheet.MacOffset:X2}0000", sheet.FileSettings);
    }

    [Fact]
    public void An_address_too_long_for_a_chip_is_refused() =>
        Assert.Throws<ArgumentException>(() =>
            ChipSheet.Of($"https://{new string('a', 200)}.example.org/t/x", "04DE5F1EACC040", ChipKeys.Of(new byte[16], "04DE5F1EACC040"))
        );

    /// <summary>Whatever the order of taps, each counts once at most, and a window of 64 forgets nothing within it.</summary>
    [Fact]
    public void A_counter_is_taken_once_whatever_the_order() =>
        Gen.Int[0, 200]
            .Array[0, 300]
            .Sample(counters =>
            {
                var (highest, seen) = (-1, 0L);
                var taken = new HashSet<int>();
                foreach (var counter in counters)
                {
                    var may = !taken.Contains(counter) && counter > highest - 64;
                    var step = ReplayWindow.Take(highest, seen, counter);
                    Assert.Equal(may, step is not null);
                    if (step is not var (nextHighest, nextSeen))
                        continue;
                    (highest, seen) = (nextHighest, nextSeen);
                    Assert.True(taken.Add(counter));
                    Assert.Equal(taken.Max(), highest);
                }
            });
}
