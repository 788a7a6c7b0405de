using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console;
using Vidora.Integration;
using Vidora.Samples.Console.Auditing;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Runs <c>vidora audit</c>: which fields leave, from where, how often, and which stay, over files and folders.</summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new InputOptions("PATH", "Files and folders of mParticle batches, plain or gzip. Use - for standard input.");
        var against = new Option<string>("--against")
        {
            Description = "A JSON file with other mapping options, such as {\"ExcludePersonalData\": true}. The audit shows what they would change.",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON object." };
        var csv = new Option<bool>("--csv") { Description = "Write CSV, one line a field." };
        var command = new Command("audit", "List every field that leaves with its source, and every field that stays with the reason. Sends nothing.");
        input.AddTo(command);
        command.Options.Add(against);
        command.Options.Add(json);
        command.Options.Add(csv);
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("Use --json or --csv, not both");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed,
            input,
            parsed.GetValue(against),
            parsed.GetValue(json) ? (audit, other) => AuditReport.WriteJson(audit, other, terminal.Output)
                : parsed.GetValue(csv) ? (audit, other) => AuditReport.WriteCsv(audit, other, terminal.Output)
                : (audit, other) => AuditReport.WriteTables(audit, other, terminal.Out),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        InputOptions input,
        string? against,
        Action<MappingAudit, MappingAudit?> write,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var options = new VidoraMappingOptions();
        input.Apply(parsed, options);
        var format = input.Format(parsed);
        var audit = new MappingAudit(options, format);
        var other = against is null ? null : new MappingAudit(Read(against), format);
        var errors = new ErrorLines(terminal.Error);
        var unreadable = await StepDisplay.RunAsync(
            terminal.Error, "audit", display => AddAsync(
                List(input.Paths(parsed)), format, other is null ? [audit] : [audit, other], errors, terminal, display, cancellationToken));
        errors.Close();
        write(audit, other);
        return unreadable == 0 ? ExitCode.Done : ExitCode.Partly;
    }

    /// <returns>The number of documents and files that could not be read.</returns>
    private static async Task<long> AddAsync(
        IReadOnlyList<string> files,
        MParticleFormat format,
        MappingAudit[] audits,
        ErrorLines errors,
        Terminal terminal,
        StepDisplay display,
        CancellationToken cancellationToken)
    {
        var unreadable = 0L;
        var bytes = Math.Max(1, files.Where(file => file != InputFile.StandardInput).Sum(file => new FileInfo(file).Length));
        await foreach (var (file, _, document, read) in InputDocuments.ReadAsync(files, terminal, Report, cancellationToken))
        {
            if (!document.TryReadBatch(format, out _, out var error))
            {
                Report(file, error.Message);
                continue;
            }

            foreach (var audit in audits)
            {
                audit.Add(document, cancellationToken);
            }

            display.Show("audit", (double)read / bytes);
        }

        return unreadable;

        void Report(string file, string what)
        {
            unreadable++;
            errors.Write($"{(file == InputFile.StandardInput ? "standard input" : file)}: {what}");
        }
    }

    /// <summary>Returns standard input, if it is named, and the files, those of folders included.</summary>
    private static List<string> List(string[] paths)
    {
        InputFile.RequireOneStandardInput(paths);
        var files = paths.Where(path => path != InputFile.StandardInput).ToList();
        return [.. paths.Except(files, StringComparer.Ordinal), .. InputFile.List(files).Select(input => input.Name)];
    }

    /// <summary>Reads mapping options as a host does, so that an unknown name is an error.</summary>
    private static VidoraMappingOptions Read(string file)
    {
        try
        {
            var section = $"{{\"Vidora\":{{\"ApiKey\":\"none\",\"Mapping\":{File.ReadAllText(file)}}}}}";
            var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(section))).Build();
            using var services = new ServiceCollection().AddVidora(configuration.GetSection("Vidora")).Services.BuildServiceProvider();
            return services.GetRequiredService<IOptions<VidoraOptions>>().Value.Mapping;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OptionsValidationException or System.Text.Json.JsonException)
        {
            throw new CommandFailedException($"\"{file}\" does not hold mapping options: {(e.InnerException as System.Text.Json.JsonException)?.Message ?? e.Message}");
        }
    }
}
