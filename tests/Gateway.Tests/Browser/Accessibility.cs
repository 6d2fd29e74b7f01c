namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>Checks of a page, as scripts that return the elements at fault.</summary>
internal static class Accessibility
{
    /// <summary>Controls and images without a name for screen readers.</summary>
    public const string Unnamed =
        """
        () => [...document.querySelectorAll("a, button, input, svg:not([aria-hidden]), table, [role=group], section")]
          .filter(e => !(e.labels?.length || e.textContent.trim() && e.matches("a, button")
            || e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby") ?? "")))
          .map(e => e.outerHTML.slice(0, 80))
        """;

    /// <summary>Texts whose contrast with their background is less than WCAG AA requires.</summary>
    public const string Pale =
        """
        () => {
          const light = color => color.match(/[\d.]+/g).slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => {
            for (; e; e = e.parentElement) {
              const color = getComputedStyle(e).backgroundColor;
              if (!/, 0\)$/.test(color)) return color;
            }
            return "rgb(255, 255, 255)";
          };
          return [...document.querySelectorAll("body *")]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length && !e.closest("noscript"))
            .map(e => {
              const style = getComputedStyle(e);
              const [a, b] = [light(e.closest("svg") ? style.fill : style.color), light(behind(e))].sort((x, y) => y - x);
              return { e, ratio: (a + 0.05) / (b + 0.05) };
            })
            .filter(({ ratio }) => ratio < 4.5)
            .map(({ e, ratio }) => `${ratio.toFixed(2)} ${e.tagName} ${e.textContent.slice(0, 40)}`);
        }
        """;
}
