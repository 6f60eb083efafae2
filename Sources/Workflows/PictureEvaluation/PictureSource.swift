import Datasets
import Files
import Foundation
import Reconstruction
import Recordings
import Representations

/// What pictures come from that are held against the truth.
public enum PictureSource: Sendable {
  /// A folder of pictures, a video, one picture, or a `.npy` of `[pictures, height, width]`.
  case files(path: String)
  /// Reconstructed from spikes. Frames are those that `frames` names: nil for the frames of the truth's times, or for all
  /// where the truth has as many; or every so many-th.
  case spikes(SpikeRecording, any SpikeReconstruction, method: String, stride: Int?)
  /// Reconstructed from events by a network. Its output is not used.
  case events(EventReconstructionRun)

  /// The path that is read.
  var path: String {
    switch self {
    case .files(let path): path
    case .spikes(let recording, _, _, _): recording.path
    case .events(let run):
      switch run.input {
      case .events(let recording): recording.path
      case .grids(let path): path
      }
    }
  }

  /// What makes the pictures, in words; nil where they are there.
  var method: String? {
    switch self {
    case .files: nil
    case .spikes(_, _, let method, _): method
    case .events(let run): run.model.name
    }
  }

  /// Whether values are firing rates, whose white nobody knows.
  var needsGain: Bool { if case .spikes = self { true } else { false } }
}

/// Opens pictures and truth, whatever they are.
struct PictureOpening {
  let source: PictureSource
  let truth: String
  let shown: Int?
  let white: Double?
  let threads: Int
  let log: JobLog

  /// Opens true pictures: files, or those that a recording of events holds.
  func openTruth() throws -> any PictureStream {
    if let stream = try recordedTruth() { return stream }
    return try open(truth)
  }

  private func open(_ path: String) throws -> any PictureStream {
    path.lowercased().hasSuffix(".npy")
      ? try ArrayPictures(path: path, white: white) : try FilePictures(path: path, log: log)
  }

  private func recordedTruth() throws -> (any PictureStream)? {
    guard FileManager.default.fileExists(atPath: truth), !truth.lowercased().hasSuffix(".npy"),
      let format = try? EventFiles.detect(truth)
    else { return nil }
    guard let stream = try RecordedPictureStream(path: truth, format: format, log: log) else {
      throw JobError(
        .badContent, path: truth,
        problem: "this is a recording of events (\(format.rawValue)) that holds no pictures which can be read",
        remedy: "name the true pictures: a folder, a video, a .npy")
    }
    return stream
  }

  /// Opens the pictures that are held against the truth.
  func openPictures(_ truth: any PictureStream) throws -> any PictureStream {
    switch source {
    case .files(let path): return try open(path)
    case .spikes(let recording, let reconstruction, _, let stride):
      let spikes = try recording.open(observer: log)
      return SpikePictures(
        spikes, reconstruction, frames: try frames(of: spikes, truth: truth, stride: stride))
    case .events(var run):
      run.shown = shown
      let network = try run.model.network(try NetworkWeights(path: run.weights, for: run.model).parameters)
      return try NetworkPictures(
        run, network: network, workers: try .init(threads: threads), boundaries: truth.times, log: log)
    }
  }

  /// The frames that the truth shows.
  private func frames(of spikes: any SpikeSource, truth: any PictureStream, stride: Int?) throws -> [Int] {
    let all = 0..<spikes.frameCount
    if let shown {
      guard all.contains(shown) else {
        throw JobError(
          wrongOptions: "\(Setting.shownFrame, to: "\(shown)") does not exist: the recording has frames "
            + "0…\(spikes.frameCount - 1)")
      }
      return [shown]
    }
    if let stride { return Array(Swift.stride(from: 0, to: spikes.frameCount, by: stride)) }
    if let times = truth.times {
      let frames = times.map { Int((Double($0) * spikes.rateHz / 1e6).rounded()) }.filter(all.contains)
      guard !frames.isEmpty else {
        throw JobError(wrongOptions: "no true picture lies in the recording's time", path: self.truth)
      }
      return frames
    }
    if truth.count == spikes.frameCount { return Array(all) }
    throw JobError(
      wrongOptions: "nothing says which of the \(Text.count(spikes.frameCount, "frame")) the truth shows; say it with "
        + "\(Setting.shownFrame) or \(Setting.windowStride)", path: self.truth)
  }
}
