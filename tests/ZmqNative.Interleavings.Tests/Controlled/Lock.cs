namespace System.Threading;

/// <summary>In place of the system's lock: the compiler knows it by this name. Recursive, as that is.</summary>
public sealed class Lock
{
    private int _owner = -1;
    private int _depth;

    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    public void Enter()
    {
        int me = Schedule.ThreadNumber;
        if (_owner != me || _depth == 0)
        {
            Schedule.BlockUntil(() => _depth == 0);
        }

        _owner = me;
        _depth++;
    }

    public void Exit()
    {
        Schedule.Step();
        _depth--;
    }

    public readonly ref struct Scope
    {
        private readonly Lock _entered;

        internal Scope(Lock entered) => _entered = entered;

        public void Dispose() => _entered.Exit();
    }
}
