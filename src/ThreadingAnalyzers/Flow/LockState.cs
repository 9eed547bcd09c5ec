namespace ThreadingAnalyzers.Flow;

/// <summary>How often a lock is held: at least <see cref="Minimum"/>, at most <see cref="Maximum"/> times; two means two or more.</summary>
/// <param name="Minimum">Held on every path that leads here: must hold.</param>
/// <param name="Maximum">Held on some path that leads here: may hold.</param>
/// <param name="Acquisitions">A bit for each acquisition in the body that the hold may come from.</param>
/// <param name="WasTaken">Whether it was taken, and perhaps given back, on some path that leads here.</param>
/// <param name="IsLent">Whether it was given back without being taken here: it is the caller's, who wants it back.</param>
internal readonly record struct HoldCount(byte Minimum, byte Maximum, ulong Acquisitions, bool WasTaken, bool IsLent = false)
{
    private const byte Saturated = 2;

    // What is taken back for the caller is the caller's to give back.
    internal HoldCount Acquired(ulong acquisition) => new(Up(Minimum), Up(Maximum), IsLent ? Acquisitions : Acquisitions | acquisition, true);

    internal HoldCount MaybeAcquired(ulong acquisition) => new(Minimum, Up(Maximum), Acquisitions | acquisition, true);

    internal HoldCount Released() => Maximum switch
    {
        0 => Free() with { IsLent = !WasTaken },
        1 => Free() with { IsLent = Acquisitions == 0 },
        _ => this with { Minimum = Down(Minimum), Maximum = Down(Maximum) },
    };

    internal HoldCount Free() => new(0, 0, 0, WasTaken);

    internal HoldCount Joined(HoldCount other) =>
        new(Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum), Acquisitions | other.Acquisitions, WasTaken || other.WasTaken, IsLent || other.IsLent);

    private static byte Up(byte count) => count < Saturated ? (byte)(count + 1) : Saturated;

    private static byte Down(byte count) => count > 0 ? (byte)(count - 1) : (byte)0;
}

/// <summary>What is known about a condition: nothing, its value, or that it tells whether a lock is held.</summary>
internal enum Known
{
    Nothing,
    False,
    True,

    /// <summary>True exactly when the lock is held.</summary>
    TellsHeld,

    /// <summary>False exactly when the lock is held.</summary>
    TellsFree,
}

/// <summary>What is known about one condition; <paramref name="Lock"/> is the index of the lock that it tells about.</summary>
internal readonly record struct ConditionFact(Known Known, int Lock);

/// <summary>
/// What is held at one point of a body: a hold count for each lock that the body mentions, and what is known about the conditions that
/// decide over them (flags such as <c>lockTaken</c>, null tests of a lock). Immutable.
/// </summary>
internal sealed class LockState : IEquatable<LockState>
{
    private readonly HoldCount[] _locks;
    private readonly ConditionFact[] _conditions;

    internal LockState(int locks, int conditions)
        : this(new HoldCount[locks], new ConditionFact[conditions])
    {
    }

    private LockState(HoldCount[] locks, ConditionFact[] conditions)
    {
        _locks = locks;
        _conditions = conditions;
    }

    internal HoldCount this[int gate] => _locks[gate];

    internal int LockCount => _locks.Length;

    internal ConditionFact Fact(int condition) => _conditions[condition];

    /// <summary>Whether some condition tells if the lock is held.</summary>
    internal bool IsTold(int gate) => Array.Exists(_conditions, fact => fact.Lock == gate && fact.Known is Known.TellsHeld or Known.TellsFree);

    internal LockState With(int gate, HoldCount count)
    {
        if (_locks[gate] == count)
            return this;
        var locks = (HoldCount[])_locks.Clone();
        locks[gate] = count;
        return new LockState(locks, Forget(gate));
    }

    internal LockState WithFact(int condition, ConditionFact fact)
    {
        if (_conditions[condition] == fact)
            return this;
        var conditions = (ConditionFact[])_conditions.Clone();
        conditions[condition] = fact;
        return new LockState(_locks, conditions);
    }

    /// <summary>The state when the condition is known to be <paramref name="value"/>; null if that contradicts what is known.</summary>
    internal LockState? Assume(int condition, bool value)
    {
        ConditionFact fact = _conditions[condition];
        ConditionFact learnt = new(value ? Known.True : Known.False, 0);
        switch (fact.Known)
        {
            case Known.Nothing:
                return WithFact(condition, learnt);
            case Known.True or Known.False:
                return fact.Known == learnt.Known ? this : null;
        }

        bool isHeld = value == (fact.Known == Known.TellsHeld);
        // Who has taken the lock is not told that it does not hold it.
        if (!isHeld && _locks[fact.Lock].Minimum > 0)
            return null;
        return AssumeHeld(fact.Lock, isHeld).WithFact(condition, learnt);
    }

    internal LockState AssumeHeld(int gate, bool isHeld)
    {
        HoldCount count = _locks[gate];
        HoldCount learnt = isHeld ? count with { Minimum = Math.Max((byte)1, count.Minimum), Maximum = Math.Max((byte)1, count.Maximum) } : count.Free();
        return With(gate, learnt);
    }

    internal LockState Merge(LockState other)
    {
        if (ReferenceEquals(this, other))
            return this;
        var locks = new HoldCount[_locks.Length];
        for (int i = 0; i < locks.Length; i++)
            locks[i] = _locks[i].Joined(other._locks[i]);
        var conditions = new ConditionFact[_conditions.Length];
        for (int i = 0; i < conditions.Length; i++)
            conditions[i] = MergeFacts(_conditions[i], other, other._conditions[i]);
        return new LockState(locks, conditions);
    }

    /// <inheritdoc/>
    public bool Equals(LockState? other) =>
        other is not null && (ReferenceEquals(this, other) || (AreEqual(_locks, other._locks) && AreEqual(_conditions, other._conditions)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LockState);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = 17;
        foreach (HoldCount count in _locks)
            hash = (hash * 31) + count.GetHashCode();
        return hash;
    }

    // For arrays, SequenceEqual means the one of System.Memory, which the oldest host does not have.
    private static bool AreEqual<T>(T[] left, T[] right)
        where T : IEquatable<T>
    {
        // Both belong to one body, and have one length.
        for (int i = 0; i < left.Length; i++)
        {
            if (!left[i].Equals(right[i]))
                return false;
        }

        return true;
    }

    // A flag that is true where the lock is held and false where it is not tells, after the join, whether it is held.
    private ConditionFact MergeFacts(ConditionFact mine, LockState other, ConditionFact theirs)
    {
        if (mine == theirs)
            return mine;
        if (mine.Known == Known.Nothing || theirs.Known == Known.Nothing)
            return default;
        if (mine.Known is Known.TellsHeld or Known.TellsFree)
            return other.Satisfies(theirs, mine) ? mine : default;
        if (theirs.Known is Known.TellsHeld or Known.TellsFree)
            return Satisfies(mine, theirs) ? theirs : default;
        for (int gate = 0; gate < _locks.Length; gate++)
        {
            ConditionFact held = new(Known.TellsHeld, gate), free = new(Known.TellsFree, gate);
            if (Satisfies(mine, held) && other.Satisfies(theirs, held))
                return held;
            if (Satisfies(mine, free) && other.Satisfies(theirs, free))
                return free;
        }

        return default;
    }

    private bool Satisfies(ConditionFact known, ConditionFact relation)
    {
        if (known.Known is not (Known.True or Known.False))
            return false;
        bool mustBeHeld = (known.Known == Known.True) == (relation.Known == Known.TellsHeld);
        HoldCount count = _locks[relation.Lock];
        return mustBeHeld ? count is { Minimum: 1, Maximum: 1 } : count.Maximum == 0;
    }

    // A relation about a lock ends when the lock is taken or given back another time; what is known for certain stays.
    private ConditionFact[] Forget(int gate)
    {
        ConditionFact[] conditions = _conditions;
        for (int i = 0; i < conditions.Length; i++)
        {
            if (conditions[i].Lock != gate || conditions[i].Known is not (Known.TellsHeld or Known.TellsFree))
                continue;
            if (ReferenceEquals(conditions, _conditions))
                conditions = (ConditionFact[])_conditions.Clone();
            conditions[i] = default;
        }

        return conditions;
    }
}
