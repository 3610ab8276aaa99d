namespace XrContent.Server.Data;

/// <summary>Where the server keeps what it must not lose.</summary>
internal sealed class StorageOptions
{
    public const string Sqlite = "Sqlite";
    public const string Postgres = "Postgres";
    public const string Azure = "Azure";
    public const string Sas = "Sas";

    /// <summary>Folder of the database and the media; a relative path counts from where the server is started.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>"Sqlite" for one machine, "Postgres" for several.</summary>
    public string DatabaseProvider { get; set; } = "Sqlite";

    /// <summary>Bring the database to the newest form as the server starts; else the verb `migrate` does.</summary>
    public bool DatabaseMigrateAtStart { get; set; } = true;

    public string BlobsProvider { get; set; } = "FileSystem";

    /// <summary>For Azure: the container.</summary>
    public string BlobsContainer { get; set; } = "xrcontent";

    /// <summary>For Azure: "Proxy" hands all bytes out through this server; "Sas" sends clients to Azure for films.</summary>
    public string BlobsDelivery { get; set; } = "Proxy";

    /// <summary>How long an address in Azure works.</summary>
    public TimeSpan BlobsLinkLife { get; set; } = TimeSpan.FromMinutes(15);

    public string Folder => Path.GetFullPath(DataDirectory);

    public bool IsPostgres => DatabaseProvider == Postgres;

    /// <summary>
    /// How often to look for what other processes wrote. PostgreSQL tells of it (<see cref="DatabaseNews"/>), and the look is only a net.
    /// </summary>
    public TimeSpan Look => IsPostgres ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(500);
}
