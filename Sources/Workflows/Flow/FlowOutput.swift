import Datasets
import Files

/// Where the fields of a run go, and as what.
public struct FlowOutput: Sendable {
  /// The folder; it appears when it is complete.
  public var path: String
  /// Whether a folder that an earlier run wrote is replaced; only what that run wrote is taken away.
  public var overwrite: Bool
  /// The format of the fields' files.
  public var format: FlowFormat
  /// Pictures that are written as well; nil for none.
  public var rendering: FlowRendering?
  /// Whether the fields may take more than the free disk, and windows of nothing be as many as there are.
  public var allowsLargeOutput: Bool
  /// What `index.json` says of the run.
  public var stamp: RunStamp

  /// Describes an output.
  public init(
    path: String, overwrite: Bool = false, format: FlowFormat = .npy, rendering: FlowRendering? = nil,
    allowsLargeOutput: Bool = false, stamp: RunStamp = RunStamp()
  ) {
    (self.path, self.overwrite, self.format, self.rendering) = (path, overwrite, format, rendering)
    (self.allowsLargeOutput, self.stamp) = (allowsLargeOutput, stamp)
  }

  var limit: OutputLimit { OutputLimit(isLargeAllowed: allowsLargeOutput) }

  /// What the fields take of the disk; a PNG is counted as it is before it is compressed.
  func estimate(width: Int, height: Int, fieldsEach: Int = 1) -> OutputEstimate {
    limit.estimate(path, bytesEach: width * height * format.bytesPerPixel * fieldsEach, noun: "field")
  }

  /// Starts the folder.
  ///
  /// - Parameter inputs: Every path that is read, none of which may be written over.
  func folder(inputs: [String?]) throws -> OutputFolder {
    try OutputFolder(
      path: path, overwrite: overwrite, index: FlowIndex.fileName, verb: FlowIndex.work,
      inputs: inputs.compactMap { $0 })
  }

  /// Writes the index and completes the folder.
  func complete(_ folder: OutputFolder, _ index: FlowIndex, seconds: Double, _ log: JobLog) throws -> FlowSummary {
    var index = index
    index.seconds = stamp.tellsSeconds ? seconds : nil
    // Files of the folder are named as in it, wherever it lies.
    let place = folder.path + "/"
    let warnings = log.warnings.map { $0.hasPrefix(place) ? String($0.dropFirst(place.count)) : $0 }
    index.warnings = warnings.isEmpty ? nil : warnings
    let indexPath = try folder.add(FlowIndex.fileName)
    (index.verb, index.files) = (FlowIndex.work, folder.files.sorted())
    try index.write(to: indexPath)
    try folder.commit()
    return FlowSummary(index: index, folder: folder.path, seconds: seconds)
  }
}

/// What a job that estimates flow wrote; it is encoded as its ``index``.
public struct FlowSummary: Encodable, Sendable {
  /// What the folder holds.
  public var index: FlowIndex
  /// The folder.
  public var folder: String
  /// How long the run took.
  public var seconds: Double
  /// How many iterations a window took on average; nil for networks that do not iterate.
  public var meanIterations: Double?

  /// Encodes it.
  public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
}
