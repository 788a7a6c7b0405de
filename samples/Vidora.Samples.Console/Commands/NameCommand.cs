using System.CommandLine;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Prints the name of a prediction in mParticle: <c>vidora name</c>.</summary>
internal static class NameCommand
{
    public static Command Create(Terminal terminal)
    {
        var pipeline = new Argument<string>("PIPELINE") { Description = "The pipeline's name in Vidora, such as \"Sample Pipeline\"." };
        var column = new Argument<string>("COLUMN")
        {
            Description = "The column of the export, such as Percentile.",
            DefaultValueFactory = _ => PredictionAttributeName.ScoreColumn,
        };
        var vendor = new Option<string>("--vendor")
        {
            Description = "The vendor in the name: vidora, or cortex for the names since August 2022.",
            HelpName = "vidora|cortex",
            DefaultValueFactory = _ => "vidora",
        };
        vendor.AcceptOnlyFromAmong("vidora", "cortex");
        var command = new Command("name", "Print the name of the mParticle user attribute that holds a prediction.") { pipeline, column, vendor };
        command.SetAction(parsed =>
        {
            try
            {
                var name = PredictionAttributeName.Create(
                    parsed.GetRequiredValue(pipeline), parsed.GetRequiredValue(column), new PredictionVendor(parsed.GetRequiredValue(vendor)));
                terminal.Out.WriteUnbroken(name.ToString());
                return ExitCode.Done;
            }
            catch (ArgumentException e)
            {
                throw CommandFailedException.Of(e);
            }
        });
        return command;
    }
}
