using System.Globalization;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Delivery;

/// <summary>Checks the options of forwarding. An error names the option, its value and its range.</summary>
internal sealed class VidoraForwardingOptionsValidator : IValidateOptions<VidoraForwardingOptions>
{
    public ValidateOptionsResult Validate(string? name, VidoraForwardingOptions options)
    {
        var wrong = new List<string>();
        Check(options.QueueFile is null or { Length: > 0 }, "QueueFile", "", "a path, or nothing for the default");
        CheckTime(options.FillDelay, "FillDelay", TimeSpan.Zero, TimeSpan.FromMinutes(1));
        CheckTime(options.StopTimeout, "StopTimeout", TimeSpan.Zero, TimeSpan.FromHours(1));
        CheckNumber(options.Limits.MaxEvents, "Limits.MaxEvents", 1, long.MaxValue);
        CheckNumber(options.Limits.MaxBytes, "Limits.MaxBytes", 1, long.MaxValue);
        CheckNumber(options.Limits.MaxQuarantineBytes, "Limits.MaxQuarantineBytes", 0, long.MaxValue);
        CheckTime(options.Limits.MaxQuarantineAge, "Limits.MaxQuarantineAge", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        CheckNumber(options.Sending.MaxConcurrentRequests, "Sending.MaxConcurrentRequests", 1, 256);
        CheckTime(options.Sending.FirstRetryDelay, "Sending.FirstRetryDelay", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        CheckTime(options.Sending.MaxRetryDelay, "Sending.MaxRetryDelay", options.Sending.FirstRetryDelay, TimeSpan.FromDays(1));
        CheckNumber(options.Sending.MaxAttempts, "Sending.MaxAttempts", 1, int.MaxValue);
        CheckTime(options.Sending.MaxAge, "Sending.MaxAge", TimeSpan.Zero, TimeSpan.FromDays(3650));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void CheckNumber(long value, string setting, long least, long most) => Check(
            value >= least && value <= most,
            setting,
            value.ToString(CultureInfo.InvariantCulture),
            most == long.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"{least} or more")
                : string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}"));

        void CheckTime(TimeSpan value, string setting, TimeSpan least, TimeSpan most) => Check(
            value >= least && value <= most, setting, value.ToString("c"), $"from {least:c} to {most:c}");

        void Check(bool right, string setting, string value, string should)
        {
            if (!right)
            {
                var of = string.IsNullOrEmpty(name) ? "" : $" of account \"{name}\"";
                wrong.Add($"VidoraForwardingOptions.{setting}{of} is \"{value}\" and must be {should}.");
            }
        }
    }
}
