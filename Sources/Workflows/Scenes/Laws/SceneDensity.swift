import Files
import Foundation
import Recordings
import Simulator

/// Finds the speed at which a given share of the pixels has events.
struct SceneDensity {
  var law: SceneLaw
  var seed: UInt64
  var size: SensorSize
  var seconds: Double
  var objects: Int?
  var threads: Int
  var pictures = ScenePictures()

  /// How often it is halved at most.
  private static let mostSteps = 30
  private static let paces = 1e-4...1e4

  /// What all speeds are multiplied by, so that the share of pixels with an event in the whole recording lies in a range.
  ///
  /// Cost: the scene's events are made some ten times.
  ///
  /// - Throws: `FileError` where no speed gives it.
  func pace(for share: ClosedRange<Double>) throws -> Double {
    var (low, high) = (log(Self.paces.lowerBound), log(Self.paces.upperBound))
    var pace = law.pace
    for _ in 0..<Self.mostSteps {
      let found = try eventShare(pace: pace)
      if share.contains(found) { return pace }
      if found < share.lowerBound { low = log(pace) } else { high = log(pace) }
      pace = exp((low + high) / 2)
    }
    throw FileError(
      .badContent, path: "density",
      problem:
        "no speed gives events in \(Text.number(share.lowerBound)) to \(Text.number(share.upperBound)) of the pixels",
      remedy: "widen the range")
  }

  private func eventShare(pace: Double) throws -> Double {
    var law = law
    law.pace = pace
    let scene = try law.scene(seed: seed, size: size, seconds: seconds, objects: objects)
    var isSeen = [Bool](repeating: false, count: size.width * size.height)
    let renderer = try SceneRenderer(scene, pictures: pictures.rendered, threads: threads)
    let events = SceneEvents(renderer, seconds: seconds, seed: seed, threads: threads)
    try events.finish(emit: { part in
      part.events.withColumns { columns in
        for index in 0..<part.events.count { isSeen[Int(columns.y[index]) * size.width + Int(columns.x[index])] = true }
      }
    })
    return Double(isSeen.count { $0 }) / Double(isSeen.count)
  }
}
