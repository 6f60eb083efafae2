import Kernels
import NeuralNetworks

/// What E-RAFT's recurrent unit reads of correlation and flow.
struct ERAFTMotionEncoder: Sendable {
  /// From what is read of the correlation; the first reads the volume itself.
  let volume: VolumeProjectionLayer
  let correlation: ConvolutionLayer
  /// From the flow.
  let flow: [ConvolutionLayer]
  /// From both.
  let joined: ConvolutionLayer

  /// Declares the parameters under their published names.
  init<Source>(parameters: ParameterScope<Source>) throws(Source.Failure) {
    func layer(
      _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 3
    ) throws(Source.Failure) -> ConvolutionLayer {
      try ConvolutionLayer(
        .init(inputs: inputs, outputs: outputs, kernel: kernel, activation: .relu), parameters: parameters[name])
    }
    volume = try VolumeProjectionLayer(outputs: 256, activation: .relu, parameters: parameters["convc1"])
    correlation = try layer("convc2", 256, 192)
    flow = [try layer("convf1", 2, 128, kernel: 7), try layer("convf2", 128, 64)]
    joined = try layer("conv", 192 + 64, ERAFT.motionWidth - 2)
  }

  /// The floating-point operations of one iteration at `height` x `width`.
  func operations(height: Int, width: Int) -> Int {
    ([correlation, joined] + flow).reduce(volume.operations(height: height, width: width)) {
      $0 + $1.operations(height: height, width: width)
    }
  }
}
