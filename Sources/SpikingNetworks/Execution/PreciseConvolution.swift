import Kernels
import Tensors

/// A convolution whose sums are formed in double precision and rounded once.
///
/// A spiking network adds the sums of its first layer to the same membranes step after step, so that their rounding
/// grows with the steps until it decides about spikes; behind it, sums are of spikes and are new in every step.
struct PreciseConvolution: Sendable {
  let description: ConvolutionDescription
  let weight: Tensor<Float>
  let bias: Tensor<Float>?

  /// The rows and columns of the output.
  func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    func extent(_ input: Int) -> Int {
      (input + 2 * description.padding - description.kernel) / description.stride + 1
    }
    return (extent(height), extent(width))
  }

  /// Convolves `input` into `output`.
  func callAsFunction(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    workers.forEach(input.batch * output.channelCount) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: output.channelCount)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: output.planeCount) { sums in
        sums.initialize(repeating: Double(bias?[channel] ?? 0))
        add(input, sample: sample, channel: channel, to: sums, height: output.height, width: output.width)
        let target = output.plane(sample: sample, channel: channel)
        for index in sums.indices { target[index] = Float(sums[index]) }
      }
    }
  }

  private func add(
    _ input: FeatureMap, sample: Int, channel: Int, to sums: UnsafeMutableBufferPointer<Double>, height: Int,
    width: Int
  ) {
    let (kernel, stride, padding) = (description.kernel, description.stride, description.padding)
    weight.withUnsafeBufferPointer { weights in
      var index = channel * input.channelCount * kernel * kernel
      for term in 0..<input.channelCount {
        let plane = input.plane(sample: sample, channel: term)
        for ky in 0..<kernel {
          for kx in 0..<kernel {
            let factor = Double(weights[index])
            index += 1
            for row in 0..<height {
              let y = row * stride + ky - padding
              guard y >= 0, y < input.height else { continue }
              for column in 0..<width {
                let x = column * stride + kx - padding
                if x >= 0 && x < input.width {
                  sums[row * width + column] += factor * Double(plane[y * input.width + x])
                }
              }
            }
          }
        }
      }
    }
  }
}
