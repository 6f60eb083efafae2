import Datasets
import Foundation
import NeuralNetworks
import OpticalFlow
import Reconstruction
import Recordings
import Tensors
import TestSupport

/// Small inputs, the same in every run.
enum Samples {
  /// The folder of the tests of data sets, which holds what the fuzzers start from.
  static let datasetFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("DatasetsTests").path

  /// Spikes without a visible order, about a third of all bits.
  static func spikes(width: Int, height: Int, frames: Int, seed: UInt64 = 1) -> Tensor<UInt8> {
    var state = seed &* 0x9e37_79b9_7f4a_7c15
    return Tensor<UInt8>(zeros: [frames, height, width]).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 40 < (1 << 24) / 3 ? 1 : 0
    }
  }

  /// Gray pictures `[frames, height, width]` of one level.
  static func gray<Scalar: TensorScalar>(
    _ level: Scalar, width: Int, height: Int, frames: Int
  ) -> Tensor<Scalar> {
    Tensor(repeating: level, shape: [frames, height, width])
  }

  /// The parameters of a STE-FlowNet of few channels, drawn from a seed.
  static func steFlowNetParameters() throws -> [(name: String, tensor: AnyTensor)] {
    let configuration = STEFlowNet.Configuration(widths: [2, 3, 4, 5], decoderWidths: [1, 2, 2], headWidth: 3)
    let tree = STEFlowNet.initialParameters(ParameterInitializer(seed: 7), configuration: configuration)
    return try configuration.parameterShapes.sorted { $0.key < $1.key }.map {
      ($0.key, AnyTensor(try tree.tensor($0.key, shape: $0.value)))
    }
  }

  /// The parameters of SCFlow, drawn from a seed.
  static func scflowParameters() throws -> [(name: String, tensor: AnyTensor)] {
    let tree = SCFlow.initialParameters(ParameterInitializer(seed: 7))
    return try SCFlow.parameterShapes.sorted { $0.key < $1.key }.map {
      ($0.key, AnyTensor(try tree.tensor($0.key, shape: $0.value)))
    }
  }
}

extension TemporaryFolder {
  /// Writes spikes as a `.dat` and gives its name, which carries the size.
  func writeSpikes(width: Int = 40, height: Int = 30, frames: Int = 60, seed: UInt64 = 1) throws -> String {
    let name = "spikes_\(width)x\(height).dat"
    let writer = try SpikeDatWriter(
      path: file(name), geometry: SpikeGeometry(width: width, height: height), overwrite: true)
    if let stream = SpikeStream(packing: Samples.spikes(width: width, height: height, frames: frames, seed: seed)) {
      try writer.append(stream)
    }
    try writer.finish()
    return name
  }

  /// Writes pictures of one gray level as `gray.npy`.
  func writeGray<Scalar: TensorScalar>(
    _ level: Scalar, width: Int = 40, height: Int = 30, frames: Int = 11
  ) throws -> String {
    try NumpyFile.write(
      Samples.gray(level, width: width, height: height, frames: frames), to: file("gray.npy"), overwrite: true)
    return "gray.npy"
  }

  /// Writes a seeded SCFlow checkpoint as `.safetensors`.
  func writeWeights() throws -> String {
    try SafetensorsFile.write(try Samples.scflowParameters(), to: file("weights.safetensors"), overwrite: true)
    return "weights.safetensors"
  }

  /// Writes a seeded SCFlow checkpoint as `.npz`.
  func writeArchivedWeights() throws -> String {
    let archive = try NumpyArchiveWriter(path: file("weights.npz"), overwrite: true)
    for (name, tensor) in try Samples.scflowParameters() { try archive.add(tensor, named: name) }
    try archive.commit()
    return "weights.npz"
  }

  /// Writes a seeded checkpoint of a small STE-FlowNet, which may say how it was trained.
  func writeEventWeights(_ metadata: [String: String] = [:], name: String = "ste.safetensors") throws -> String {
    try SafetensorsFile.write(
      try Samples.steFlowNetParameters(), metadata: metadata, to: file(name), overwrite: true)
    return name
  }

  /// Writes a seeded checkpoint of FireNet's second release, `changed` as said.
  func writeFireNetWeights(
    _ change: (inout [String: Tensor<Float>]) -> Void = { _ in }, name: String = "firenet.safetensors"
  ) throws -> String {
    var values = FireNet.declaredParameters(.second).values(from: ParameterInitializer(seed: 3))
    change(&values)
    let named = values.sorted { $0.key < $1.key }.map { (name: $0.key, tensor: AnyTensor($0.value)) }
    try SafetensorsFile.write(named, to: file(name), overwrite: true)
    return name
  }

  /// Writes events as an `.npz` that says the sensor's size.
  func writeEvents(
    _ events: [Event], width: Int, height: Int, name: String = "events.npz"
  ) throws -> String {
    let writer = try EventFiles.create(
      file(name), options: EventWriteOptions(width: width, height: height, overwrite: true))
    if !events.isEmpty { try writer.append(EventBatch(events)) }
    try writer.finish()
    return name
  }

  /// Writes a flow of one vector.
  func writeFlow(u: Float, v: Float, width: Int = 40, height: Int = 30, name: String = "flow.npy") throws -> String {
    let plane = width * height
    let flow = Tensor<Float>(
      shape: [2, height, width], scalars: [Float](repeating: u, count: plane) + [Float](repeating: v, count: plane))
    try NumpyFile.write(flow, to: file(name), overwrite: true)
    return name
  }

  /// The recording in a file that the program wrote, `[frames, height, width]`.
  func readSpikes(_ name: String) throws -> Tensor<UInt8> {
    let source = try SpikeFiles.open(file(name))
    return try source.frames(0..<source.frameCount).unpacked()
  }
}
