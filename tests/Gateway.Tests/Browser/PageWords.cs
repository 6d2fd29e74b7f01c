namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>The words of a page, as a script that returns them: texts, labels, titles and placeholders, but no content of elements for code.</summary>
internal static class PageWords
{
    public const string All =
        """
        () => {
          const skipped = "script, style, noscript, pre, code, textarea, svg style, .microlight, option, #messages, .where span";
          const texts = [document.title];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            if (!walk.currentNode.parentElement.closest(skipped)) texts.push(walk.currentNode.nodeValue);
          }
          for (const e of document.querySelectorAll("#state, main [aria-label], main [placeholder], main [title], [aria-valuetext]")) {
            ["aria-label", "placeholder", "title", "aria-valuetext"].forEach(name => texts.push(e.getAttribute(name) ?? ""));
          }
          return texts.map(text => text.trim()).filter(text => text);
        }
        """;
}
