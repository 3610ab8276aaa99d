namespace XrContent.Server.Views;

/// <summary>What several ask for at once is made once; it is given up only when nobody waits for it any more.</summary>
internal sealed class SingleFlight<TKey, TValue>
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Flight> flights = [];

    /// <summary>Waits for what is being made under a key, or begins it.</summary>
    public async Task<TValue> JoinAsync(TKey key, Func<CancellationToken, Task<TValue>> make, CancellationToken cancel)
    {
        Flight flight;
        lock (gate)
        {
            if (!flights.TryGetValue(key, out flight!))
                flights[key] = flight = new(make);
            flight.Waiting++;
        }

        try
        {
            return await flight.Made.Value.WaitAsync(cancel);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (gate)
        {
            if (--flight.Waiting > 0)
                return;
            // Who comes from here on begins anew, even if this one is still on its way down.
            if (flights.TryGetValue(key, out var current) && current == flight)
                flights.Remove(key);
        }

        if (flight.Made.Value.IsCompleted)
            flight.Enough.Dispose();
        else
            flight.Enough.Cancel();
    }

    private sealed class Flight
    {
        public Flight(Func<CancellationToken, Task<TValue>> make)
        {
            var token = Enough.Token;
            Made = new(() => make(token));
        }

        public CancellationTokenSource Enough { get; } = new();

        /// <summary>Begun by the first who waits, outside the lock.</summary>
        public Lazy<Task<TValue>> Made { get; }

        public int Waiting { get; set; }
    }
}
