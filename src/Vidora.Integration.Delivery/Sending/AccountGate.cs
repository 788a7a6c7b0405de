using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Limits requests to an account that fails.</summary>
/// <remarks>
/// Closes after three failures in a row, after a <c>Retry-After</c>, and when the account is at fault. A closed gate permits one
/// request (a probe) at growing intervals, and opens when one succeeds.
/// </remarks>
internal sealed class AccountGate
{
    private const int FailuresInARow = 3;

    private readonly RetrySchedule _schedule;
    private readonly SteadyTime _time;
    private readonly Func<double> _random;
    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private GateState _state;
    private int _generation;
    private int _failures;
    private int _probes;
    private bool _probing;
    private DateTimeOffset? _heldSince;

    public AccountGate(RetrySchedule schedule, TimeProvider time, Func<double> random)
    {
        _schedule = schedule;
        _time = new SteadyTime(time);
        _random = random;
        _state = new GateState(GateKind.Open, "", null, _time.GetUtcNow(), DateTimeOffset.MinValue);
    }

    /// <summary>Gets the state, with its times on the wall clock of now.</summary>
    public GateState State
    {
        get
        {
            lock (_lock)
            {
                var lead = _time.Lead;
                var state = _state with { HeldSince = _heldSince is { } held ? Waits.Later(held, lead) : null };
                return state.Kind == GateKind.Open
                    ? state
                    : state with { Since = Waits.Later(state.Since, lead), NextProbe = Waits.Later(state.NextProbe, lead) };
            }
        }
    }

    /// <summary>Waits for a pass. Returns null after the timeout.</summary>
    public async ValueTask<GatePass?> TryEnterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (_state.Kind == GateKind.Open && _heldSince is null)
                {
                    return new GatePass(_generation, GateKind.Open);
                }

                wait = _probing || _heldSince is not null ? TimeSpan.MaxValue : _state.NextProbe - _time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    _probing = true;
                    return new GatePass(_generation, _state.Kind);
                }

                changed = _changed.Next;
            }

            var left = timeout - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await changed.OrAfterAsync(wait < left ? wait : left, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets no request pass until <see cref="LetGo"/>.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _heldSince ??= _time.GetUtcNow();
        }
    }

    public void LetGo()
    {
        lock (_lock)
        {
            _heldSince = null;
            _changed.Set();
        }
    }

    /// <summary>Returns a pass that was not used.</summary>
    public void Leave(GatePass pass)
    {
        if (pass.IsProbe)
        {
            lock (_lock)
            {
                _probing = false;
                _changed.Set();
            }
        }
    }

    public void Succeeded(GatePass pass)
    {
        lock (_lock)
        {
            if (pass.Generation != _generation)
            {
                return;
            }

            _failures = 0;
            if (pass.IsProbe)
            {
                _probes = 0;
                Become(new GateState(GateKind.Open, "", null, _time.GetUtcNow(), DateTimeOffset.MinValue));
            }
        }
    }

    public void Failed(GatePass pass, string reason, int? httpStatus, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (pass.Generation != _generation)
            {
                // A request from before the gate closed can only make the wait longer.
                if (_state.Kind != GateKind.Open && retryAfter is not null && Waits.Later(now, retryAfter.Value) > _state.NextProbe)
                {
                    _state = _state with { NextProbe = Waits.Later(now, retryAfter.Value) };
                }

                return;
            }

            _failures++;
            if (pass.IsProbe || retryAfter is not null || _failures >= FailuresInARow)
            {
                _probes++;
                var next = Waits.Later(now, retryAfter ?? _schedule.DelayAfter(_probes, _random()));
                Become(pass.Kind == GateKind.Paused
                    ? _state with { NextProbe = next }
                    : new GateState(
                        GateKind.Waiting, reason, httpStatus, _state.Kind == GateKind.Waiting ? _state.Since : now, next));
            }
        }
    }

    public void Misconfigured(GatePass pass, SendOutcome fault)
    {
        lock (_lock)
        {
            if (pass.Generation != _generation && _state.Kind == GateKind.Paused)
            {
                return;
            }

            var now = _time.GetUtcNow();
            _probes++;
            Become(new GateState(
                GateKind.Paused,
                fault.Reason,
                fault.HttpStatus,
                _state.Kind == GateKind.Paused ? _state.Since : now,
                Waits.Later(now, _schedule.DelayAfter(_probes, _random())))
            {
                Fault = fault,
            });
        }
    }

    private void Become(GateState state)
    {
        _state = state;
        _generation++;
        _probing = false;
        _changed.Set();
    }
}
