import Foundation
import Tensors
import TestSupport

/// Per-step outputs that tests make: each step adds evidence for the label and noise.
public struct OutputSamples {
  /// `[steps, samples, classes]`.
  public var outputs: Tensor<Float>
  /// A label a sample.
  public var labels: Tensor<Int64>

  /// Draws outputs.
  public init(steps: Int = 8, samples: Int = 400, classes: Int = 4, seed: UInt64 = 1) {
    var random = SeededRandom(seed: seed)
    let labels = (0..<samples).map { _ in Int64.random(in: 0..<Int64(classes), using: &random) }
    var scalars: [Float] = []
    for _ in 0..<steps {
      for sample in 0..<samples {
        for index in 0..<classes {
          scalars.append(Float.random(in: -1...1, using: &random) + (Int64(index) == labels[sample] ? 0.5 : 0))
        }
      }
    }
    outputs = Tensor(shape: [steps, samples, classes], scalars: scalars)
    self.labels = Tensor(shape: [samples], scalars: labels)
  }

  /// The samples in another order or number.
  public func selecting(_ chosen: [Int]) -> OutputSamples {
    var copy = self
    let (steps, classes) = (outputs.shape[0], outputs.shape[2])
    var scalars: [Float] = []
    for step in 0..<steps { for sample in chosen { for c in 0..<classes { scalars.append(outputs[step, sample, c]) } } }
    copy.outputs = Tensor(shape: [steps, chosen.count, classes], scalars: scalars)
    copy.labels = Tensor(shape: [chosen.count], scalars: chosen.map { labels[$0] })
    return copy
  }

  /// Writes `NAME.npz` with both, and `NAME-logits.npy` and `NAME-labels.npy`.
  public func write(_ name: String = "run", in folder: TemporaryFolder) throws {
    let archive = try NumpyArchiveWriter(path: folder.file("\(name).npz"))
    try archive.add(outputs, named: "outputs")
    try archive.add(labels, named: "labels")
    try archive.commit()
    try NumpyFile.write(outputs, to: folder.file("\(name)-logits.npy"))
    try NumpyFile.write(labels, to: folder.file("\(name)-labels.npy"))
  }

  /// A folder that holds them.
  public static func folder(_ samples: OutputSamples = OutputSamples()) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try samples.write(in: folder)
    return folder
  }
}
