using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZmqTool.Contexts;

/// <summary>The saved settings of a user: a file for each name.</summary>
internal sealed class ContextStore(string folder)
{
    private const string Extension = ".json";

    /// <summary>The folder of the settings: <c>ZMQ_CONFIG</c>, or <c>zmq</c> in the configuration folder of the user.</summary>
    public static string DefaultFolder(Func<string, string?> environment) =>
        environment("ZMQ_CONFIG") is { Length: > 0 } given ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "zmq");

    /// <summary>The names, in alphabetical order.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, "*" + Extension).Select(static file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)]
        : [];

    public SavedContext Load(string name)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            string known = Names() is { Count: > 0 } names ? $"There are {string.Join(", ", names)}." : "There is none yet.";
            throw ToolException.Usage($"There is no context '{name}'. {known} 'zmq context save {name}' makes it.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ContextJson.Default.SavedContext) ?? new SavedContext();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.Failure($"The context in {path} cannot be read: {exception.Message}");
        }
    }

    /// <summary>Writes a context, readable by the user alone: it may have a password.</summary>
    public void Save(string name, SavedContext context)
    {
        string path = PathOf(name);
        _ = Directory.CreateDirectory(folder);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // A new file, because the mode of an existing one would stay as it is.
        string fresh = path + ".new";
        File.Delete(fresh);
        using (FileStream file = new(fresh, options))
        {
            JsonSerializer.Serialize(file, context, ContextJson.Default.SavedContext);
        }

        File.Move(fresh, path, overwrite: true);
    }

    public void Remove(string name)
    {
        _ = Load(name);
        File.Delete(PathOf(name));
    }

    private string PathOf(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name[0] != '.'
            ? Path.Combine(folder, name + Extension)
            : throw ToolException.Usage($"'{name}' is no name of a context: letters, digits, '-', '_' and '.' are.");
}

/// <summary>The JSON of contexts, without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SavedContext))]
internal sealed partial class ContextJson : JsonSerializerContext;
