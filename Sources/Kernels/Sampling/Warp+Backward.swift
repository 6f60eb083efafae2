import CKernels
import Tensors

extension Warp {
  /// The gradients of a warp with respect to its input and its flow.
  ///
  /// A sampling position held at the border has no gradient with respect to the flow, as in PyTorch's `grid_sample`
  /// with border padding. Each plane of the input's gradient is written by one thread, each row of the flow's too.
  ///
  /// - Parameters:
  ///   - outputGradient: `[batch, channels, height, width]`.
  ///   - input: What was warped.
  ///   - flow: `[batch, 2, height, width]`, with `scale` and `alignment` as in ``run(_:by:scale:alignment:into:workers:)``.
  ///   - inputGradient: Where the input's gradient is added, or nil.
  ///   - flowGradient: Where the flow's gradient goes, or nil.
  ///   - isFlowGradientAdded: Whether it is added to what is there.
  public static func backward(
    _ outputGradient: FeatureMap, input: FeatureMap, by flow: FeatureMap, scale: Float = 1,
    alignment: Alignment = .corners, addingTo inputGradient: FeatureMap?, flowGradient: FeatureMap?,
    isFlowGradientAdded: Bool = false, workers: Workers
  ) {
    let (height, width) = (input.height, input.width)
    precondition(
      flow.shape == [input.batch, 2, height, width], "A flow of shape \(flow.shape) cannot warp \(input.shape).")
    precondition(
      outputGradient.shape == input.shape && inputGradient?.shape ?? input.shape == input.shape,
      "Gradients of a warp have the shape of its input, \(input.shape).")
    precondition(
      flowGradient?.shape ?? flow.shape == flow.shape, "The gradient of a flow has its shape, \(flow.shape).")
    precondition(
      inputGradient?.overlaps(outputGradient) != true && flowGradient?.overlaps(flow) != true,
      "A gradient cannot overwrite what it is made from.")
    let corners: Int32 = alignment == .corners ? 1 : 0
    let count = 4 * height * width
    let weights = workers.sharedScratch.floats(2 * count)
    let offsets = UnsafeMutableRawPointer(weights + count).assumingMemoryBound(to: Int32.self)
    for sample in 0..<input.batch {
      let (u, v) = (flow.plane(sample: sample), flow.plane(sample: sample, channel: 1))
      workers.run(height) { y, scratch in
        let row = y * width
        workers.kernels.warp_coordinates(
          u + row, v + row, scale, y, width, height, corners, offsets + 4 * row, weights + 4 * row)
        guard let flowGradient else { return }
        let slopes = scratch.floats(2 * width)
        slopes.update(repeating: 0, count: 2 * width)
        for channel in 0..<input.channelCount {
          workers.kernels.warp_slope(
            outputGradient.plane(sample: sample, channel: channel) + row,
            input.plane(sample: sample, channel: channel), offsets + 4 * row, weights + 4 * row, width, slopes,
            slopes + width)
        }
        workers.kernels.warp_flow_gradient(
          u + row, v + row, scale, y, width, height, corners, slopes, slopes + width, isFlowGradientAdded ? 1 : 0,
          flowGradient.plane(sample: sample) + row, flowGradient.plane(sample: sample, channel: 1) + row)
      }
      guard let inputGradient else { continue }
      workers.run(input.channelCount) { channel, _ in
        let source = outputGradient.plane(sample: sample, channel: channel)
        let target = inputGradient.plane(sample: sample, channel: channel)
        for y in 0..<height {
          workers.kernels.warp_scatter(
            source + y * width, offsets + 4 * y * width, weights + 4 * y * width, width, target)
        }
      }
    }
  }
}
