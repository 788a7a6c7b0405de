namespace Vidora.Integration.Client;

/// <summary>Says what an answer is for, which decides when it is a yes.</summary>
internal enum AnswerUse
{
    /// <summary>The answer says whether Vidora took the events.</summary>
    Receipt,

    /// <summary>The answer holds data, whose members may be called <c>status</c> or <c>ok</c>.</summary>
    Data,

    /// <summary>The answer holds data about one user or request; 404 says that there is none.</summary>
    DataAboutOne,

    /// <summary>The answer says whether mParticle took the users.</summary>
    FeedReceipt,
}
