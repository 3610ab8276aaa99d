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

internal static class Storage
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<StorageOptions>()
            .Bind(configuration)
            .Configure(options =>
            {
                options.DatabaseProvider = configuration["Database:Provider"] ?? options.DatabaseProvider;
                options.DatabaseMigrateAtStart = configuration.GetValue("Database:MigrateAtStart", options.DatabaseMigrateAtStart);
                options.BlobsProvider = configuration["Blobs:Provider"] ?? options.BlobsProvider;
                options.BlobsContainer = configuration["Blobs:Container"] ?? options.BlobsContainer;
                options.BlobsDelivery = configuration["Blobs:Delivery"] ?? options.BlobsDelivery;
                options.BlobsLinkLife = configuration.GetValue("Blobs:LinkLife", options.BlobsLinkLife);
            })
            .Validate(options => !string.IsNullOrWhiteSpace(options.DataDirectory), "DataDirectory must name a folder.")
            .Validate(
                options => options.DatabaseProvider is StorageOptions.Sqlite or StorageOptions.Postgres,
                "Database:Provider must be Sqlite or Postgres."
            )
            .Validate(
                options => !options.IsPostgres || PostgresConnection.IsOne(configuration.GetConnectionString("Catalog")),
                "Database:Provider Postgres needs ConnectionStrings:Catalog, such as Host=db;Database=xrcontent;Username=xrcontent."
            )
            .Validate(
                options => options.BlobsProvider is "FileSystem" or StorageOptions.Azure,
                "Blobs:Provider must be FileSystem or Azure."
            )
            .Validate(
                options => options.BlobsProvider != StorageOptions.Azure || configuration.GetConnectionString("Blobs") is { Length: > 0 },
                "Blobs:Provider Azure needs ConnectionStrings:Blobs."
            )
            .Validate(
                options => options.BlobsLinkLife > TimeSpan.Zero && options.BlobsLinkLife <= TimeSpan.FromDays(7),
                "Blobs:LinkLife must be more than 0 and at most 7 days."
            )
            .Validate(
                options => options.BlobsDelivery != StorageOptions.Sas || options.BlobsProvider == StorageOptions.Azure,
                "Blobs:Delivery Sas needs Blobs:Provider Azure."
            )
            .Validate(options => options.BlobsDelivery is "Proxy" or StorageOptions.Sas, "Blobs:Delivery must be Proxy or Sas.")
            .ValidateOnStart();
        services.KnowSettings("Database", "Provider", "MigrateAtStart");
        services.KnowSettings("Blobs", "Provider", "Container", "Delivery", "LinkLife");
        services.KnowSettings("ConnectionStrings", "Catalog", "Blobs", "Redis");
        services.AddSingleton<PostgresConnection>().AddSingleton<IDbContextFactory<XrContentDb>>(ContextsOf);
        // Of a request, for what the framework keeps of staff and keys.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<XrContentDb>>().CreateDbContext());
        services.AddSingleton(provider =>
        {
            var contexts = provider.GetRequiredService<IDbContextFactory<XrContentDb>>();
            return new Database(contexts.CreateDbContext);
        });
        services.AddSingleton<FourDatabases>().AddSingleton<DatabaseMigration>().AddSingleton<DatabaseCopy>();
        services.AddHostedService<MigrateAtStart>().AddHostedService<DatabaseNews>();
        services.AddExceptionHandler<DatabaseFaults>();
        // Keys are read as the server starts, after the tables are there.
        services.AddDataProtection().SetApplicationName("XrContent").PersistKeysToDbContext<XrContentDb>();
        services.AddSingleton<PublicationSignal>().AddSingleton<JobSignal>();
        services.AddSingleton<CatalogWriter>().AddSingleton<AuditLog>();
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

    private static Contexts ContextsOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<StorageOptions>>().Value.IsPostgres
            ? Contexts.Postgres(services.GetRequiredService<PostgresConnection>().Source, services)
            : Contexts.Sqlite(ConnectionOf(services), services);

    /// <summary>The SQLite database that this server uses.</summary>
    public static string ConnectionOf(IServiceProvider services)
    {
        var folder = Directory.CreateDirectory(services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder).FullName;
        return services.GetRequiredService<IConfiguration>().GetConnectionString("Catalog")
            ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "catalog.db"), DefaultTimeout = 30 }.ToString();
    }

    /// <summary>A container as another installation will use it.</summary>
    public static IBlobs AzureOf(string connection, string container) =>
        new AzureBlobs(new BlobContainerClient(connection, container), null, TimeProvider.System);

    private static IBlobs BlobsOf(IServiceProvider services, IConfiguration configuration)
    {
        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (options.BlobsProvider != StorageOptions.Azure)
            return new FileBlobs(Path.Combine(options.Folder, "media"));
        var container = new BlobContainerClient(configuration.GetConnectionString("Blobs"), options.BlobsContainer);
        return new AzureBlobs(
            container,
            options.BlobsDelivery == StorageOptions.Sas ? options.BlobsLinkLife : null,
            services.GetRequiredService<TimeProvider>()
        );
    }
}
