import CKernels

/// Squares of pixels that become one.
public struct Pooling: Sendable, Hashable {
  /// What becomes of a square.
  public enum Kind: Sendable, Hashable {
    /// Its mean; there is no padding.
    case average
    /// Its largest value; padding never wins, a NaN does.
    case maximum
  }

  /// What becomes of a square.
  public let kind: Kind
  /// The rows and columns of a square.
  public let kernel: Int
  /// The distance of two squares.
  public let stride: Int
  /// The pixels outside that squares on the edge may hold, on every side.
  public let padding: Int

  /// Describes a pooling of whole squares; what is left at the right and bottom edge is not read.
  public init(_ kind: Kind, kernel: Int, stride: Int, padding: Int = 0) {
    precondition(kernel > 0 && stride > 0, "A pooling has a positive kernel and stride.")
    precondition(padding >= 0 && 2 * padding <= kernel, "A padding of \(padding) leaves squares without a pixel.")
    precondition(kind == .maximum || padding == 0, "A mean is taken without padding.")
    self.kind = kind
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// The size of the output for an input of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    ((height + 2 * padding - kernel) / stride + 1, (width + 2 * padding - kernel) / stride + 1)
  }

  /// Pools every channel of `input` into `output`. Bound by memory.
  public func callAsFunction(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    let squares = squares(of: input, output)
    precondition(!output.overlaps(input), "A pooling cannot write into its own input.")
    let training = workers.kernels.training
    workers.forEach(input.batch * input.channelCount) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: input.channelCount)
      let (from, to) = (input.plane(sample: sample, channel: channel), output.plane(sample: sample, channel: channel))
      switch kind {
      case .average: training.average_pool(from, squares, to)
      case .maximum: training.max_pool(from, squares, to)
      }
    }
  }

  /// The gradient of the input; that of a maximum goes to the first pixel that has it.
  ///
  /// - Parameters:
  ///   - upstream: The gradient of the output.
  ///   - input: What was pooled.
  ///   - isAdded: Whether to add to what `gradient` holds.
  public func backward(
    _ upstream: FeatureMap, of input: FeatureMap, into gradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    let squares = squares(of: input, upstream)
    precondition(gradient.shape == input.shape, "The gradient's shape \(gradient.shape) is not \(input.shape).")
    precondition(
      !gradient.overlaps(input) && !gradient.overlaps(upstream),
      "A gradient cannot take the place of what it is computed from.")
    let training = workers.kernels.training
    workers.forEach(input.batch * input.channelCount) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: input.channelCount)
      let target = gradient.plane(sample: sample, channel: channel)
      let from = upstream.plane(sample: sample, channel: channel)
      if !isAdded { target.update(repeating: 0, count: gradient.planeCount) }
      switch kind {
      case .average: training.average_pool_gradient(from, squares, target)
      case .maximum: training.max_pool_gradient(input.plane(sample: sample, channel: channel), from, squares, target)
      }
    }
  }

  private func squares(of input: FeatureMap, _ output: FeatureMap) -> SaccadePooling {
    let size = outputSize(height: input.height, width: input.width)
    precondition(
      size.height > 0 && size.width > 0, "A map of \(input.height) x \(input.width) has no square of \(kernel).")
    let shape = [input.batch, input.channelCount, size.height, size.width]
    precondition(output.shape == shape, "The output's shape \(output.shape) is not \(shape).")
    return SaccadePooling(
      height: input.height, width: input.width, kernel: kernel, stride: stride, padding: padding,
      out_height: size.height, out_width: size.width)
  }
}
