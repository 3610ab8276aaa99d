using Azure.Storage.Blobs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using XrContent.Catalog.Audit;
using XrContent.Catalog.Storage;
using XrContent.Catalog.Workflow;
using XrContent.Media.Blobs;
using XrContent.Server.Hosting;

namespace XrContent.Server.Data;

/// <summary>Where the server keeps what it must not lose.</summary>
internal sealed class StorageOptions
{
    /// <summary>Folder of the database and the media; a relative path counts from where the server is started.</summary>
    public string DataDirectory { get; set; } = "data";

    public string DatabaseProvider { get; set; } = "Sqlite";

    public string BlobsProvider { get; set; } = "FileSystem";

    /// <summary>For Azure: the container.</summary>
    public string BlobsContainer { get; set; } = "xrcontent";

    /// <summary>For Azure: "Proxy" hands all bytes out through this server; "Sas" sends clients to Azure for films.</summary>
    public string BlobsDelivery { get; set; } = "Proxy";

    /// <summary>How long an address in Azure works.</summary>
    public TimeSpan BlobsLinkLife { get; set; } = TimeSpan.FromMinutes(15);

    public string Folder => Path.GetFullPath(DataDirectory);
}

internal static class Storage
{
    private const string Azure = "Azure";
    private const string Sas = "Sas";

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<StorageOptions>()
            .Bind(configuration)
            .Configure(options =>
            {
                options.DatabaseProvider = configuration["Database:Provider"] ?? options.DatabaseProvider;
                options.BlobsProvider = configuration["Blobs:Provider"] ?? options.BlobsProvider;
                options.BlobsContainer = configuration["Blobs:Container"] ?? options.BlobsContainer;
                options.BlobsDelivery = configuration["Blobs:Delivery"] ?? options.BlobsDelivery;
                options.BlobsLinkLife = configuration.GetValue("Blobs:LinkLife", options.BlobsLinkLife);
            })
            .Validate(options => !string.IsNullOrWhiteSpace(options.DataDirectory), "DataDirectory must name a folder.")
            .Validate(options => options.DatabaseProvider == "Sqlite", "Database:Provider must be Sqlite.")
            .Validate(options => options.BlobsProvider is "FileSystem" or Azure, "Blobs:Provider must be FileSystem or Azure.")
            .Validate(
                options => options.BlobsProvider != Azure || configuration.GetConnectionString("Blobs") is { Length: > 0 },
                "Blobs:Provider Azure needs ConnectionStrings:Blobs."
            )
            .Validate(options => options.BlobsDelivery is "Proxy" or Sas, "Blobs:Delivery must be Proxy or Sas.")
            .ValidateOnStart();
        services.AddDbContextFactory<XrContentDb>(
            (provider, options) => options.UseSqlite(ConnectionOf(provider), sqlite => sqlite.MigrationsHistoryTable(XrContentDb.History))
        );
        services.AddSingleton(provider =>
        {
            var contexts = provider.GetRequiredService<IDbContextFactory<XrContentDb>>();
            return new Database(contexts.CreateDbContext);
        });
        services.AddSingleton<FourDatabases>().AddSingleton<DatabaseMigration>().AddHostedService<MigrateAtStart>();
        // Keys are read as the server starts, after the tables are there.
        services.AddDataProtection().SetApplicationName("XrContent").PersistKeysToDbContext<XrContentDb>();
        services.AddSingleton<PublicationSignal>().AddSingleton<CatalogWriter>().AddSingleton<AuditLog>();
        services.AddSingleton<Drafts>().AddSingleton<Publishing>().AddSingleton<Corrections>().AddSingleton<Imports>();
        services
            .AddSingleton<History>()
            .AddSingleton<FormerRenditions>()
            .AddSingleton<Schedule>()
            .AddSingleton<CatalogReader>()
            .AddSingleton<PublishedReader>();
        services.AddSingleton(provider => BlobsOf(provider, configuration));
        services.AddSingleton(provider => new PageSource(
            provider.GetRequiredService<IBlobs>().LinkTo("film")?.GetLeftPart(UriPartial.Authority)
        ));
        services.AddSingleton(provider => new BlobStore(
            provider.GetRequiredService<IBlobs>(),
            Path.Combine(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder, "work")
        ));
        return services;
    }

    /// <summary>The database that this server uses.</summary>
    public static string ConnectionOf(IServiceProvider services)
    {
        var folder = Directory.CreateDirectory(services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder).FullName;
        return services.GetRequiredService<IConfiguration>().GetConnectionString("Catalog")
            ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "catalog.db"), DefaultTimeout = 30 }.ToString();
    }

    private static IBlobs BlobsOf(IServiceProvider services, IConfiguration configuration)
    {
        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (options.BlobsProvider != Azure)
            return new FileBlobs(Path.Combine(options.Folder, "media"));
        var container = new BlobContainerClient(configuration.GetConnectionString("Blobs"), options.BlobsContainer);
        return new AzureBlobs(
            container,
            options.BlobsDelivery == Sas ? options.BlobsLinkLife : null,
            services.GetRequiredService<TimeProvider>()
        );
    }
}
