/// Every `stride`-th pixel, with channels of zeros before and after: the shortcut without parameters of residual networks
/// (He et al. 2016, option A).
public struct Subsampling: Sendable, Hashable {
  /// The distance of two pixels that are kept.
  public let stride: Int
  /// The channels of zeros before the input's.
  public let zerosBefore: Int
  /// The channels of zeros after them.
  public let zerosBehind: Int

  /// Describes a shortcut.
  public init(stride: Int, zerosBefore: Int, zerosBehind: Int) {
    precondition(stride > 0 && zerosBefore >= 0 && zerosBehind >= 0, "A stride is positive, channels are 0 or more.")
    self.stride = stride
    self.zerosBefore = zerosBefore
    self.zerosBehind = zerosBehind
  }

  /// The shape of the output for an input `[batch, channels, height, width]`.
  public func outputShape(_ input: [Int]) -> [Int] {
    [
      input[0], zerosBefore + input[1] + zerosBehind, (input[2] + stride - 1) / stride,
      (input[3] + stride - 1) / stride,
    ]
  }

  /// Writes the output.
  public func callAsFunction(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    precondition(output.shape == outputShape(input.shape), "The output's shape \(output.shape) is another.")
    workers.forEach(output.batch) { sample in
      for channel in 0..<output.channelCount {
        let target = output.plane(sample: sample, channel: channel)
        let source = channel - zerosBefore
        guard 0..<input.channelCount ~= source else {
          target.update(repeating: 0, count: output.planeCount)
          continue
        }
        let from = input.plane(sample: sample, channel: source)
        for y in 0..<output.height {
          workers.kernels.networks.rows.gather(
            target + y * output.width, from + y * stride * input.width, input.width, 0, stride, output.width)
        }
      }
    }
  }

  /// Writes the gradient of the input, or adds it.
  public func backward(_ upstream: FeatureMap, into gradient: FeatureMap, isAdded: Bool = false, workers: Workers) {
    precondition(upstream.shape == outputShape(gradient.shape), "The gradient's shape \(upstream.shape) is another.")
    workers.forEach(gradient.batch) { sample in
      for channel in 0..<gradient.channelCount {
        let target = gradient.plane(sample: sample, channel: channel)
        if !isAdded { target.update(repeating: 0, count: gradient.planeCount) }
        let from = upstream.plane(sample: sample, channel: zerosBefore + channel)
        for y in 0..<upstream.height {
          for x in 0..<upstream.width {
            target[y * stride * gradient.width + x * stride] += from[y * upstream.width + x]
          }
        }
      }
    }
  }
}
