import CEmbeddedWeights
import Tensors

extension DrawnDigits {
  /// The classifier of these pictures that the program carries: two convolutions and two linear layers with QCFS
  /// activations of four levels, 20,000 parameters. `Tools/Samples/DrawnDigits` says how it was trained.
  public static func classifier() throws -> ClassifierCheckpoint {
    let bytes = UnsafeRawBufferPointer(start: saccade_drawn_digits(), count: saccade_drawn_digits_size())
    return try ClassifierCheckpoint(Checkpoint(safetensors: bytes, named: "drawn-digits"))
  }
}
