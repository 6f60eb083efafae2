/// A piece of a page.
///
/// ```swift
/// let sentence = HTML.element("p", [.text("error < 1 px, "), .element("b", [.text("mean")])])
/// ```
public struct HTML: Sendable {
  /// The markup, as it stands in the page.
  public let markup: String

  /// A piece that is markup already. Never for what a user or a file says: ``text(_:)``.
  public init(markup: String) { self.markup = markup }

  /// What a browser lets a page do, whatever a file's name or a number in it says: nothing is fetched, and only what
  /// the page itself carries is shown and run.
  static let contentPolicy =
    "default-src 'none'; img-src data: blob:; media-src data: blob:; font-src data:; style-src 'unsafe-inline'; "
    + "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  /// Nothing.
  public static let empty = HTML(markup: "")

  /// Words as they are: characters that mean something in a page are escaped.
  public static func text(_ words: String) -> HTML { HTML(markup: escape(words)) }

  /// An element with its content.
  ///
  /// - Parameters:
  ///   - name: The element's name.
  ///   - attributes: Names and values; values are escaped.
  ///   - content: What stands in it.
  public static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: [HTML] = []
  ) -> HTML {
    let opening = "<" + name + attributes.map { " \($0.key)=\"\(escape($0.value))\"" }.joined() + ">"
    if ["img", "br", "hr", "meta", "input"].contains(name) { return HTML(markup: opening) }
    return HTML(markup: opening + content.map(\.markup).joined() + "</\(name)>")
  }

  /// An element without attributes.
  public static func element(_ name: String, _ content: [HTML]) -> HTML { element(name, [:], content) }

  /// An element with words.
  public static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text words: String
  ) -> HTML {
    element(name, attributes, [.text(words)])
  }

  /// Pieces one after another.
  public static func all(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map(\.markup).joined(separator: "\n")) }

  /// A list of sentences.
  public static func list(_ items: [HTML]) -> HTML { element("ul", items.map { element("li", [$0]) }) }

  /// The words with `&`, `<`, `>`, `"` and `'` escaped, and what controls a terminal written out.
  static func escape(_ words: String) -> String {
    var out = ""
    out.reserveCapacity(words.utf8.count)
    for character in VisibleText.plain(words).unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}
