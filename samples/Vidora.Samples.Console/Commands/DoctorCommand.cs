using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Checks a set-up and says what it found, one line each: <c>vidora doctor</c>.</summary>
internal static class DoctorCommand
{
    private const long LittleSpace = 1L << 30;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromMinutes(1);

    public static Command Create(Terminal terminal)
    {
        var to = AddressOption.Create("--to", "The address of Vidora or an emulator.", required: true);
        var queue = QueueOption.Create("The queue file of the host. Default: none, and the disk is not checked.", required: false);
        var keys = new KeyOptions();
        var command = new Command("doctor", "Check name, connection, certificate, proxy, clock, key, signature, queue file and disk, and say what is wrong.") { to, queue };
        keys.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = parsed.GetRequiredValue(to);
            var report = new Report(terminal);
            await CheckNetworkAsync(address, report, cancellationToken);
            var account = new VidoraOptions
            {
                BaseAddress = address,
                AllowHttp = keys.AllowsHttp(parsed),
                ApiKey = keys.RequiredKey(parsed, terminal, address),
                ApiSecret = keys.Secret(parsed, terminal),
                RequestTimeout = _limit,
            };
            await CheckAccountAsync(account, report, cancellationToken);
            if (parsed.GetValue(queue) is { } file)
            {
                CheckFile(file, report);
            }

            return report.ExitCode;
        });
        return command;
    }

    private static async Task CheckNetworkAsync(Uri address, Report report, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(address.Host.Trim('[', ']'), limit.Token);
            report.Good("name", $"{address.Host} is {string.Join(", ", addresses.Take(3).Select(one => one.ToString()))}.");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            report.Bad("name", $"{address.Host} is unknown. Check --to and the name servers of this machine.", ExitCode.Unreachable);
            return;
        }

        var proxy = HttpClient.DefaultProxy.IsBypassed(address) ? null : HttpClient.DefaultProxy.GetProxy(address);
        report.Good("proxy", proxy is null ? "none is used." : $"{proxy.GetLeftPart(UriPartial.Authority)} is used. Unset HTTPS_PROXY and HTTP_PROXY to do without.");
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = _limit };
            using var request = new HttpRequestMessage(HttpMethod.Head, address);
            using var response = await http.SendAsync(request, limit.Token);
            report.Good("connection", $"{address.GetLeftPart(UriPartial.Authority)} answers{(address.Scheme == "https" ? ", and its certificate is valid" : ", without TLS")}.");
            if (response.Headers.Date is { } date)
            {
                var difference = TimeProvider.System.GetUtcNow() - date;
                report.Add(
                    difference.Duration() <= _clockTolerance,
                    "clock",
                    $"this machine is {Math.Abs(difference.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture)} s {(difference < TimeSpan.Zero ? "behind" : "ahead of")} the service{(difference.Duration() <= _clockTolerance ? "." : ". Signatures expire by the clock: synchronize it.")}",
                    ExitCode.WrongSetup);
            }
        }
        catch (HttpRequestException e)
        {
            var isTls = e.HttpRequestError is HttpRequestError.SecureConnectionError;
            report.Bad(
                isTls ? "certificate" : "connection",
                isTls ? "no secure connection can be made. Check --to, and the certificates and the clock of this machine." : $"{address.GetLeftPart(UriPartial.Authority)} cannot be reached: {e.HttpRequestError}. Check --to, the proxy and the firewall.",
                ExitCode.Unreachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report.Bad("connection", $"{address.GetLeftPart(UriPartial.Authority)} does not answer within {_limit.TotalSeconds} s. Check the proxy and the firewall.", ExitCode.Unreachable);
        }
    }

    private static async Task CheckAccountAsync(VidoraOptions options, Report report, CancellationToken cancellationToken)
    {
        using var account = VidoraAccount.Create(options);
        try
        {
            await account.Client.GetPipelinesAsync(cancellationToken: cancellationToken);
            report.Good("key", $"Vidora accepts it{(options.ApiSecret is null ? "; calls are not signed, so erasures cannot be asked for" : " and the signature")}.");
        }
        catch (VidoraApiException e)
        {
            report.Bad("key", CommandFailedException.Of(e).Message, e.IsAccountFault ? ExitCode.WrongSetup : ExitCode.Unreachable);
        }
    }

    private static void CheckFile(string file, Report report)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        try
        {
            var probe = Path.Combine(folder, $".vidora-doctor-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            report.Good("disk", $"{folder} can be written.");
            var free = new DriveInfo(folder).AvailableFreeSpace;
            report.Add(free >= LittleSpace, "space", $"{(free >> 20).ToString("N0", CultureInfo.InvariantCulture)} MiB are free{(free >= LittleSpace ? "." : "; a queue of 2,000,000 events takes up to 4 GiB.")}", ExitCode.WrongSetup);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            report.Bad("disk", $"{folder} cannot be written: {e.Message}", ExitCode.WrongSetup);
        }

        if (!File.Exists(file))
        {
            report.Good("queue", "the file does not exist yet. The host creates it.");
            return;
        }

        try
        {
            using var store = new DeliveryStore(file);
            report.Good("queue", "the file is a queue file, and no process holds it.");
        }
        catch (DeliveryStoreException e)
        {
            report.Add(e.Message.Contains("in use by", StringComparison.Ordinal), "queue", e.Message, ExitCode.WrongSetup);
        }
    }

    /// <summary>Writes a line for each check, and remembers the worst.</summary>
    private sealed class Report(Terminal terminal)
    {
        public int ExitCode { get; private set; }

        public void Good(string name, string found) => Add(isGood: true, name, found, Console.ExitCode.Done);

        public void Bad(string name, string found, int exitCode) => Add(isGood: false, name, found, exitCode);

        public void Add(bool isGood, string name, string found, int exitCode)
        {
            terminal.Out.WriteUnbroken($"{(isGood ? "ok  " : "BAD ")} {name,-11} {found}", isGood ? Color.Default : Color.Red);
            if (!isGood && ExitCode == Console.ExitCode.Done)
            {
                ExitCode = exitCode;
            }
        }
    }
}
