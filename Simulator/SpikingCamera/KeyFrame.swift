import CKernels
import Kernels
import Runtime
import Tensors

/// The gray levels of a key frame, checked and padded with black to whole blocks.
struct KeyFrame: ~Copyable {
  private let memory: AlignedMemory
  /// The largest gray level.
  private(set) var largest: Float = 0

  init(pixelCount: Int) { memory = AlignedMemory(zeroedByteCount: pixelCount * MemoryLayout<Float>.stride) }

  /// The gray levels.
  var gray: UnsafePointer<Float> { UnsafePointer(memory.baseAddress.assumingMemoryBound(to: Float.self)) }

  /// Copies gray levels, held to the range of the camera.
  ///
  /// - Returns: The index of the first that is not a number, or nil where all are.
  mutating func load(_ tensor: Tensor<Float>, loops: SaccadeCameraLoops) -> Int? {
    let target = memory.baseAddress.bindMemory(to: Float.self, capacity: tensor.count)
    return tensor.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return nil }
      largest = loops.gray(start, target, source.count, SpikeCharge.brightestGray)
      return largest < 0 ? source.firstIndex { $0.isNaN } : nil
    }
  }
}
