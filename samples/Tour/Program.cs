using System.Text;
using Tour;
using Tour.Far;

Console.OutputEncoding = Encoding.UTF8;

// The tour starts itself a second time with this hidden argument; see FarProcess.
if (args is [FarProcess.Word, var control])
{
    return await FarProcess.RunAsync(control);
}

if (!TourOptions.TryParse(args, out TourOptions options, out string? complaint))
{
    Console.Error.WriteLine(complaint);
    Console.Error.WriteLine("tour --help lists the options.");
    return ExitCode.WrongUsage;
}

if (options.Help)
{
    Console.WriteLine(TourOptions.HelpText);
    return ExitCode.Success;
}

return await TourRun.RunAsync(options);
