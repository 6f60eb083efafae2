import Foundation

/// Textures that are made once and used in many scenes.
///
/// What was not used for longest goes where there are more than `mostBytes` of them.
public final class SceneTextures: @unchecked Sendable {
  private let lock = NSLock()
  private let mostBytes: Int
  private var kept: [ScenePatternChoice: (raster: TextureRaster, use: Int)] = [:]
  private var uses = 0
  private var bytes = 0

  /// Those of the process.
  public static let shared = SceneTextures()

  /// Makes an empty store. A pattern of the usual size has 0.7 MB.
  public init(mostBytes: Int = 256 << 20) { self.mostBytes = mostBytes }

  /// A pattern at all sizes. Cost: where it is new, some 30 ns a texel.
  func raster(_ choice: ScenePatternChoice) -> TextureRaster {
    if let found = find(choice) { return found }
    // Made outside the lock; where two threads make the same one, both are the same.
    let made = TextureRaster(choice)
    lock.lock()
    defer { lock.unlock() }
    uses += 1
    if let other = kept[choice] { return other.raster }
    kept[choice] = (made, uses)
    bytes += made.byteCount
    while bytes > mostBytes, kept.count > 1, let oldest = kept.min(by: { $0.value.use < $1.value.use }) {
      kept.removeValue(forKey: oldest.key)
      bytes -= oldest.value.raster.byteCount
    }
    return made
  }

  private func find(_ choice: ScenePatternChoice) -> TextureRaster? {
    lock.lock()
    defer { lock.unlock() }
    uses += 1
    guard let found = kept[choice] else { return nil }
    kept[choice] = (found.raster, uses)
    return found.raster
  }
}
