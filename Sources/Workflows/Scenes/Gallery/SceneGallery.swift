import Files
import Foundation
import Recordings
import Reports
import Runtime
import Simulator

/// Makes a page of the scenes and laws that come with the package, each with a video of it.
public struct SceneGallery: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// The page.
    public var report: String
    /// The names of what it shows.
    public var scenes: [String]
  }

  /// What renders a scene or a law, for who reads the page: a command of its name and of the kinds of things where those are
  /// not the law's own.
  public typealias Command = @Sendable (_ name: String, _ kinds: [SceneThingKind]?) -> String

  /// The page.
  public var page: PageOutput
  /// What renders what it shows.
  public var command: Command
  /// The designed scenes that it shows.
  public var designs: [SceneDesign]
  /// Whether it shows laws too.
  public var hasLaws: Bool
  /// The pictures of a video, and their width.
  public var pictures: Int, width: Int
  /// The seed of all scenes.
  public var seed: UInt64
  /// Whether a page that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a gallery.
  ///
  /// - Precondition: There are pictures, 16 pixels wide or more.
  public init(
    page: PageOutput, command: @escaping Command, designs: [SceneDesign] = SceneDesign.allCases, hasLaws: Bool = true,
    pictures: Int = 40,
    width: Int = 240, seed: UInt64 = 0, overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    precondition(pictures > 0 && width >= 16, "\(pictures) pictures of a width of \(width) show nothing.")
    (self.page, self.command, self.designs, self.hasLaws) = (page, command, designs, hasLaws)
    (self.pictures, self.width) = (pictures, width)
    (self.seed, self.overwrite, self.threads) = (seed, overwrite, threads)
  }

  /// Renders what it shows, and writes it.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    try OutputFile.checkPlace(page.path, overwrite: overwrite)
    let designed = designs.map { Shown(origin: .design(DesignedScene($0)), text: $0.text) }
    let laws = hasLaws ? try Self.laws() : []
    let progress = log.steps(total: designed.count + laws.count, unit: "scenes")
    defer { progress.finish() }
    func entries(_ shown: [Shown]) throws -> [SceneGalleryPage.Entry] {
      try shown.map { shown in
        let entry = try self.entry(shown, log)
        try progress.advance(1)
        return entry
      }
    }
    var gallery = SceneGalleryPage(
      legend: "Left what a camera sees, right the true flow over \(SceneThumbnail.interval) frames, slowed down. "
        + "Hues are directions, strong colours are long; lengths are in pixels of each scene's own sensor.")
    gallery.add(section: "Designed scenes", try entries(designed))
    if hasLaws {
      let others = SceneLawName.listed.filter { listed in !SceneLawName.drawn.contains { $0.name.name == listed.name } }
      gallery.add(
        section: "Laws of random scenes", try entries(laws), remarks: others.map { "\($0.name): \($0.text)." })
    }
    try page.write(try gallery.page(footer: page.footer(since: started)), overwrite: overwrite)
    return Summary(report: page.path, scenes: (designed + laws).map(\.name))
  }

  /// What is shown.
  private struct Shown {
    var origin: SceneOrigin
    var text: String
    /// Those of its things where they are not the law's own.
    var kinds: [SceneThingKind]?

    var name: String {
      origin.name + (kinds.map { ", \($0.map(\.rawValue).joined(separator: " and "))" } ?? "")
    }
  }

  /// Laws whose scenes are drawn without a search for a speed.
  private static func laws() throws -> [Shown] {
    try SceneLawName.drawn.flatMap { law -> [Shown] in
      let flat = Shown(origin: .law(try law.name.file(), name: law.name.name), text: law.text)
      guard law.name == .spift else { return [flat] }
      var space = flat
      space.origin.set(kinds: SceneThingKind.allCases)
      space.kinds = SceneThingKind.allCases
      space.text = "the same with things in space among them"
      return [flat, space]
    }
  }

  private func entry(_ shown: Shown, _ log: JobLog) throws -> SceneGalleryPage.Entry {
    let (origin, text) = (shown.origin, shown.text)
    let scene = try origin.scene(seed: seed, objects: nil, threads: threads, log: log)
    let thumbnail = try SceneThumbnail(
      scene, rate: origin.rate, frames: origin.frames, pictures: pictures, width: width, name: page.path,
      threads: threads)
    let things = Text.count(max(0, scene.things.count - 1), "thing")
    let milliseconds = Double(origin.frames) / origin.rate.doubleValue * 1000
    let facts =
      "\(origin.size), \(Text.number(milliseconds)) ms, \(things); median flow \(Self.pixels(thumbnail.flow.median)) px, "
      + "longest \(Self.pixels(thumbnail.flow.longest)) px"
    return SceneGalleryPage.Entry(
      name: shown.name, text: text.prefix(1).uppercased() + text.dropFirst() + ".",
      command: command(origin.name, shown.kinds), facts: facts, video: thumbnail.video)
  }

  private static func pixels(_ length: Double) -> String { String(format: "%.1f", length) }
}
