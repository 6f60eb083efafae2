import Datasets
import Files
import Recordings
import Reports
import Representations
import Tensors

/// What lies under flow: pictures of the recording it was estimated from, in the order of the fields.
protocol FlowBackground {
  /// The picture under a field, gray or colour, of the flow's size `[height, width]`.
  mutating func picture(under field: FlowInput.Field, shape: [Int]) throws -> Tensor<UInt8>
  /// Lines of the legend that tell when a field is.
  func caption(of field: FlowInput.Field) -> [String]
  /// Passes on what was odd about the recording, after the last field.
  func finish() throws
}

extension FlowBackground {
  func checkSize(_ path: String, width: Int, height: Int, shape: [Int]) throws {
    guard [height, width] == shape else {
      throw FileError(
        .badContent, path: path, problem: "the recording is \(width)x\(height), the flow \(shape[1])x\(shape[0])",
        remedy: "give the recording that the flow was estimated from")
    }
  }
}

/// The reconstruction of spikes at the frame where the flow starts.
struct SpikesUnderFlow: FlowBackground {
  private let path: String
  private let source: any SpikeSource
  private let reconstruction: any SpikeReconstruction
  private let choice: SpikeDisplayChoice
  /// The frame that the user asked for, where the flow says none.
  private let frame: Int?
  private var display: SpikeDisplay?

  init(
    path: String, source: any SpikeSource, reconstruction: any SpikeReconstruction, display: SpikeDisplayChoice,
    frame: Int?
  ) {
    (self.path, self.source, self.reconstruction) = (path, source, reconstruction)
    (choice, self.frame) = (display, frame)
  }

  mutating func picture(under field: FlowInput.Field, shape: [Int]) throws -> Tensor<UInt8> {
    try checkSize(path, width: source.geometry.width, height: source.geometry.height, shape: shape)
    let frame = field.frames?.lowerBound ?? frame ?? source.frameCount / 2
    guard (0..<source.frameCount).contains(frame) else {
      throw FileError(
        .badContent, path: path, problem: "the flow starts at frame \(frame), the recording has \(source.frameCount)",
        remedy: "give the recording that the flow was estimated from")
    }
    let picture = try reconstruction.picture(at: frame, of: source)
    let style = display ?? choice.display(first: picture)
    display = style
    return style.grayValues(of: picture)
  }

  func caption(of field: FlowInput.Field) -> [String] { field.frameCaption }

  func finish() {}
}

extension FlowInput.Field {
  /// Lines of the legend.
  var frameCaption: [String] { frames.map { ["frames", "\($0.lowerBound) to", "\($0.upperBound)"] } ?? [] }
}
