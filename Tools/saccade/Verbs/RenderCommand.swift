import ArgumentParser
import Foundation
import OpticalFlow
import Recordings
import Reports
import Representations
import Tensors

/// `saccade render`: pictures and videos of spikes and flow.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Show spikes, flow, or flow as arrows over the reconstruction: a PNG or a video.",
    discussion: """
      The input is a spike recording, a flow file (.npy, .flo), or a folder that \
      saccade flow wrote. All pictures of a video share one scale, which the legend \
      states. The options --size, --flip and the like are those of the spike \
      recording, be it the input or the one that --over names.

      EXAMPLES
        saccade render car_400x250.dat --flip -o spikes.png --frame 100
        saccade render flow -o flow.mp4 --fps 10
        saccade render flow -o a.mp4 --style arrows --over car_400x250.dat
        saccade render flow/flow_000060.npy -o flow.png --max-flow 12
      """)

  enum Style: String, ExpressibleByArgument, CaseIterable { case frame, flow, arrows }

  struct Summary: Encodable {
    var output: String
    var style: String
    var pictures: Int
    var maxFlow: Float?
    var warnings: [String]
  }

  @Argument(help: "A spike recording, a flow file, or a folder of flow.", completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions

  @Option(help: "frame shows spikes, flow colours, arrows vectors (default: frame for spikes, flow for flow).")
  var style: Style?

  @Option(
    help: ArgumentHelp("The spike recording whose reconstruction lies under the arrows.", valueName: "spikes"),
    completion: .file())
  var over: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The flow that has full colour (default: the 99th percentile of all pictures).", valueName: "pixels"))
  var maxFlow: Float?

  @Flag(inversion: .prefixedNo, help: "A legend beside each picture of flow.")
  var legend = true

  @Option(parsing: .unconditional, help: ArgumentHelp("The distance of two arrows.", valueName: "pixels"))
  var spacing = 16

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The length of an arrow for a flow of one pixel (default: full colour reaches the next arrow).",
      valueName: "pixels"))
  var arrowScale: Float?

  @OptionGroup var selection: FrameSelection
  @OptionGroup var reconstruction: ReconstructionOptions
  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let maxFlow { try FlowScale.check(maxFlow) }
    if let arrowScale, !Self.arrowScales.contains(arrowScale) {
      throw ValidationError("--arrow-scale needs a number from 0.000001 to 1000, not \(arrowScale)")
    }
    if !(2...4096).contains(spacing) { throw ValidationError("--spacing needs 2 to 4096 pixels, not \(spacing)") }
  }

  private static let arrowScales: ClosedRange<Float> = 1e-6...1000

  func run() throws {
    Console.configure(common)
    try OutputFile.refuseInput(input, as: output.output)
    let pictures = try PictureOutput(
      path: output.output, overwrite: output.force, framesPerSecond: selection.fps)
    var scale: Float?
    if let fields = try FlowInput(path: input) {
      guard style != .frame else { throw Failure.Usage("\(input): this is flow; --style frame shows spikes") }
      scale = try renderFlow(fields, to: pictures)
    } else {
      guard style == nil || style == .frame else {
        throw Failure.Usage("\(input): these are spikes; estimate flow first (saccade flow), then render its folder")
      }
      try renderSpikes(to: pictures)
    }
    try pictures.finish()
    if common.json {
      try JSON.printObject(
        Summary(
          output: output.output, style: (style ?? (scale == nil ? .frame : .flow)).rawValue, pictures: pictures.count,
          maxFlow: scale, warnings: Console.warnings))
    } else {
      let scaled = scale.map { String(format: ", full colour at %.3g px", $0) } ?? ""
      Console.note("\(Text.count(pictures.count, "picture")) written to \(output.output)\(scaled)")
    }
  }

  private func renderSpikes(to pictures: PictureOutput) throws {
    let source = try spikes.open(input)
    let frames = try selection.frames(of: source, isStill: pictures.isStill)
    let progress = Progress(total: frames.count, unit: "pictures")
    for frame in frames {
      let spikes = try source.frames(frame..<frame + 1)
      try pictures.append(spikes.unpackedFrame(0).map { $0 == 0 ? 0 : 255 })
      progress.advance()
    }
    progress.finish()
  }

  /// Returns the flow that has full colour.
  private func renderFlow(_ input: FlowInput, to pictures: PictureOutput) throws -> Float {
    let fields = try input.selected(frame: selection.frame, isStill: pictures.isStill)
    let scale = try maxFlow ?? fullScale(of: fields)
    let picture = FlowPicture(colors: FlowColors(maximum: scale), showsLegend: legend)
    let background = try over.map { try spikes.open($0) }
    var display: SpikeDisplay?
    var size: [Int]?
    let progress = Progress(total: fields.count, unit: "pictures")
    for field in fields {
      let flow = try FlowFiles.read(field.path)
      guard flow.shape == size ?? flow.shape else {
        throw FileError(
          .badContent, path: field.path, problem: "the field has the shape \(flow.shape), those before \(size ?? [])",
          remedy: "the fields of a video have one size")
      }
      size = flow.shape
      let caption = field.frames.map { ["frames", "\($0.lowerBound) to", "\($0.upperBound)"] } ?? []
      switch style ?? .flow {
      case .arrows:
        let gray = try backgroundPicture(of: background, for: field, flow: flow, display: &display)
        try pictures.append(
          picture.arrows(flow, over: gray, spacing: spacing, scale: arrowScale, caption: caption))
      default:
        try pictures.append(picture.colored(flow, caption: caption))
      }
      progress.advance()
    }
    progress.finish()
    return scale
  }

  private func fullScale(of fields: [FlowInput.Field]) throws -> Float {
    var magnitudes = FlowMagnitudes()
    for field in fields { magnitudes.add(try FlowFiles.read(field.path)) }
    return magnitudes.percentile(99) ?? 1
  }

  private func backgroundPicture(
    of source: (any SpikeSource)?, for field: FlowInput.Field, flow: Tensor<Float>, display: inout SpikeDisplay?
  ) throws -> Tensor<UInt8> {
    let shape = Array(flow.shape.dropFirst())
    guard let source, let over else { return Tensor(repeating: 255, shape: shape) }
    guard [source.geometry.height, source.geometry.width] == shape else {
      throw FileError(
        .badContent, path: over,
        problem: "the recording is \(source.geometry.text), the flow \(shape[1])x\(shape[0])",
        remedy: "give the recording that the flow was estimated from")
    }
    let frame = field.frames?.lowerBound ?? selection.frame ?? source.frameCount / 2
    guard (0..<source.frameCount).contains(frame) else {
      throw FileError(
        .badContent, path: over, problem: "the flow starts at frame \(frame), the recording has \(source.frameCount)",
        remedy: "give the recording that the flow was estimated from")
    }
    let picture = try reconstruction.method.reconstruction.picture(at: frame, of: source)
    let style = display ?? reconstruction.display(first: picture)
    display = style
    return style.grayValues(of: picture)
  }
}
