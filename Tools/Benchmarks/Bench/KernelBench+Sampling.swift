import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors

/// Correlation, warp, enlargement and activation, forward and backward.
extension KernelRows {
  func correlations() -> [Row] {
    [(32, 1), (64, 2), (96, 4), (128, 8)].flatMap { channels, divisor in
      let (rows, columns) = (height / divisor, width / divisor)
      let operations = 2 * Correlation.displacementCount * channels * rows * columns
      let a = FeatureMap(draw([1, channels, rows, columns]))
      let b = FeatureMap(draw([1, channels, rows, columns]))
      let output = FeatureMap(channels: Correlation.displacementCount, height: rows, width: columns)
      let upstream = FeatureMap(draw(output.shape))
      let gradients = (a: FeatureMap(a.tensor), b: FeatureMap(b.tensor))
      let activation = Activation.leakyReLU(slope: 0.1)
      return [
        computed("correlation \(channels) \(rows)x\(columns)", operations: operations) {
          Correlation.run(a, b, into: output, activation: activation, workers: workers)
        },
        computed("correlation \(channels) \(rows)x\(columns) backward", operations: 2 * operations) {
          Correlation.backward(
            upstream, output: output, of: a, b, activation: activation, aGradient: gradients.a,
            bGradient: gradients.b, workers: workers)
        },
      ]
    }
  }

  func warps() -> [Row] {
    [(1, 1), (32, 1), (64, 2)].flatMap { channels, divisor in
      let (rows, columns) = (height / divisor, width / divisor)
      let input = FeatureMap(draw([1, channels, rows, columns]))
      let output = FeatureMap(channels: channels, height: rows, width: columns)
      let gradients = (input: FeatureMap(input.tensor), flow: FeatureMap(channels: 2, height: rows, width: columns))
      return [("", noise(rows, columns)), ("smooth ", swirl(rows, columns))].flatMap { kind, flow in
        [
          moved("\(kind)warp \(channels) \(rows)x\(columns)", bytes: 4 * (2 * channels + 2) * rows * columns) {
            Warp.run(input, by: flow, into: output, workers: workers)
          },
          // Read are the input, its displacements and the upstream gradient, written are both gradients.
          moved(
            "\(kind)warp \(channels) \(rows)x\(columns) backward", bytes: 4 * (3 * channels + 4) * rows * columns
          ) {
            Warp.backward(
              output, of: input, by: flow, inputGradient: gradients.input, flowGradient: gradients.flow,
              workers: workers)
          },
        ]
      }
    }
  }

  /// 25 frames of spikes warped to the time of their middle one; counted is the output, and the flow once a frame.
  func spikeWindows() -> [Row] {
    let layout = SpikeWindow(geometry: SpikeGeometry(width: width, height: height - 6))
    let spikes = SpikeStream(geometry: layout.geometry, frameCount: SCFlow.windowLength) { bytes in
      for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: (index &* 2_654_435_761) >> 9) }
    }
    let output = FeatureMap(channels: SCFlow.windowLength, height: layout.paddedHeight, width: layout.paddedWidth)
    let (rows, columns) = (layout.paddedHeight, layout.paddedWidth)
    let still = FeatureMap(channels: 2, height: rows, width: columns)
    return [("still", still), ("smooth", swirl(rows, columns)), ("noisy", noise(rows, columns))].map { kind, flow in
      moved("\(kind) spike window \(rows)x\(columns)", bytes: 4 * 3 * SCFlow.windowLength * rows * columns) {
        layout.warp(spikes, along: flow, interval: 20, into: output, workers: workers)
      }
    }
  }

  func upsamplings() -> [Row] {
    [(2, 2), (64, 2)].flatMap { channels, divisor in
      let (rows, columns) = (height / divisor, width / divisor)
      let input = FeatureMap(draw([1, channels, rows, columns]))
      let output = FeatureMap(channels: channels, height: 2 * rows, width: 2 * columns)
      let enlarge = Upsampling2x(height: rows, width: columns)
      let bytes = 4 * 5 * channels * rows * columns
      return [
        moved("upsampling \(channels) \(rows)x\(columns)", bytes: bytes) {
          enlarge(input, into: output, workers: workers)
        },
        moved("upsampling \(channels) \(rows)x\(columns) backward", bytes: bytes) {
          enlarge.backward(output, into: input, workers: workers)
        },
      ]
    }
  }

  func activations() -> [Row] {
    let map = FeatureMap(draw([1, 96, height, width]))
    let other = FeatureMap(draw([1, 96, height, width]))
    let bytes = 4 * 96 * height * width
    return [
      moved("leaky relu 96 \(height)x\(width)", bytes: 2 * bytes, inPlace: true) {
        workers.apply(.leakyReLU(slope: 0.1), to: map)
      },
      moved("leaky relu 96 \(height)x\(width) backward", bytes: 3 * bytes) {
        workers.applyGradient(of: .leakyReLU(slope: 1), output: other, to: map)
      },
      moved("add 96 \(height)x\(width)", bytes: 3 * bytes) { workers.add(other, to: map) },
    ]
  }

  /// A flow whose neighbours have nothing in common.
  private func noise(_ rows: Int, _ columns: Int) -> FeatureMap {
    FeatureMap(draw([1, 2, rows, columns]).map { $0 * 5 })
  }

  /// A turn about the centre and an expansion by 2 %, as a moving camera sees.
  private func swirl(_ rows: Int, _ columns: Int) -> FeatureMap {
    var flow = Tensor<Float>(zeros: [1, 2, rows, columns])
    for y in 0..<rows {
      for x in 0..<columns {
        let (dx, dy) = (Float(x - columns / 2), Float(y - rows / 2))
        flow[0, 0, y, x] = 0.02 * dx - 0.02 * dy
        flow[0, 1, y, x] = 0.02 * dy + 0.02 * dx
      }
    }
    return FeatureMap(flow)
  }
}
