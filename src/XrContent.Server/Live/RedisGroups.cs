using System.Net;
using System.Text.Json;
using StackExchange.Redis;

namespace XrContent.Server.Live;

/// <summary>Groups that all nodes know, in Redis; each is forgotten there by itself.</summary>
internal sealed class RedisGroups(RedisConnection redis) : IGroupStore
{
    public Task<bool> TryAddAsync(string code, LedGroup group) =>
        AskAsync(db => db.StringSetAsync(Key(code), Text(group), LedGroups.Life, When.NotExists));

    public async Task<LedGroup?> FindAsync(string code) =>
        await AskAsync(db => db.StringGetAsync(Key(code))) is { HasValue: true } text ? Read(text) : null;

    public Task<LedGroup?> UpdateAsync(string code, Func<LedGroup, LedGroup?> change) =>
        AskAsync(async db =>
        {
            while (true)
            {
                var known = await db.StringGetAsync(Key(code));
                if (!known.HasValue || change(Read(known)) is not { } changed)
                    return null;
                var update = db.CreateTransaction();
                update.AddCondition(Condition.StringEqual(Key(code), known));
                _ = update.StringSetAsync(Key(code), Text(changed), LedGroups.Life);
                if (await update.ExecuteAsync())
                    return changed;
            }
        });

    public Task RemoveAsync(string code) => AskAsync(db => db.KeyDeleteAsync(Key(code)));

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        try
        {
            return await ask((await redis.OpenAsync()).GetDatabase());
        }
        catch (Exception gone) when (RedisConnection.IsGone(gone))
        {
            throw new GroupsGoneException(GroupsGoneException.TryAgain, gone);
        }
    }

    private static LedGroup Read(RedisValue text) => JsonSerializer.Deserialize((string)text!, LiveJson.Default.LedGroup)!;

    private static string Text(LedGroup group) => JsonSerializer.Serialize(group, LiveJson.Default.LedGroup);

    private static RedisKey Key(string code) => $"xrcontent:led:{code}";
}

/// <summary>The connection to Redis: made when it is first needed, kept, and made anew by itself whenever it broke.</summary>
/// <param name="configuration">As StackExchange.Redis writes it: host:port,password=...</param>
internal sealed class RedisConnection(string configuration) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> connection = new(() => ConnectAsync(configuration));

    public Task<IConnectionMultiplexer> OpenAsync() => connection.Value;

    /// <summary>Whether a text says where Redis is.</summary>
    public static bool IsOne(string configuration)
    {
        try
        {
            var points = ConfigurationOptions.Parse(configuration).EndPoints;
            return points.Count > 0
                && points.All(point =>
                    point switch
                    {
                        DnsEndPoint host => Uri.CheckHostName(host.Host) != UriHostNameType.Unknown && host.Port < 65536,
                        IPEndPoint => true,
                        _ => false,
                    }
                );
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether Redis, or the way to it, failed for the moment.</summary>
    public static bool IsGone(Exception error) => error is RedisException or TimeoutException;

    private static async Task<IConnectionMultiplexer> ConnectAsync(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        // A server that starts before Redis, or without it, serves all the same.
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.AsyncTimeout = 2000;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection.IsValueCreated)
            await (await connection.Value).DisposeAsync();
    }
}
