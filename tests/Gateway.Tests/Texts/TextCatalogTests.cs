using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The texts in both languages, and the choice of one.</summary>
public sealed partial class TextCatalogTests
{
    private static readonly TextCatalog Catalog = new(new GatewayOptions());

    [TestCase(null, "en")]
    [TestCase("", "en")]
    [TestCase("*", "en")]
    [TestCase("fr, de;q=0.5", "en")]
    [TestCase("zh", "zh")]
    [TestCase("zh-CN,zh;q=0.9,en;q=0.8", "zh")]
    [TestCase("ZH-Hant-TW", "zh")]
    [TestCase("en-US,en;q=0.9,zh;q=0.8", "en")]
    [TestCase("fr, en;q=0.2, zh;q=0.7", "zh")]
    [TestCase("zh;q=0, en", "en")]
    [TestCase("zh;q=0", "en")]
    [TestCase("not a language; at=all", "en")]
    public void The_language_is_the_one_that_the_request_accepts_best(string? accepted, string expected) =>
        Assert.That(Catalog.For(Request(accepted)).Language, Is.EqualTo(expected));

    [TestCase(null, "zh")]
    [TestCase("fr", "zh")]
    [TestCase("en", "en")]
    public void Another_default_is_for_requests_that_name_no_known_language(string? accepted, string expected) =>
        Assert.That(new TextCatalog(new GatewayOptions { Language = "zh" }).For(Request(accepted)).Language, Is.EqualTo(expected));

    [Test]
    public void Both_languages_have_the_same_texts_with_the_same_placeholders()
    {
        IReadOnlyDictionary<string, string> english = Catalog.All[0].Values;
        IReadOnlyDictionary<string, string> chinese = Catalog.All[1].Values;
        Assert.That(chinese.Keys, Is.EquivalentTo(english.Keys));
        foreach ((string key, string text) in english)
        {
            Assert.That(PlaceholdersOf(chinese[key]), Is.EquivalentTo(PlaceholdersOf(text)), key);
        }
    }

    [Test]
    public void English_texts_have_no_chinese_character_and_chinese_ones_have_some()
    {
        string[] names = ["p99", "column.id"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Catalog.All[0].Values.Where(static text => Chinese().IsMatch(text.Value)), Is.Empty);
            Assert.That(Catalog.All[1].Values.Where(text => !Chinese().IsMatch(text.Value) && !names.Contains(text.Key, StringComparer.Ordinal)), Is.Empty);
        }
    }

    [Test]
    public void Every_text_that_a_script_uses_exists()
    {
        string folder = Path.Combine(Repository.Root, "samples", "Gateway", "wwwroot");
        string[] keys = [.. Directory.GetFiles(folder, "*.js").SelectMany(static file => TextCall().Matches(File.ReadAllText(file))).Select(static match => match.Groups["key"].Value)];
        Assert.That(keys, Has.Length.GreaterThan(20));
        Assert.That(keys.Where(static key => !Catalog.All[0].Values.ContainsKey(key)), Is.Empty);
    }

    private static HttpRequest Request(string? accepted)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        if (accepted is not null)
        {
            request.Headers.AcceptLanguage = accepted;
        }

        return request;
    }

    private static string[] PlaceholdersOf(string text) => [.. Placeholder().Matches(text).Select(static match => match.Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.None, 1000)]
    private static partial Regex Chinese();

    [GeneratedRegex(@"\btext\(""(?<key>[^""]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TextCall();
}
