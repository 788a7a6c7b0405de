using System.CommandLine;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Checking;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Compares a sample of an export with the profiles in mParticle: <c>vidora verify</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var export = new Argument<string>("EXPORT") { Description = "The prediction export that was written: a CSV file with a header, plain or gzip." };
        var pipeline = new Option<string>("--pipeline") { Description = "The pipeline's name, as Vidora shows it.", HelpName = "NAME", Required = true };
        var vendor = new Option<string>("--vendor")
        {
            Description = "The vendor in the attributes' names.", HelpName = "NAME", DefaultValueFactory = _ => "vidora",
        };
        var sample = new Option<int>("--sample") { Description = "The number of users to compare, 1 to 10,000.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "The seed that chooses the users.", HelpName = "N" };
        var profiles = AddressOption.Create("--profiles", "The address of the Profile API, such as an emulator's. Default: mParticle's.");
        var organization = Id("--organization");
        var account = Id("--account");
        var workspace = Id("--workspace");
        var command = new Command(
            "verify", "Compare a sample of a prediction export with the profiles in mParticle. Credentials: MPARTICLE_CLIENT_ID, MPARTICLE_CLIENT_SECRET.")
        {
            export, pipeline, vendor, sample, seed, profiles, organization, account, workspace,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(sample) is < 1 or > 10_000)
            {
                throw new CommandFailedException("--sample takes 1 to 10,000.");
            }

            var address = parsed.GetValue(profiles);
            var emulated = address is { IsLoopback: true } ? new VidoraEmulatorOptions() : null;
            return RunAsync(
                new PredictionExportFile
                {
                    Path = parsed.GetRequiredValue(export),
                    Pipeline = parsed.GetRequiredValue(pipeline),
                    Vendor = ImportCommand.VendorOf(parsed.GetRequiredValue(vendor)),
                },
                parsed.GetValue(sample),
                parsed.GetValue(seed),
                () =>
                {
                    var options = new MParticleProfileOptions
                    {
                        ClientId = terminal.Variable("MPARTICLE_CLIENT_ID") ?? emulated?.FeedKey ?? throw new CommandFailedException("no client id; set the variable MPARTICLE_CLIENT_ID."),
                        ClientSecret = terminal.Variable("MPARTICLE_CLIENT_SECRET") ?? emulated?.FeedSecret ?? throw new CommandFailedException("no client secret; set the variable MPARTICLE_CLIENT_SECRET."),
                        Organization = parsed.GetValue(organization) ?? (emulated is null ? null : "1"),
                        Account = parsed.GetValue(account) ?? (emulated is null ? null : "1"),
                        Workspace = parsed.GetValue(workspace) ?? (emulated is null ? null : "1"),
                    };
                    options.Address = address ?? options.Address;
                    options.TokenAddress = emulated is null ? options.TokenAddress : address!;
                    return options;
                },
                terminal,
                cancellationToken);
        });
        return command;
    }

    private static Option<string?> Id(string name) => new(name) { Description = $"The id of the {name[2..]} in mParticle. Needed for mParticle itself.", HelpName = "ID" };

    private static async Task<int> RunAsync(
        PredictionExportFile export, int sample, int seed, Func<MParticleProfileOptions> options, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!File.Exists(export.Path))
        {
            throw new CommandFailedException($"there is no file \"{export.Path}\".");
        }

        try
        {
            var client = new MParticleProfileClient(options());
            var verification = new ProfileVerification(ProfileVerification.Choose(export.ReadUsers(), sample, new Random(seed)));
            await verification.RunAsync(client, cancellationToken);
            VerifyReport.Write(verification, export.ExportedAt ?? File.GetLastWriteTimeUtc(export.Path), TimeProvider.System.GetUtcNow(), terminal.Out);
            return verification.IsEqual ? ExitCode.Done : ExitCode.Partly;
        }
        catch (Exception e) when (e is OptionsValidationException or ArgumentException)
        {
            throw CommandFailedException.Of(e);
        }
        catch (InvalidDataException e)
        {
            throw new CommandFailedException(e.Message);
        }
        catch (VidoraApiException e)
        {
            throw new CommandFailedException(e.Message, e.IsAccountFault ? ExitCode.WrongSetup : ExitCode.Unreachable);
        }
    }
}
