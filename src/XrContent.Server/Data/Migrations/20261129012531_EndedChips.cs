using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace XrContent.Server.Data.Migrations
{
    /// <inheritdoc />
    public partial class EndedChips : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Ended",
                table: "Chips",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Ended",
                table: "Chips");
        }
    }
}
