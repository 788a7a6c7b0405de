namespace Vidora.Integration.Emulator;

/// <summary>Where a scripted answer cuts the connection instead of answering.</summary>
public enum TroubleCut
{
    /// <summary>Nowhere: an answer is sent.</summary>
    None,

    /// <summary>Before the request's body is read. On the wire <c>before_body</c>.</summary>
    BeforeBody,

    /// <summary>After the request's body was read. On the wire <c>after_body</c>.</summary>
    AfterBody,
}
