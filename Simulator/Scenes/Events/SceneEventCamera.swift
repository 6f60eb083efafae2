import Kernels
import Recordings
import Runtime
import Tensors

/// Pixels of an ideal event camera that look at a scene, each as often as what it may see moves by half a pixel, or by up
/// to one where thresholds are high: what a line between two pictures lacks stays the same share of a threshold.
///
/// Pixels do not know of each other, so squares of them are rendered at times of their own: a square before a slow
/// background needs few pictures, whatever flies elsewhere. Between two pictures the logarithm of the light goes in a line, as
/// for ``EventCamera``. The result does not depend on the number of threads. The drawn thresholds of pixels are not those of
/// an ``EventCamera`` of the same seed.
///
/// Not for models with noise, whose pixels draw numbers for every picture, nor for what happens between pixels and the
/// recording (``EventTerms``): ``EventCamera`` takes pictures of the whole sensor.
public struct SceneEventCamera: Sendable {
  private let renderer: SceneRenderer
  private let region: PixelRegion
  private let model: IdealEventModel
  private let seed: UInt64
  private let threads: Int

  /// Wide: a row of a thing costs as much to begin as some tens of its pixels.
  private static let tileSize = SensorSize(width: 128, height: 32)
  /// The farthest that anything moves from one picture to the next, in pixels, and the threshold up to which it holds. A
  /// line through two points of a curve errs by the square of their distance.
  private static let (step, stepThreshold) = (0.5, 0.2)
  private static let longestStep = 1.0
  /// How long the times of pictures keep to one rate, in nanoseconds.
  private static let part: Int64 = 8_000_000
  /// The least time between two pictures, in nanoseconds.
  private static let least: Int64 = 50_000
  /// The most between them where the light itself changes.
  private static let mostOfChangingLight: Int64 = 1_000_000

  /// Describes a camera.
  ///
  /// - Parameters:
  ///   - region: The part of the sensor that is looked at; nil for all of it.
  ///   - seed: The seed of the pixels' thresholds.
  ///   - threads: How many threads to use; nil for one a core.
  /// - Precondition: The part lies in the sensor; the model has no maps of pixels.
  public init(
    _ renderer: SceneRenderer, region: PixelRegion? = nil, model: IdealEventModel = IdealEventModel(), seed: UInt64 = 0,
    threads: Int? = nil
  ) {
    precondition(model.thresholds.map == nil, "Maps of pixels are of a whole sensor.")
    self.renderer = renderer
    self.region = renderer.checked(region)
    (self.model, self.seed, self.threads) = (model, seed, threads ?? Threads.coreCount)
  }

  /// The events of a stretch of the scene, in seconds of its clock.
  ///
  /// Their times are microseconds from the start of the stretch, their places those in the part. They are in the order of
  /// time, then of row, column, and off before on. Cost: rendering, some 200 ns an event, and 60 bytes of memory an event.
  ///
  /// - Precondition: The end is after the start, by less than half an hour.
  public func events(from start: Double, to end: Double) throws -> EventBatch {
    precondition(end > start && end - start < 1800, "No recording lasts from \(start) to \(end) s.")
    let total = max(Int64(((end - start) * 1e9).rounded()), 1)
    let count = (total + Self.part - 1) / Self.part
    let ends = (0...count).map { total * $0 / count }
    let motions = zip(ends, ends.dropFirst()).map { from, to in
      SceneMotions(renderer, from: start + Double(from) * 1e-9, to: start + Double(to) * 1e-9)
    }
    let tiles = tiles
    var found = [Result<[UInt64], any Error>](repeating: .success([]), count: tiles.count)
    found.withUnsafeMutableBufferPointer { found in
      // Every item writes a place of its own.
      nonisolated(unsafe) let found = found
      Threads.forEach(tiles.count, threads: threads) { number, _ in
        found[number] = Result {
          try packedEvents(of: tiles[number], number, start: start, motions: motions, ends: ends)
        }
      }
    }
    var keys: [UInt64] = []
    for part in found { keys += try part.get() }
    SceneEventKey.sort(&keys)
    let packing = SceneEventKey(region.size)
    var events = EventBatch(capacity: max(keys.count, 1))
    events.refill { columns in
      for (index, key) in keys.enumerated() { packing.write(key, to: columns, at: index) }
      return keys.count
    }
    return events
  }

  private var tiles: [PixelRegion] {
    let size = Self.tileSize
    return stride(from: 0, to: region.size.height, by: size.height).flatMap { y in
      stride(from: 0, to: region.size.width, by: size.width).map { x in
        PixelRegion(
          x: region.x + x, y: region.y + y,
          size: SensorSize(
            width: min(size.width, region.size.width - x), height: min(size.height, region.size.height - y)))
      }
    }
  }

  /// The events of one square, as ``SceneEventKey`` writes them.
  private func packedEvents(
    of tile: PixelRegion, _ number: Int, start: Double, motions: [SceneMotions], ends: [Int64]
  ) throws -> [UInt64] {
    let camera = EventCamera(
      size: tile.size, model: .ideal(model), seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15, threads: 1)
    let packing = SceneEventKey(region.size)
    let (left, top) = (tile.x - region.x, tile.y - region.y)
    var keys: [UInt64] = []
    func look(at nanoseconds: Int64, _ things: [Int]) throws {
      try camera.append(
        renderer.picture(at: start + Double(nanoseconds) * 1e-9, region: tile, of: things),
        at: Rational(nanoseconds, 1_000_000_000)
      ) { part in
        part.events.withColumns { columns in
          for index in 0..<part.events.count {
            keys.append(
              packing.key(
                t: columns.t[index], x: Int(columns.x[index]) + left, y: Int(columns.y[index]) + top,
                isOn: columns.p[index] != 0))
          }
        }
      }
    }
    let least = min(model.thresholds.on, model.thresholds.off)
    let step = min(Self.step * max(least / Self.stepThreshold, 1).squareRoot(), Self.longestStep)
    for (index, motion) in motions.enumerated() {
      let (from, to) = (ends[index], ends[index + 1])
      var wanted = Int64(min((motion.largest(in: tile) / step).rounded(.up), 1e9))
      if !renderer.scene.hasSteadyLight { wanted = max(wanted, (to - from) / Self.mostOfChangingLight) }
      let count = max(1, min(wanted, (to - from) / Self.least))
      let things = motion.seen(in: tile)
      if index == 0 { try look(at: 0, things) }
      for picture in 1...count { try look(at: from + (to - from) * picture / count, things) }
    }
    return keys
  }
}

extension Scene {
  /// Whether gray levels change by motion only.
  fileprivate var hasSteadyLight: Bool {
    func isConstant(_ curve: SceneCurve) -> Bool { if case .constant = curve { true } else { false } }
    return isConstant(illumination)
      && things.allSatisfy { thing in
        switch thing {
        case .layer(let layer): isConstant(layer.brightness)
        case .mesh(let mesh): isConstant(mesh.brightness)
        }
      }
  }
}
