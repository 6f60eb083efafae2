import Datasets
import Kernels
import Recordings
import Representations
import Runtime

/// Makes tensors of the windows of a recording of events: windows are read, made into tensors and written, each on a thread
/// of its own. Memory holds a few windows, however long the recording is.
public struct EventRepresentationRun: Job {
  /// What is read.
  public var recording: EventRecording
  /// What the tensors hold.
  public var kind: EventRepresentation
  /// How the recording is cut; nil for one window of all events.
  public var windows: EventWindowChoice?
  /// The wanted time.
  public var selection: TimeSelection
  /// The part of the sensor that is kept; nil for all of it.
  public var region: PixelRegion?
  /// Where the pixels lie in the rectified picture: kinds that share events among pixels get places between them, others
  /// the nearest pixels.
  public var rectification: Rectification?
  /// Where the tensors go; the ending says the kind of file.
  public var output: String
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// Whether the output may be larger than the free disk, and windows of nothing as many as there are.
  public var allowsLargeOutput: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a run.
  public init(
    recording: EventRecording, kind: EventRepresentation, output: String, windows: EventWindowChoice? = nil,
    selection: TimeSelection = TimeSelection(), region: PixelRegion? = nil, rectification: Rectification? = nil,
    overwrite: Bool = false, allowsLargeOutput: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.recording, self.kind, self.output, self.windows) = (recording, kind, output, windows)
    (self.selection, self.region, self.rectification) = (selection, region, rectification)
    (self.overwrite, self.allowsLargeOutput, self.threads) = (overwrite, allowsLargeOutput, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> RepresentationSummary {
    let log = JobLog(observer)
    let file = try RepresentationFile(path: output)
    let representing = EventRepresenting(
      kind: kind, windowing: try windows?.windowing(of: recording.path, observer: log) ?? .whole, selection: selection,
      region: region, rectification: try rectification?.map(for: recording.path),
      workers: try Workers(threads: threads), limit: OutputLimit(isLargeAllowed: allowsLargeOutput), log: log)
    return try representing.write(recording, to: output, file, overwrite: overwrite)
  }
}
