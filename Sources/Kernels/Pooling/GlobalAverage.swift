/// The mean of each channel of a sample. Bound by memory.
public enum GlobalAverage {
  /// Writes the means of `[batch, channels, height, width]` into `[batch, channels, 1, 1]`.
  public static func run(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    check(input, output)
    workers.forEach(input.batch) { sample in
      for channel in 0..<input.channelCount {
        let sum = workers.kernels.networks.rows.sum(input.plane(sample: sample, channel: channel), input.planeCount)
        output.plane(sample: sample, channel: channel)[0] = Float(sum / Double(input.planeCount))
      }
    }
  }

  /// Writes the gradient of the input, or adds it: each mean's gradient, in equal parts.
  public static func backward(
    _ upstream: FeatureMap, into gradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    check(gradient, upstream)
    workers.forEach(gradient.batch) { sample in
      for channel in 0..<gradient.channelCount {
        let part = upstream.plane(sample: sample, channel: channel)[0] / Float(gradient.planeCount)
        let target = gradient.plane(sample: sample, channel: channel)
        if isAdded {
          workers.kernels.training.scale_row(target, gradient.planeCount, 1, part, target)
        } else {
          target.update(repeating: part, count: gradient.planeCount)
        }
      }
    }
  }

  private static func check(_ input: FeatureMap, _ output: FeatureMap) {
    precondition(
      output.shape == [input.batch, input.channelCount, 1, 1],
      "The means of \(input.shape) do not have the shape \(output.shape).")
  }
}
