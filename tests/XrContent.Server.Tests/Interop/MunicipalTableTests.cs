using System.Text;
using XrContent.Server.Interop.OpenData;

namespace XrContent.Server.Tests.Interop;

/// <summary>Tables as municipalities really publish them.</summary>
public class MunicipalTableTests
{
    [Fact]
    public void Signs_that_no_format_can_carry_are_left_out_and_told()
    {
        var table = MunicipalTable.Read(Encoding.UTF8.GetBytes("ID,名称\n1,長\u000B崎\u0001\n"));
        Assert.Equal("長崎", table.Rows[0]["名称"]);
        Assert.Equal((2, "名称"), (table.Notes[0].Row, table.Notes[0].Column));
    }

    [Fact]
    public void Real_files_oddities_are_each_met_and_named()
    {
        var table = MunicipalTable.Read(
            Encoding.UTF8.GetBytes(
                "_id,NO,名称,名称_英字,緯度,経度,緯度,料金（基本）\n"
                    + "7,1,\"二行の\n名前\",Two lines,32.75,129.87,32.75,\n"
                    + "8,2,逆,Swapped,129.87,32.75,,\n"
                    + "9,3,零,Zero,0,0,,\n"
                    + "10,4,海外,Abroad,48.8,2.3,48.8,\n"
                    + "11,5,文字,Letters,北,東,北,100\n"
                    + "12,6,二つ,Two,32.75,129.87,32.76,\n"
            )
        );
        Assert.Contains("料金(基本)", table.Columns);
        Assert.Contains("名称_英語", table.Columns);
        Assert.Equal(["緯度"], table.Notes.Where(note => note.Row == 1).Select(note => note.Column));
        Assert.Equal([(7, "緯度")], table.Notes.Where(note => note.Row > 1).Select(note => (note.Row!.Value, note.Column!)));
        var said = table.Rows.Select(row =>
        {
            var notes = new List<CellNote>();
            var at = MunicipalValues.Position(row, notes);
            return $"{at?.Latitude:0.##} {string.Join(' ', notes.Select(note => $"{note.Row} {note.Column}: {note.Message}"))}";
        });
        Assert.Equal(
            [
                "32.75 ",
                "32.75 3 緯度: Latitude and longitude stand in each other's place; put right.",
                " 4 緯度: Is 0, 0, which lies in the Atlantic and means that nobody said; left without a position.",
                " 5 緯度: 48.8, 2.3 is not in Japan; left without a position.",
                " 6 緯度: \"北\" is not a number of degrees; left without a position.",
                "32.75 ",
            ],
            said
        );
    }

    [Theory]
    [InlineData("2026-02-06", "2026-02-06", false)]
    [InlineData("2026/2/6", "2026-02-06", false)]
    [InlineData("２０２６年２月６日", "2026-02-06", false)]
    [InlineData("令和8年2月6日", "2026-02-06", false)]
    [InlineData("昭和20年8月9日", "1945-08-09", false)]
    [InlineData("令和元年5月1日", "2019-05-01", false)]
    [InlineData("2/6/2026", "2026-02-06", true)]
    [InlineData("23/2/2026", "2026-02-23", true)]
    [InlineData("2026-02-30", null, true)]
    [InlineData("soon", null, true)]
    public void A_day_is_read_in_each_way_that_lists_write_it(string text, string? day, bool isNoted)
    {
        var table = MunicipalTable.Read(Encoding.UTF8.GetBytes($"イベント名,開始日\n催し,{text}\n"));
        var notes = new List<CellNote>();
        Assert.Equal(day is null ? null : DateOnly.Parse(day), MunicipalValues.Day(table.Rows[0], "開始日", notes));
        Assert.Equal(isNoted, notes.Count == 1 && notes[0] is { Row: 2, Column: "開始日" });
    }

    [Theory]
    [InlineData("utf-8", false, ',')]
    [InlineData("utf-8", true, ',')]
    [InlineData("shift_jis", false, ',')]
    [InlineData("utf-16", true, '\t')]
    [InlineData("utf-16", false, '\t')]
    [InlineData("utf-16BE", true, ',')]
    public void A_list_is_read_in_every_encoding_that_municipalities_use(string name, bool hasMark, char sign)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var bytes = encoding.GetBytes($"NO{sign}名称\r\n1{sign}長崎・稲佐山～①\r\n");
        var table = MunicipalTable.Read(hasMark ? [.. encoding.GetPreamble(), .. bytes] : bytes);
        Assert.Equal(name.ToLowerInvariant(), table.Encoding);
        Assert.Equal("長崎・稲佐山～①", Assert.Single(table.Rows)["名称"]);
    }

    [Fact]
    public void A_text_that_a_spreadsheet_would_run_goes_out_guarded_and_comes_in_as_it_was()
    {
        foreach (var text in new[] { "=1+1", "@SUM(A1)", "+81-95", "-1", "a,b\"c", "行\n行" })
        {
            var cell = Hosting.Csv.Cell(text);
            Assert.DoesNotContain(cell[0], "=+-@");
            var table = MunicipalTable.Read(Encoding.UTF8.GetBytes($"ID,名称\n1,{cell}\n"));
            Assert.Equal(text, table.Rows[0]["名称"]);
        }
    }

    [Theory]
    [InlineData("ｶﾞｲﾄﾞ ﾊﾟｰｸ", "ガイド パーク")]
    [InlineData("ヴｧｳﾞ･ｯﾂﾞ", "ヴァヴ・ッヅ")]
    [InlineData("ＡＢＣ－１２３（４）　", "ABC-123(4)")]
    [InlineData("漢字ひらがなカタカナ", "漢字ひらがなカタカナ")]
    public void Letters_of_either_width_are_the_same(string text, string plain) => Assert.Equal(plain, Widths.Plain(text));

    [Fact]
    public void Any_bytes_are_read_or_refused_with_a_reason() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 200],
                Gen.String[Gen.Char["名称,\t\"\n\r 1é"], 0, 200].Select(text => Encoding.UTF8.GetBytes("名称,ID\n" + text))
            )
            .Sample(bytes =>
                Assert.All(MunicipalTable.Read(bytes).Notes, note => Assert.EndsWith(".", note.Message, StringComparison.Ordinal))
            );
}
