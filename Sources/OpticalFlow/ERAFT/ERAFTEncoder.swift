import Kernels
import NeuralNetworks

/// E-RAFT's encoder: a grid to features at an eighth of its size, through six residual units.
struct ERAFTEncoder: Sendable {
  /// What follows a convolution.
  enum Normalization: Sendable, Hashable {
    /// By the values of each map itself.
    case instance
    /// By running statistics, which are folded into the convolutions.
    case batch
  }

  /// Two convolutions with normalisations, and what goes around them.
  struct Unit: Sendable {
    var first: ConvolutionLayer
    var second: ConvolutionLayer
    /// Where the unit halves the size: the 1 x 1 convolution around.
    var around: ConvolutionLayer?
  }

  let normalization: Normalization
  let stem: ConvolutionLayer
  let units: [Unit]
  let last: ConvolutionLayer

  /// Declares the parameters under their published names. The normalisation around a unit has two, `norm3` and
  /// `downsample.1`, of which the second is read.
  init<Source>(
    bins: Int, outputs: Int, normalization: Normalization, parameters: ParameterScope<Source>
  ) throws(Source.Failure) {
    self.normalization = normalization
    func layer(
      _ scope: ParameterScope<Source>, _ norm: ParameterScope<Source>, _ inputs: Int, _ outputs: Int, kernel: Int = 3,
      stride: Int = 1, _ activation: Activation = .relu
    ) throws(Source.Failure) -> ConvolutionLayer {
      let isFolded = normalization == .batch
      let configuration = ConvolutionLayer.Configuration(
        inputs: inputs, outputs: outputs, kernel: kernel, stride: stride,
        activation: isFolded ? activation : .identity)
      return isFolded
        ? try ConvolutionLayer(configuration, parameters: scope, normalization: norm)
        : try ConvolutionLayer(configuration, parameters: scope)
    }
    stem = try layer(parameters["conv1"], parameters["norm1"], bins, 64, kernel: 7, stride: 2)
    var units: [Unit] = []
    for (index, (inputs, width)) in [(64, 64), (64, 96), (96, 128)].enumerated() {
      for number in 0..<2 {
        let scope = parameters["layer\(index + 1)"][number]
        let stride = index > 0 && number == 0 ? 2 : 1
        let first = try layer(
          scope["conv1"], scope["norm1"], number == 0 ? inputs : width, width, stride: stride)
        let second = try layer(scope["conv2"], scope["norm2"], width, width)
        let around =
          stride == 1
          ? nil
          : try layer(
            scope["downsample"][0], scope["downsample"][1], inputs, width, kernel: 1, stride: stride, .identity)
        units.append(Unit(first: first, second: second, around: around))
      }
    }
    self.units = units
    last = try ConvolutionLayer(
      .init(inputs: 128, outputs: outputs, kernel: 1, activation: .identity), parameters: parameters["conv2"])
  }

  /// Writes the steps of the encoder down.
  ///
  /// - Parameter input: `[1, bins, height, width]`.
  /// - Returns: `[1, outputs, height / 8, width / 8]`.
  func steps(_ input: PlanBuilder.Value, on builder: PlanBuilder) -> PlanBuilder.Value {
    var value = builder.convolution(stem, input)
    if normalization == .instance { builder.normalize(value, .relu) }
    for unit in units { value = steps(of: unit, value, on: builder) }
    return builder.convolution(last, value)
  }

  private func steps(of unit: Unit, _ input: PlanBuilder.Value, on builder: PlanBuilder) -> PlanBuilder.Value {
    var around = input
    if let layer = unit.around {
      around = builder.convolution(layer, input)
      if normalization == .instance { builder.normalize(around, .identity) }
    }
    let middle = builder.convolution(unit.first, input)
    switch normalization {
    case .instance:
      builder.normalize(middle, .relu)
      let end = builder.convolution(unit.second, middle)
      builder.normalize(end, .relu, adding: around)
      return end
    case .batch:
      // Both terms of a sum are zero or more where the input goes around as it is: another ReLU changes nothing.
      builder.convolution(unit.second, middle, addedTo: around)
      if unit.around != nil { builder.activate(around, .relu) }
      return around
    }
  }

  /// The floating-point operations for one grid of `height` x `width`.
  func operations(height: Int, width: Int) -> Int {
    var sum = stem.operations(height: height, width: width)
    var size = stem.outputSize(height: height, width: width)
    for unit in units {
      sum += unit.first.operations(height: size.height, width: size.width)
      sum += unit.around?.operations(height: size.height, width: size.width) ?? 0
      size = unit.first.outputSize(height: size.height, width: size.width)
      sum += unit.second.operations(height: size.height, width: size.width)
    }
    return sum + last.operations(height: size.height, width: size.width)
  }
}

extension PlanBuilder {
  /// A step of an instance normalisation in place; with an addend, the activation is applied before and after it is added.
  func normalize(_ value: Value, _ activation: Activation, adding addend: Value? = nil) {
    append(using: [value] + (addend.map { [$0] } ?? [])) { maps in
      let (map, addend) = (maps[value], addend.map { maps[$0] })
      return { InstanceNormalization.run(map, adding: addend, activation: activation, into: map, workers: $0) }
    }
  }

  /// A step of an activation in place.
  func activate(_ value: Value, _ activation: Activation) {
    append(using: [value]) { maps in
      let map = maps[value]
      return { $0.apply(activation, to: map) }
    }
  }
}
