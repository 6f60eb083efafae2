import CKernels
import Tensors

/// A convolution whose sums are formed in double precision, in the order of input channels, rows and columns of the
/// kernel, and rounded once.
///
/// A spiking network adds the sums of its first layer to the same membranes step after step, so that their rounding
/// grows with the steps until it decides about spikes. Cost: half the products a second of single precision, less the
/// time to spread the input; the same bits on every instruction set and number of threads.
public struct PreciseConvolution: Sendable {
  private let stride: Int
  private let padding: Int
  private let kernel: (rows: Int, columns: Int)
  private let inputs: Int
  private let outputs: Int
  /// `[groups, terms, outputs of a group]`
  private let weights: [Double]
  private let starts: [Double]

  /// The output channels that share what they read.
  private static let group = 4
  /// The rows of an item.
  private static let bandRows = 8
  /// The values that are read after a row.
  private static let slack = 16

  /// Prepares a convolution. Cost: the weights are copied once.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs, rows, columns]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - padding: The zeros added on every side.
  public init(weight: Tensor<Float>, bias: Tensor<Float>?, stride: Int, padding: Int) {
    precondition(weight.rank == 4, "A weight has outputs, inputs, rows and columns, not the shape \(weight.shape).")
    precondition(stride > 0 && padding >= 0, "A stride of \(stride) and a padding of \(padding) are no layout.")
    precondition(
      bias.map { $0.shape == [weight.shape[0]] } ?? true, "\(weight.shape[0]) outputs have as many biases.")
    self.stride = stride
    self.padding = padding
    (outputs, inputs, kernel) = (weight.shape[0], weight.shape[1], (weight.shape[2], weight.shape[3]))
    let terms = inputs * kernel.rows * kernel.columns
    let groups = (outputs + Self.group - 1) / Self.group
    var packed = [Double](repeating: 0, count: groups * terms * Self.group)
    weight.withUnsafeBufferPointer { weight in
      for (index, value) in weight.enumerated() {
        let (output, term) = index.quotientAndRemainder(dividingBy: terms)
        packed[(output / Self.group * terms + term) * Self.group + output % Self.group] = Double(value)
      }
    }
    weights = packed
    let outputs = outputs
    starts = (0..<groups * Self.group).map { $0 < outputs ? Double(bias?[$0] ?? 0) : 0 }
  }

  /// The rows and columns of the output.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    ((height + 2 * padding - kernel.rows) / stride + 1, (width + 2 * padding - kernel.columns) / stride + 1)
  }

  /// Convolves `input`, `[batch, inputs, height, width]`, into `output`.
  public func callAsFunction(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    let size = outputSize(height: input.height, width: input.width)
    precondition(
      input.channelCount == inputs && output.shape == [input.batch, outputs, size.height, size.width],
      "A map of shape \(input.shape) gives [\(input.batch), \(outputs), \(size.height), \(size.width)].")
    let bands = RowBands(rows: size.height, perBand: Self.bandRows)
    let layout = Layout(of: self, width: size.width)
    workers.run(input.batch * bands.count) { item, scratch in
      let (sample, band) = item.quotientAndRemainder(dividingBy: bands.count)
      let memory = scratch.doubles(layout.offsetCount + layout.valueCount)
      let offsets = UnsafeMutableRawPointer(memory).bindMemory(to: Int.self, capacity: layout.offsetCount)
      layout.writeOffsets(offsets)
      let values = memory + layout.offsetCount
      spread(input, sample: sample, firstRow: bands[band].lowerBound * stride - padding, layout, into: values)
      for (index, row) in bands[band].enumerated() {
        for group in 0..<starts.count / Self.group {
          let first = group * Self.group
          weights.withUnsafeBufferPointer { weights in
            starts.withUnsafeBufferPointer { starts in
              var job = SaccadePreciseRow()
              job.input = UnsafePointer(values + index * stride * layout.rowStride)
              job.offsets = UnsafePointer(offsets)
              job.terms = layout.offsetCount
              job.weights = weights.baseAddress.map { $0 + group * layout.offsetCount * Self.group }
              job.start = starts.baseAddress.map { $0 + first }
              job.count = size.width
              job.out = output.plane(sample: sample, channel: first) + row * size.width
              job.out_step = output.planeCount
              job.outputs = min(Self.group, outputs - first)
              workers.kernels.networks.products.precise_row(&job)
            }
          }
        }
      }
    }
  }

  /// How the rows that a band of outputs reads are spread: columns that are `stride` apart follow each other.
  private struct Layout {
    let rows: Int
    let columns: Int
    let rowStride: Int
    private let convolution: PreciseConvolution

    init(of convolution: PreciseConvolution, width: Int) {
      self.convolution = convolution
      rows = (PreciseConvolution.bandRows - 1) * convolution.stride + convolution.kernel.rows
      columns = width + (convolution.kernel.columns - 1) / convolution.stride + PreciseConvolution.slack
      rowStride = convolution.stride * columns
    }

    /// One a term.
    var offsetCount: Int { convolution.inputs * convolution.kernel.rows * convolution.kernel.columns }
    var valueCount: Int { convolution.inputs * rows * rowStride }

    func writeOffsets(_ offsets: UnsafeMutablePointer<Int>) {
      var index = 0
      for input in 0..<convolution.inputs {
        for row in 0..<convolution.kernel.rows {
          for column in 0..<convolution.kernel.columns {
            let (place, phase) = column.quotientAndRemainder(dividingBy: convolution.stride)
            offsets[index] = (input * rows + row) * rowStride + phase * columns + place
            index += 1
          }
        }
      }
    }
  }

  private func spread(
    _ input: FeatureMap, sample: Int, firstRow: Int, _ layout: Layout, into values: UnsafeMutablePointer<Double>
  ) {
    var target = values
    for channel in 0..<inputs {
      let plane = input.plane(sample: sample, channel: channel)
      for row in firstRow..<firstRow + layout.rows {
        let isInside = row >= 0 && row < input.height
        for phase in 0..<stride {
          for place in 0..<layout.columns {
            let column = place * stride + phase - padding
            target[place] =
              isInside && column >= 0 && column < input.width ? Double(plane[row * input.width + column]) : 0
          }
          target += layout.columns
        }
      }
    }
  }
}
