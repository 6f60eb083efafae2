/// A page in one file: its styles, scripts and pictures stand in it, and nothing is fetched.
///
/// <!-- with plot: LinePlot -->
/// ```swift
/// var page = HTMLPage(title: "Flow of car_400x250.dat")
/// page.add(section: "Errors by frame", [plot.html])
/// let text = page.text
/// ```
public struct HTMLPage: Sendable {
  /// The title, also the first heading.
  public let title: String
  /// A line under the first heading; empty for none.
  public var subtitle: String
  /// A line at the page's end; empty for none.
  public var footer = ""
  private var sections: [(heading: String, content: [HTML])] = []
  private var styles: [String] = [PageStyle.sheet]
  private var scripts: [String] = [PlotScript.source]

  /// Begins a page.
  public init(title: String, subtitle: String = "") {
    (self.title, self.subtitle) = (title, subtitle)
  }

  /// Adds a section. Its heading goes into the table of contents where there are several.
  public mutating func add(section heading: String, _ content: [HTML]) { sections.append((heading, content)) }

  /// Adds rules of a style sheet after those that every page has. Colours are `var(--ink)` and the like, as
  /// ``PageStyle`` says, so that they suit light and dark.
  public mutating func add(style: String) { styles.append(style) }

  /// Adds a script, run when the page is there. It must not hold `</script`.
  public mutating func add(script: String) {
    precondition(!script.lowercased().contains("</script"), "A script cannot hold the end of one.")
    scripts.append(script)
  }

  /// The page.
  public var text: String {
    let names = sections.enumerated().map { "s\($0 + 1)-" + Self.anchor($1.heading) }
    let contents = HTML.element(
      "nav", zip(sections, names).map { HTML.element("a", ["href": "#\($1)"], text: $0.heading) })
    let body =
      [
        HTML.element(
          "header",
          [HTML.element("h1", text: title), subtitle.isEmpty ? .empty : HTML.element("p", text: subtitle)])
      ] + (sections.count > 2 ? [contents] : [])
      + zip(sections, names).map { section, name in
        HTML.element("section", ["id": name], [HTML.element("h2", text: section.heading)] + section.content)
      } + (footer.isEmpty ? [] : [HTML.element("footer", text: footer)])
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTML.contentPolicy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTML.escape(title))</title>
      <style>
      \(styles.joined(separator: "\n"))
      </style>
      </head>
      <body>
      \(HTML.all(body).markup)
      <script>
      \(scripts.joined(separator: "\n"))
      </script>
      </body>
      </html>

      """
  }

  /// A name for a link: letters and digits, anything else a hyphen.
  private static func anchor(_ heading: String) -> String {
    String(heading.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }
}
