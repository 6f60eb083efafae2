import Datasets
import Files
import OpticalFlow
import Recordings
import Tensors

/// A sequence of MVSEC: flow between its pictures, propagated through the maps of its ground truth.
final class MVSECScene: EvaluationScene {
  let name: String
  let truthPath: String
  let requests: [FieldRequest]
  let notes: [String]
  private let dataPath: String
  private let seconds: [Double]
  private let interval: Int
  private let timeline: GroundTruthTimeline
  private let usesEvents: Bool
  private let threads: Int
  private let size: SensorSize
  private let log: JobLog
  private var masks: EventMasks?

  var recording: String? { dataPath }
  var rowsAboveHood: Int? { MVSECFrames.isOutdoor(name) ? MVSECFrames.rowsAboveHood : nil }

  /// Opens a sequence.
  ///
  /// - Parameters:
  ///   - data: `NAME_data.hdf5`; its ground truth lies beside.
  ///   - frames: The pictures that start a window; nil for those of the protocol.
  ///   - threads: The most threads that decode events.
  init(
    name: String, data: String, interval: Int, frames: [Range<Int>]?, usesEvents: Bool, threads: Int, log: JobLog
  ) throws {
    let pictures = try MVSECImageTimes(path: data)
    let source = try Self.groundTruth(of: data)
    (self.name, dataPath, truthPath, seconds) = (name, data, source.path, pictures.seconds)
    (self.interval, self.usesEvents, self.threads, self.log) = (interval, usesEvents, threads, log)
    size = SensorSize(width: source.width, height: source.height)
    do {
      timeline = try GroundTruthTimeline(timestamps: source.timesSeconds) { try source.field($0) }
    } catch let error as GroundTruthError {
      throw FileError(
        .badContent, path: source.path, problem: error.description, remedy: "the file is damaged; fetch it again")
    }
    let windows = pictures.windows(step: interval)
    guard !windows.isEmpty else {
      throw FileError(
        .badContent, path: data, problem: "\(pictures.count) pictures have no window of \(interval) intervals",
        remedy: "take a longer sequence")
    }
    let chosen: [Int]
    var notes: [String] = []
    if let frames {
      guard let end = frames.map(\.upperBound).max(), end <= windows.count else {
        throw JobError(
          wrongOptions: "\(Setting.windowPictures) goes beyond the last window's picture, \(windows.count - 1)",
          path: data)
      }
      chosen = frames.flatMap { $0 }
      notes.append(
        log.text("\(name): \(chosen.count) pictures by \(Setting.windowPictures) and not those of the protocol"))
    } else {
      let protocolled = MVSECFrames.windows(sequence: name, pictures: pictures.count, interval: interval)
      chosen = protocolled.frames
      if !protocolled.areOfProtocol {
        let text = "\(pictures.count) pictures are fewer than the protocol takes; \(chosen.count) windows are evaluated"
        notes.append("\(name): \(text)")
        try log.warn(kind: "few pictures", path: data, Message(text))
      }
    }
    self.notes = notes
    requests = chosen.map { frame in
      FieldRequest(
        number: frame, title: "picture \(frame)", window: windows[frame], frames: frame..<frame + interval)
    }
  }

  private static func groundTruth(of data: String) throws -> any FlowGroundTruthSource {
    for ending in ["_data.hdf5", "_data.h5"] where data.hasSuffix(ending) {
      let stem = String(data.dropLast(ending.count))
      let maps = stem + "_gt" + ending.dropFirst("_data".count)
      if Paths.exists(maps) { return try MVSECGroundTruth(path: maps) }
      let archive = stem + "_gt_flow_dist.npz"
      if Paths.exists(archive) { return try MVSECFlowArchive(path: archive) }
      throw FileError(
        .notFound, path: maps, problem: "there is no ground truth beside \(data)",
        remedy: "fetch it, or \(archive)")
    }
    throw FileError(
      .badContent, path: data, problem: "ground truth is looked for beside a file named NAME_data.hdf5",
      remedy: "bags are not evaluated; fetch the HDF5 file")
  }

  func truth(_ index: Int) throws -> FlowField {
    let frame = requests[index].number
    do {
      return FlowField(
        flow: try timeline.displacement(from: seconds[frame], to: seconds[frame + interval]))
    } catch let error as GroundTruthError {
      throw JobError(
        .badContent, path: truthPath, problem: Message(error.description), place: "picture \(frame)",
        remedy: "choose pictures with \(Setting.windowPictures) that it covers")
    }
  }

  func eventMask(_ index: Int) throws -> Tensor<UInt8>? {
    guard usesEvents else { return nil }
    let masks =
      try self.masks
      ?? EventMasks(
        path: dataPath, windows: requests.compactMap(\.window), size: size, threads: threads, log: log)
    self.masks = masks
    return try masks.mask(index)
  }
}
