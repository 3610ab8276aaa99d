using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace XrContent.Server.Data.Migrations
{
    /// <inheritdoc />
    public partial class PlannedEnds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "PlannedUntil",
                table: "Items",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Withdrawals",
                table: "Items",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
            // One column told the end of both.
            migrationBuilder.Sql("""
                UPDATE "Items" SET "PlannedUntil" = "ShowUntil" WHERE "PlannedRevision" IS NOT NULL AND "ShowUntil" > "ShowFrom";
                UPDATE "Items" SET "ShowUntil" = NULL WHERE "PublishedRevision" IS NULL;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PlannedUntil",
                table: "Items");

            migrationBuilder.DropColumn(
                name: "Withdrawals",
                table: "Items");
        }
    }
}
