import ArgumentParser
import Foundation
import Kernels
import NeuralNetworks
import Tensors

/// Single kernels at the shapes of SCFlow at 256 x 400.
struct KernelBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel", abstract: "One kernel, or all, with its share of the machine's limit.")

  enum Kernel: String, ExpressibleByArgument, CaseIterable {
    case convolution
    case transposedConvolution = "transposed-convolution"
    case correlation
    case warp
    case upsampling
    case activation
    case gates
    case product
    case volume
    case spiking
    case all
  }

  @Argument(help: "The kernel, or all.") var kernel: Kernel
  @OptionGroup var options: BenchOptions

  func run() throws { options.show(try rows()) }

  func rows() throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let limits = MachineLimits(workers: workers)
    let bench = KernelRows(workers: workers, limits: limits, runs: options.runs)
    switch kernel {
    case .convolution: return bench.convolutions()
    case .transposedConvolution: return bench.transposedConvolutions()
    case .correlation: return bench.correlations()
    case .warp: return bench.warps() + bench.spikeWindows()
    case .upsampling: return bench.upsamplings()
    case .activation: return bench.activations()
    case .gates: return bench.gates()
    case .product: return try bench.products()
    case .volume: return bench.volumes()
    case .spiking: return bench.spikingLayers()
    case .all:
      return bench.limitsRows() + bench.convolutions() + bench.transposedConvolutions() + bench.correlations()
        + bench.warps() + bench.spikeWindows() + bench.upsamplings() + bench.activations() + bench.gates()
        + (try bench.products()) + bench.volumes() + bench.spikingLayers()
    }
  }
}

/// The rows of single kernels.
struct KernelRows {
  var workers: Workers
  var limits: MachineLimits
  var runs: Int
  let height = 256
  let width = 400

  init(workers: Workers, limits: MachineLimits, runs: Int) {
    self.workers = workers
    self.limits = limits
    self.runs = runs
  }

  func limitsRows() -> [Row] {
    [
      Row(
        name: "limit of this machine",
        figures: [
          ("gflop_per_s", limits.operationsPerSecond / 1e9), ("gb_per_s", limits.bytesPerSecond / 1e9),
        ] + limits.traffic.map { ($0.key, $0.bytesPerSecond / 1e9) })
    ]
  }

  func convolutions() -> [Row] {
    // SCFlow's at 256 x 400, then STE-FlowNet's at 256 x 256, E-RAFT's first at 480 x 640: (inputs, outputs, kernel, stride, rows, columns).
    let shapes = [
      (25, 32, 3, 1, 256, 400), (32, 32, 3, 1, 256, 400), (32, 64, 3, 2, 256, 400), (64, 64, 3, 1, 128, 200),
      (96, 128, 3, 2, 64, 100), (115, 96, 3, 1, 256, 400), (211, 64, 3, 1, 256, 400), (275, 32, 3, 1, 256, 400),
      (307, 2, 3, 1, 256, 400), (307, 2, 3, 1, 64, 100), (115, 96, 3, 1, 32, 50), (32, 32, 1, 1, 256, 400),
      (290, 290, 3, 1, 128, 128), (418, 418, 3, 1, 64, 64), (674, 674, 3, 1, 32, 32), (1186, 1186, 3, 1, 16, 16),
      (512, 512, 3, 1, 16, 16), (145, 128, 3, 2, 128, 128), (209, 256, 3, 2, 64, 64), (337, 512, 3, 2, 32, 32),
      (15, 64, 7, 2, 480, 640),
    ]
    return shapes.map { inputs, outputs, kernel, stride, rows, columns in
      let convolution = Convolution2D(
        weight: draw([outputs, inputs, kernel, kernel]), bias: draw([outputs]), stride: stride, padding: kernel / 2)
      let size = convolution.outputSize(height: rows, width: columns)
      let input = FeatureMap(draw([1, inputs, rows, columns]))
      let output = FeatureMap(channels: outputs, height: size.height, width: size.width)
      return computed(
        "convolution \(inputs)->\(outputs) k\(kernel) s\(stride) \(rows)x\(columns)",
        operations: convolution.operations(height: rows, width: columns)
      ) {
        convolution(input, into: output, activation: .leakyReLU(slope: 0.1), workers: workers)
      }
    }
  }

  func transposedConvolutions() -> [Row] {
    [(128, 64, 4), (256, 32, 2)].map { inputs, outputs, divisor in
      let (rows, columns) = (height / divisor, width / divisor)
      let convolution = TransposedConvolution2D(
        weight: draw([inputs, outputs, 4, 4]), bias: draw([outputs]), stride: 2, padding: 1)
      let input = FeatureMap(draw([1, inputs, rows, columns]))
      let output = FeatureMap(channels: outputs, height: 2 * rows, width: 2 * columns)
      return computed(
        "transposed convolution \(inputs)->\(outputs) k4 s2 \(rows)x\(columns)",
        operations: 2 * 16 * inputs * outputs * rows * columns
      ) {
        convolution(input, into: output, activation: .leakyReLU(slope: 0.1), workers: workers)
      }
    }
  }

  /// A kernel that the processor's arithmetic bounds; `operations` counts a multiply-add as two.
  func computed(_ name: String, operations: Int, _ body: () -> Void) -> Row {
    let measurement = Measurement(runs: runs, body)
    let rate = Double(operations) / measurement.median
    return Row(
      name: name,
      figures: [
        ("median_s", measurement.median), ("min_s", measurement.least), ("gflop_per_s", rate / 1e9),
        ("share_of_limit", rate / limits.operationsPerSecond),
      ])
  }

  /// A kernel that memory bounds; `bytes` counts each byte read and each byte written once. Its limit is that of a copy,
  /// or of an update where it overwrites what it reads.
  func moved(_ name: String, bytes: Int, inPlace: Bool = false, _ body: () -> Void) -> Row {
    let measurement = Measurement(runs: runs, body)
    let rate = Double(bytes) / measurement.median
    return Row(
      name: name,
      figures: [
        ("median_s", measurement.median), ("min_s", measurement.least), ("gb_per_s", rate / 1e9),
        ("share_of_limit", rate / (inPlace ? limits.bytesPerSecondInPlace : limits.bytesPerSecond)),
      ])
  }

  /// Values in -1 ..< 1.
  func draw(_ shape: [Int]) -> Tensor<Float> {
    ParameterInitializer(seed: 3).uniform("kernel", shape: shape)
  }
}
