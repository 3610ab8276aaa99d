using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace XrContent.Catalog.Store;

/// <summary>Lets `dotnet ef migrations add` make the model without a server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<CatalogDb>
{
    public CatalogDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CatalogDb>().UseSqlite("Data Source=:memory:").Options);
}
