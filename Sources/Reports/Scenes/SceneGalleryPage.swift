import Tensors

/// The page that shows what scenes there are, each with a moving picture of it.
public struct SceneGalleryPage: Sendable {
  /// A scene or a law of scenes.
  public struct Entry: Sendable {
    /// Its name.
    public var name: String
    /// What is to be seen.
    public var text: String
    /// The command that renders it.
    public var command: String
    /// What is known of it, in a line.
    public var facts: String
    /// A video of it, an MP4 file, and its first picture.
    public var video: (file: [UInt8], poster: Tensor<UInt8>)

    /// Describes an entry.
    public init(
      name: String, text: String, command: String, facts: String, video: (file: [UInt8], poster: Tensor<UInt8>)
    ) {
      (self.name, self.text, self.command, self.facts, self.video) = (name, text, command, facts, video)
    }
  }

  private let legend: String
  private var sections: [(heading: String, entries: [Entry], remarks: [String])] = []

  /// Begins a page.
  ///
  /// - Parameter legend: What the videos show.
  public init(legend: String) { self.legend = legend }

  /// Adds a section.
  ///
  /// - Parameter remarks: Sentences after its entries.
  public mutating func add(section heading: String, _ entries: [Entry], remarks: [String] = []) {
    sections.append((heading, entries, remarks))
  }

  private static let style = """
    .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); gap: 1.6rem 1.4rem; }
    .gallery article { min-width: 0; }
    .gallery video { display: block; width: 100%; height: auto; border-radius: 4px; background: var(--panel); }
    .gallery h3 { margin: .55rem 0 0; }
    .gallery p { margin: .1rem 0; }
    .gallery .facts { color: var(--soft); font-size: .9rem; font-variant-numeric: tabular-nums; }
    .gallery code { overflow-wrap: anywhere; }
    """

  /// The page.
  ///
  /// - Parameter footer: A line at the end: the command, the version.
  /// - Throws: `FileError` where a picture cannot be encoded.
  public func page(footer: String) throws -> HTMLPage {
    var page = HTMLPage(title: "Scenes", subtitle: legend)
    page.add(style: Self.style)
    page.add(script: HTML.videoScript)
    for section in sections {
      let cards = HTML.element("div", ["class": "gallery"], try section.entries.map(Self.card))
      page.add(
        section: section.heading, [cards] + (section.remarks.isEmpty ? [] : [.list(section.remarks.map(HTML.text))]))
    }
    page.footer = footer
    return page
  }

  private static func card(_ entry: Entry) throws -> HTML {
    .element(
      "article",
      [
        try .loopingVideo(entry.video.file, poster: entry.video.poster, description: "\(entry.name): \(entry.text)"),
        .element("h3", text: entry.name), .element("p", text: entry.text),
        .element("p", ["class": "facts"], text: entry.facts),
        .element("p", [.element("code", text: entry.command)]),
      ])
  }
}
