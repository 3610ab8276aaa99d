using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Store;
using XrContent.Media.Blobs;

namespace XrContent.Server.Hosting;

/// <summary>Where the server keeps what it must not lose.</summary>
internal sealed class StorageOptions
{
    /// <summary>Folder of the database and the media; a relative path counts from where the server is started.</summary>
    public string DataDirectory { get; set; } = "data";

    public string DatabaseProvider { get; set; } = "Sqlite";

    public string BlobsProvider { get; set; } = "FileSystem";

    public string Folder => Path.GetFullPath(DataDirectory);
}

internal static class Storage
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration)
            .Configure(options =>
            {
                options.DatabaseProvider = configuration["Database:Provider"] ?? options.DatabaseProvider;
                options.BlobsProvider = configuration["Blobs:Provider"] ?? options.BlobsProvider;
            })
            .Validate(options => !string.IsNullOrWhiteSpace(options.DataDirectory), "DataDirectory must name a folder.")
            .Validate(options => options.DatabaseProvider == "Sqlite", "Database:Provider must be Sqlite.")
            .Validate(options => options.BlobsProvider == "FileSystem", "Blobs:Provider must be FileSystem.")
            .ValidateOnStart();
        services.AddDbContextFactory<CatalogDb>((provider, options) =>
        {
            var folder = Directory.CreateDirectory(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder).FullName;
            var connection = configuration.GetConnectionString("Catalog")
                ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "catalog.db"), DefaultTimeout = 30 }.ToString();
            options.UseSqlite(connection);
        });
        services.AddSingleton<CatalogStore>();
        services.AddSingleton(provider => new BlobStore(Path.Combine(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder, "media")));
        return services;
    }
}
