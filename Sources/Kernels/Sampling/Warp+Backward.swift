import CKernels

extension Warp {
  /// The gradients of the input and of the flow from that of the output.
  ///
  /// A position at or beyond the picture's edge is held there and does not move with its displacement, as in PyTorch's
  /// `grid_sample` with border padding. Cost: that of the forward pass for the flow, and for the input a read and a
  /// write of four values for each value of the output, one thread a plane.
  ///
  /// - Parameters:
  ///   - upstream: The gradient of the output, `[batch, channels, height, width]`.
  ///   - input: The input of the forward pass; its values matter for the flow's gradient only.
  ///   - flow: The flow of the forward pass, `[batch, 2, height, width]`.
  ///   - scale: The factor of the flow.
  ///   - inputGradient: Takes the gradient of the input, where asked for.
  ///   - flowGradient: Takes the gradient of the flow, where asked for.
  ///   - isAdded: Whether the gradients are added to what is there.
  public static func backward(
    _ upstream: FeatureMap, of input: FeatureMap, by flow: FeatureMap, scale: Float = 1,
    alignment: Alignment = .corners, inputGradient: FeatureMap?, flowGradient: FeatureMap?, isAdded: Bool = false,
    workers: Workers
  ) {
    precondition(
      flow.shape == [input.batch, 2, input.height, input.width],
      "A flow of shape \(flow.shape) cannot warp \(input.shape).")
    precondition(upstream.shape == input.shape, "The gradient's shape \(upstream.shape) is not \(input.shape).")
    let pass = Pass(upstream: upstream, flow: flow, scale: scale, alignment: alignment, isAdded: isAdded)
    if let inputGradient { pass.scatter(into: inputGradient, workers: workers) }
    if let flowGradient { pass.displace(input, into: flowGradient, workers: workers) }
  }

  private struct Pass {
    var upstream: FeatureMap
    var flow: FeatureMap
    var scale: Float
    var alignment: Alignment
    var isAdded: Bool

    // Channels that share the computation of positions, and that one thread scatters.
    private static let channelsPerItem = 4

    func scatter(into gradient: FeatureMap, workers: Workers) {
      precondition(gradient.shape == upstream.shape, "The gradient's shape \(gradient.shape) is not \(upstream.shape).")
      precondition(
        !gradient.overlaps(upstream) && !gradient.overlaps(flow),
        "A gradient cannot take the place of what it is computed from.")
      let (height, width) = (gradient.height, gradient.width)
      let groups = RowBands(rows: gradient.channelCount, perBand: Self.channelsPerItem)
      let bands = RowBands(rows: height, perBand: rowsPerBand)
      workers.run(gradient.batch * groups.count) { item, scratch in
        let (sample, group) = item.quotientAndRemainder(dividingBy: groups.count)
        for channel in groups[group] where !isAdded {
          gradient.plane(sample: sample, channel: channel).update(repeating: 0, count: gradient.planeCount)
        }
        for band in 0..<bands.count {
          let rows = Rows(bands[band], height: height, width: width, withSlopes: false, scratch: scratch)
          rows.locate(by: flow, sample: sample, scale: scale, alignment: alignment, workers: workers)
          for channel in groups[group] {
            for y in bands[band] {
              var row = rows[y]
              workers.kernels.networks.warp.scatter(
                upstream.plane(sample: sample, channel: channel) + y * width, &row,
                gradient.plane(sample: sample, channel: channel))
            }
          }
        }
      }
    }

    func displace(_ input: FeatureMap, into gradient: FeatureMap, workers: Workers) {
      precondition(gradient.shape == flow.shape, "The gradient's shape \(gradient.shape) is not \(flow.shape).")
      precondition(
        !gradient.overlaps(upstream) && !gradient.overlaps(flow) && !gradient.overlaps(input),
        "A gradient cannot take the place of what it is computed from.")
      let (height, width) = (input.height, input.width)
      let stride = (width + 15) / 16 * 16
      let bands = RowBands(rows: height, perBand: rowsPerBand)
      workers.run(input.batch * bands.count) { item, scratch in
        let (sample, band) = item.quotientAndRemainder(dividingBy: bands.count)
        let sumCount = 2 * stride * bands[band].count
        let rows = Rows(
          bands[band], height: height, width: width, withSlopes: true, rest: sumCount, scratch: scratch)
        rows.locate(by: flow, sample: sample, scale: scale, alignment: alignment, workers: workers)
        rows.rest.update(repeating: 0, count: sumCount)
        func sums(_ y: Int) -> UnsafeMutablePointer<Float> {
          rows.rest + (y - bands[band].lowerBound) * 2 * stride
        }
        for channel in 0..<input.channelCount {
          for y in bands[band] {
            var row = rows[y]
            workers.kernels.networks.warp.displacement(
              input.plane(sample: sample, channel: channel),
              upstream.plane(sample: sample, channel: channel) + y * width, &row, sums(y))
          }
        }
        for y in bands[band] {
          for axis in 0..<2 {
            workers.kernels.networks.rows.multiply(
              sums(y) + axis * stride, rows[y].slopes.map { $0 + axis * stride }, width, isAdded ? 1 : 0,
              gradient.plane(sample: sample, channel: axis) + y * width)
          }
        }
      }
    }
  }
}
