import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport

/// A residual network of two channels with drawn parameters, and pictures in CIFAR's layout.
public enum ClassifierSample {
  /// Two blocks.
  public static func architecture(_ activation: ActivationDescription) -> ClassifierArchitecture {
    ResNetDescription(naming: .qcfs, blocks: [1, 1], stemWidth: 2, activation: activation).architecture
  }

  /// Writes `ann.safetensors`: parameters under the names of the QCFS repository, and some changed or taken away.
  public static func write(
    _ activation: ActivationDescription, in folder: TemporaryFolder,
    changing: (inout [String: Tensor<Float>]) -> Void = { _ in }
  ) throws {
    let initializer = ParameterInitializer(seed: 1, gain: 1.4)
    var tensors: [String: Tensor<Float>] = [:]
    for parameter in architecture(activation).parameters {
      let uniform = initializer.uniform(parameter.name, shape: parameter.shape)
      tensors[parameter.name] = uniform.map { value in
        switch parameter.role {
        case .weight: value
        case .threshold, .step, .runningVariance, .normalizationScale: 0.5 + abs(value)
        case .bias, .normalizationShift, .runningMean: 0.1 * value
        }
      }
    }
    changing(&tensors)
    try SafetensorsFile.write(
      tensors.sorted { $0.key < $1.key }.map { (name: $0.key, tensor: AnyTensor($0.value)) },
      to: folder.file("ann.safetensors"), overwrite: true)
  }

  /// Writes the folder `cifar` with parts for training and testing.
  public static func writePictures(in folder: TemporaryFolder, testing: Int = 3) throws {
    try ClassificationSample.write(
      [
        "cifar/data_batch_1.bin": ClassificationSample.cifar(20),
        "cifar/test_batch.bin": ClassificationSample.cifar(testing),
      ], to: folder.path)
  }
}
