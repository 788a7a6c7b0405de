namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Why a host cannot take anything at the moment, which is no fault of what is sent.</summary>
internal enum HostState
{
    None,
    Failing,
    Full,
    Stopping,
    UnknownAccount,
}
