using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Delivery.Receiving;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Settings;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Delivery;

/// <summary>Answers the messages of mParticle's Firehose in any host: bytes in, status and bytes out.</summary>
/// <remarks>
/// <c>MapVidora</c> of Vidora.Integration.AspNetCore is a user of the same protocol. Use this class where ASP.NET Core does not listen,
/// such as in a function of AWS Lambda. Safe for concurrent use.
/// </remarks>
public sealed class VidoraFirehose : IDisposable
{
    private readonly Credentials _tokens;
    private readonly FirehoseProcessor _processor;
    private readonly IDisposable? _owned;
    private readonly ILogger _logger;
    private readonly LineLimit _lines;

    /// <summary>Creates one that puts everything into the queue of an account before it answers.</summary>
    /// <param name="forwarder">The account.</param>
    /// <param name="options">The options. Default: the default options.</param>
    /// <param name="logger">Gets what an operator must know. Default: none.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message names it.</exception>
    public VidoraFirehose(VidoraForwarder forwarder, VidoraFirehoseOptions? options = null, ILogger<VidoraFirehose>? logger = null)
        : this(
            new ForwarderTarget(Known(forwarder), Of(logger)), forwarder.Mapper, options ?? new VidoraFirehoseOptions(), forwarder.Parts.Time, Of(logger), owned: null)
    {
    }

    /// <summary>Creates one without a queue: everything is sent to Vidora, or refused, before it answers.</summary>
    /// <remarks>A refusal makes mParticle send the message again for a limited time, and after that the events are lost.</remarks>
    /// <param name="client">The account. It needs a secret to erase users.</param>
    /// <param name="mapper">Maps batches. Default: a mapper with the default options.</param>
    /// <param name="options">The options. Default: the default options.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <param name="logger">Gets what an operator must know. Default: none.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message names it.</exception>
    public VidoraFirehose(
        VidoraClient client,
        MParticleEventMapper? mapper = null,
        VidoraFirehoseOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<VidoraFirehose>? logger = null)
        : this(
            new DirectTarget(Known(client), mapper ??= new MParticleEventMapper(), timeProvider ?? TimeProvider.System, Of(logger)),
            mapper,
            options ?? new VidoraFirehoseOptions(),
            timeProvider ?? TimeProvider.System,
            Of(logger))
    {
    }

    private VidoraFirehose(DirectTarget target, MParticleEventMapper mapper, VidoraFirehoseOptions options, TimeProvider time, ILogger logger)
        : this(target, mapper, options, time, logger, owned: target)
    {
    }

    private VidoraFirehose(
        FirehoseTarget target, MParticleEventMapper mapper, VidoraFirehoseOptions options, TimeProvider time, ILogger logger, IDisposable? owned)
    {
        var failures = new Failures(nameof(VidoraFirehoseOptions), account: null);
        options.Check(failures);
        if (failures.Messages.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', failures.Messages), nameof(options));
        }

        _owned = owned;
        _logger = logger;
        _lines = new LineLimit(time);
        _tokens = new Credentials(options.Tokens, scheme: "Token");
        var module = FirehoseRegistration.Create(options, mapper, areSettingsUsed: false);
        _processor = new FirehoseProcessor(new FirehoseAccounts(() => target), module, time, logger, _lines);
    }

    /// <summary>Answers a message that came with a header of HTTP.</summary>
    /// <param name="message">The body: JSON in UTF-8, uncompressed.</param>
    /// <param name="authorization">The <c>Authorization</c> header; null when the request has none.</param>
    /// <param name="cancellationToken">Cancels the call. Events of a request under way may have arrived.</param>
    /// <returns>The answer. It is 401 when the header has none of <see cref="VidoraFirehoseOptions.Tokens"/> and the message is no registration.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ReceivingAnswer> ProcessAsync(
        ReadOnlyMemory<byte> message, string? authorization, CancellationToken cancellationToken = default)
    {
        if (_tokens.Allows(authorization))
        {
            return await ProcessTrustedAsync(message, cancellationToken).ConfigureAwait(false);
        }

        if (_processor.AnswerRegistration(message) is { } answer)
        {
            return answer;
        }

        if (_lines.TryTake("unauthorized", 1, out _))
        {
            _logger.Unauthorized(FirehoseProcessor.Name);
        }

        return ReceivingAnswer.Unauthorized;
    }

    /// <summary>Answers a message whose sender the transport has checked, such as an invocation of a Lambda function.</summary>
    /// <param name="message">The message: JSON in UTF-8, uncompressed.</param>
    /// <param name="cancellationToken">Cancels the call. Events of a request under way may have arrived.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ReceivingAnswer> ProcessTrustedAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _processor.AnswerAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (DeliveryStoreException)
        {
            return ReceivingAnswer.QueueUnavailable;
        }
    }

    /// <summary>Releases what was created for sending. The account stays.</summary>
    public void Dispose() => _owned?.Dispose();

    private static T Known<T>(T account)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(account);
        return account;
    }

    private static ILogger Of(ILogger<VidoraFirehose>? logger) => logger ?? (ILogger)NullLogger.Instance;
}
