import Datasets
import Files
import OpticalFlow
import Recordings

/// Samples for SCFlow from folders of scenes with their flow. Recordings and fields are read when they are asked for.
final class SpikeFolderSamples: FlowSampleSource {
  /// A field of flow and the scene that it is of.
  private struct Field {
    var scene: Int
    var path: String
    var frames: Range<Int>
  }

  /// How samples are drawn.
  struct Drawing {
    var seed: UInt64
    var crop: SensorSize?
    var restShare: Double
    var flips: Double
  }

  let summary: String
  private let recordings: [any SpikeSource]
  /// By interval.
  private let fields: [[Field]]
  private let drawing: Drawing

  /// Finds the fields whose windows lie in their recordings.
  ///
  /// - Parameter choice: Which of so many scenes are taken.
  /// - Throws: `FileError` where there are none, or they are smaller than what a sample shows.
  init(
    _ folder: String, intervals: [Int], drawing: Drawing, choice: (_ count: Int) throws -> Range<Int>
  ) throws {
    guard let dataset = try SpikeFlowDataset(folder: folder) else {
      throw Paths.exists(folder)
        ? FileError(
          .badContent, path: folder, problem: "it holds no scenes of spikes",
          remedy: "they are SCENE/test.dat or SCENE/test.h5 with SCENE/dt=10/motion_vector beside")
        : FileError(.notFound, path: folder, problem: "there is no such folder")
    }
    let scenes = dataset.scenes[try choice(dataset.scenes.count)]
    let half = SCFlow.windowLength / 2
    var (recordings, fields) = ([any SpikeSource](), intervals.map { _ in [Field]() })
    for scene in scenes {
      let recording = try scene.openSpikes()
      for (index, interval) in intervals.enumerated() {
        fields[index] += try scene.fields(interval: interval).filter {
          $0.firstFrame >= half && $0.lastFrame + half < recording.frameCount
        }.map { Field(scene: recordings.count, path: $0.path, frames: $0.firstFrame..<$0.lastFrame) }
      }
      try Self.checkSize(recording.geometry, crop: drawing.crop, path: scene.spikes)
      recordings.append(recording)
    }
    for (interval, fields) in zip(intervals, fields) where fields.isEmpty {
      throw FileError(
        .badContent, path: folder,
        problem: "no field over \(interval) frames has both windows of \(SCFlow.windowLength) frames in its recording",
        remedy: "take longer recordings")
    }
    if drawing.crop == nil, let first = recordings.first?.geometry,
      let other = recordings.first(where: { $0.geometry != first })
    {
      throw FileError(
        .badContent, path: folder, problem: "its scenes have different sizes, \(first.text) and \(other.geometry.text)",
        remedy: "set data.crop")
    }
    (self.recordings, self.fields, self.drawing) = (recordings, fields, drawing)
    summary =
      "\(Text.count(recordings.count, "scene")) of \(folder), "
      + zip(intervals, fields).map { "\($1.count) fields of dt=\($0)" }.joined(separator: ", ")
  }

  private static func checkSize(_ geometry: SpikeGeometry, crop: SensorSize?, path: String) throws {
    let divisor = SpikeWindow.sizeDivisor
    if let crop {
      guard crop.width <= geometry.width, crop.height <= geometry.height else {
        throw FileError(
          .badContent, path: path, problem: "its frames are \(geometry.text), smaller than data.crop, \(crop)",
          remedy: "set data.crop to less")
      }
    } else if geometry.width % divisor != 0 || geometry.height % divisor != 0 {
      throw FileError(
        .badContent, path: path, problem: "its frames are \(geometry.text), no multiples of \(divisor)",
        remedy: "set data.crop")
    }
  }

  func sample(_ number: Int) throws -> SpikeFlowSample {
    var draws = TrainingDraws(seed: drawing.seed, number: number)
    let field = draws.one(of: draws.one(of: fields))
    let recording = recordings[field.scene]
    let half = SCFlow.windowLength / 2
    func window(_ frame: Int) throws -> SpikeStream { try recording.frames(frame - half..<frame + half + 1) }
    var (first, second) = (try window(field.frames.lowerBound), try window(field.frames.upperBound))
    var truth = try FlowField(path: field.path, format: .flo)
    guard truth.width == recording.geometry.width, truth.height == recording.geometry.height else {
      throw FileError(
        .badContent, path: field.path,
        problem: "the field is \(truth.width)x\(truth.height), its recording \(recording.geometry.text)")
    }
    if let crop = drawing.crop {
      let x = draws.integer(below: recording.geometry.width - crop.width + 1)
      let y = draws.integer(below: recording.geometry.height - crop.height + 1)
      let region = PixelRegion(x: x, y: y, size: crop)
      (first, second) = (first.cropped(to: region), second.cropped(to: region))
      let part = FlowCrop(x: x, y: y, width: crop.width, height: crop.height)
      truth = FlowField(flow: part.apply(to: truth.flow), valid: truth.valid.map(part.apply))
    }
    let sample = SpikeFlowSample(
      first: first, second: second, interval: field.frames.count, truth: truth,
      startsAtRest: draws.happens(drawing.restShare))
    return sample.flipped(
      horizontally: draws.happens(drawing.flips), vertically: draws.happens(drawing.flips))
  }
}
