using ZmqNative.Fuzz;

(FuzzOptions? options, string text) = FuzzOptions.Parse(args);
if (options is null)
{
    Console.WriteLine(text);
    return args is ["--list"] or ["--help"] ? 0 : 2;
}

if (options.LibFuzzer)
{
    SharpFuzz.Fuzzer.LibFuzzer.Run(input => options.Targets[0].Run(input.ToArray()));
    return 0;
}

if (options.File is { } file)
{
    options.Targets[0].Run(File.ReadAllBytes(file));
    Console.WriteLine("No fault.");
    return 0;
}

int faults = 0;
foreach (FuzzTarget target in options.Targets)
{
    FuzzRun run = new(target, options.Seed);
    (byte[] Input, Exception Fault)? found = run.Run(long.MaxValue, options.Time);
    Console.WriteLine($"{target.Name,-16}{run.Inputs,14:N0} inputs, seed {options.Seed}: {(found is null ? "no fault" : "FAULT")}");
    if (found is var (input, fault))
    {
        faults++;
        string folder = Directory.CreateDirectory(Path.Combine("artifacts", "fuzz")).FullName;
        string path = Path.Combine(folder, $"{target.Name}.bin");
        File.WriteAllBytes(path, input);
        Console.WriteLine($"  {Convert.ToHexString(input)}\n  {fault}\n  again: ./build.sh fuzz --target={target.Name} --file={path}");
    }
}

return faults == 0 ? 0 : 1;
