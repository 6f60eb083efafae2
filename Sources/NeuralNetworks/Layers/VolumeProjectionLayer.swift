import Kernels
import Tensors

/// A convolution of 1 x 1 of what is read of a correlation volume around places, with bias and activation.
public struct VolumeProjectionLayer: Sendable {
  /// The number of output channels.
  public let outputs: Int
  /// What is applied to the sums.
  public let activation: Activation
  private let names: LayerNames
  private let projection: VolumeProjection?

  /// Declares `weight` `[outputs, 324, 1, 1]` and `bias`.
  ///
  /// - Throws: What the source throws where one is missing or has another shape.
  public init<Source>(
    outputs: Int, activation: Activation, parameters: ParameterScope<Source>
  ) throws(Source.Failure) {
    (self.outputs, self.activation) = (outputs, activation)
    names = LayerNames(parameters)
    let inputs = CorrelationVolume.valueCount
    let weight = try parameters.weight(shape: [outputs, inputs, 1, 1], fanIn: inputs)
    let bias = try parameters.vector(count: outputs)
    projection = weight.map { VolumeProjection(weight: $0, bias: bias) }
  }

  /// The floating-point operations of one sample of `height` x `width`.
  public func operations(height: Int, width: Int) -> Int {
    2 * outputs * CorrelationVolume.valueCount * height * width
  }

  /// A run that reads the volume around places.
  func run(
    _ volume: CorrelationVolume, at places: FeatureMap, into output: FeatureMap
  ) -> @Sendable (Workers) -> Void {
    let (projection, activation) = (names.kernel(projection), activation)
    return { projection(volume, at: places, into: output, activation: activation, workers: $0) }
  }
}

extension PlanBuilder {
  /// A step that reads a volume around places `[1, 2, height, width]`, and projects that.
  public func projection(_ layer: VolumeProjectionLayer, of volume: CorrelationVolume, at places: Value) -> Value {
    let shape = shape(of: places)
    let output = make([1, layer.outputs, shape[2], shape[3]])
    append(using: [places, output]) { maps in layer.run(volume, at: maps[places], into: maps[output]) }
    return output
  }

  /// A step of a convolution whose result, activation included, is added to `sum` in place.
  public func convolution(_ layer: ConvolutionLayer, _ input: Value, addedTo sum: Value) {
    let (kernel, activation) = (layer.kernel, layer.configuration.activation)
    append(using: [input, sum]) { maps in
      let (input, sum) = (maps.joined(input), maps[sum])
      return { kernel(input, into: sum, activation: activation, isAdded: true, workers: $0) }
    }
  }
}
