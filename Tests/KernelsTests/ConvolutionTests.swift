import Kernels
import Tensors
import Testing

@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 1
    var inputs: Int
    var outputs: Int
    var height: Int
    var width: Int
    var kernel: Int
    var stride = 1
    var padding: Int
    var testDescription: String {
      "\(batch)x\(inputs)x\(height)x\(width) -> \(outputs), k\(kernel) s\(stride) p\(padding)"
    }
  }

  static let cases = [
    Case(inputs: 3, outputs: 5, height: 9, width: 11, kernel: 3, padding: 1),
    Case(batch: 2, inputs: 19, outputs: 33, height: 17, width: 23, kernel: 3, padding: 1),
    Case(batch: 2, inputs: 6, outputs: 8, height: 20, width: 28, kernel: 3, stride: 2, padding: 1),
    Case(inputs: 5, outputs: 7, height: 9, width: 13, kernel: 3, stride: 3, padding: 0),
    Case(inputs: 3, outputs: 6, height: 15, width: 13, kernel: 7, stride: 2, padding: 3),
    Case(inputs: 12, outputs: 9, height: 15, width: 13, kernel: 1, padding: 0),
    Case(inputs: 2, outputs: 9, height: 3, width: 600, kernel: 3, padding: 1),
    Case(inputs: 170, outputs: 6, height: 20, width: 30, kernel: 3, padding: 1),
    Case(inputs: 4, outputs: 1, height: 1, width: 1, kernel: 3, padding: 1),
    Case(batch: 2, inputs: 9, outputs: 2, height: 19, width: 70, kernel: 3, padding: 1),
    Case(inputs: 40, outputs: 3, height: 9, width: 333, kernel: 3, padding: 1),
    Case(inputs: 5, outputs: 4, height: 12, width: 18, kernel: 5, padding: 2),
    Case(inputs: 5, outputs: 4, height: 12, width: 18, kernel: 3, stride: 2, padding: 1),
    Case(batch: 2, inputs: 7, outputs: 9, height: 70, width: 137, kernel: 3, padding: 1),
    Case(inputs: 6, outputs: 17, height: 44, width: 66, kernel: 3, padding: 1),
    // Many rows of tiles in one register.
    Case(batch: 2, inputs: 7, outputs: 5, height: 61, width: 3, kernel: 3, padding: 1),
    Case(inputs: 7, outputs: 70, height: 100, width: 13, kernel: 3, padding: 1),
    Case(inputs: 20, outputs: 40, height: 31, width: 19, kernel: 3, stride: 2, padding: 1),
    Case(inputs: 3, outputs: 2, height: 7, width: 9, kernel: 1, padding: 2),
    Case(inputs: 3, outputs: 2, height: 5, width: 40, kernel: 4, padding: 1),
    Case(batch: 2, inputs: 5, outputs: 19, height: 33, width: 70, kernel: 7, stride: 2, padding: 3),
    Case(inputs: 2, outputs: 16, height: 1, width: 1, kernel: 7, stride: 2, padding: 3),
    Case(inputs: 15, outputs: 64, height: 30, width: 101, kernel: 7, stride: 2, padding: 3),
  ]

  @Test(arguments: cases)
  func `A convolution agrees with its definition on every instruction set`(_ c: Case) throws {
    let x = sample([c.batch, c.inputs, c.height, c.width], seed: 1)
    let weight = sample([c.outputs, c.inputs, c.kernel, c.kernel], seed: 2).map { $0 * 0.2 }
    let bias = sample([c.outputs], seed: 3)
    let expected = Reference.convolution(x, weight: weight, bias: bias, stride: c.stride, padding: c.padding)
    let convolution = Convolution2D(weight: weight, bias: bias, stride: c.stride, padding: c.padding)
    let size = convolution.outputSize(height: c.height, width: c.width)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: c.batch, channels: c.outputs, height: size.height, width: size.width)
      convolution(FeatureMap(x), into: out, workers: workers)
      expectAgreement(out.tensor, expected, of: convolution, "\(workers.instructionSet)")
      convolution(FeatureMap(x), into: out, activation: .leakyReLU(slope: 0.1), workers: workers)
      expectAgreement(
        out.tensor, expected.map { $0 > 0 ? $0 : 0.1 * $0 }, of: convolution, "\(workers.instructionSet) leaky")
    }
  }

  @Test func `A convolution reads and writes channels in the middle of a buffer`() throws {
    let x = sample([2, 4, 8, 10], seed: 4)
    let weight = sample([6, 4, 3, 3], seed: 5)
    let expected = Reference.convolution(x, weight: weight, bias: nil, stride: 1, padding: 1)
    let workers = try Workers(threads: 2)
    let buffer = FeatureMap(batch: 2, channels: 13, height: 8, width: 10)
    buffer.fill(7)
    buffer[8..<12].copy(from: x)
    let convolution = Convolution2D(weight: weight, padding: 1)
    convolution(buffer[8..<12], into: buffer[1..<7], workers: workers)
    expectAgreement(buffer[1..<7].tensor, expected, of: convolution, "middle")
    #expect(buffer[0..<1].tensor.scalars.allSatisfy { $0 == 7 })
    #expect(buffer[7..<8].tensor.scalars.allSatisfy { $0 == 7 })
    #expect(buffer[8..<12].tensor == x)
  }

  @Test func `A convolution reads the channels of several maps as of one`() throws {
    let x = sample([2, 9, 12, 14], seed: 11)
    let weight = sample([6, 9, 3, 3], seed: 12)
    let expected = Reference.convolution(x, weight: weight, bias: nil, stride: 1, padding: 1)
    let whole = FeatureMap(x)
    let parts = [0..<4, 4..<5, 5..<7, 7..<9].map { FeatureMap(whole[$0].tensor) }
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: 2, channels: 6, height: 12, width: 14)
      let convolution = Convolution2D(weight: weight, padding: 1)
      convolution(ConcatenatedMaps(parts[0], parts[1], parts[2], parts[3]), into: out, workers: workers)
      expectAgreement(out.tensor, expected, of: convolution, "\(workers.instructionSet)")
    }
  }

  @Test(arguments: [(4, 2, 1), (3, 1, 1), (5, 3, 0), (2, 2, 0), (4, 2, 0), (3, 2, 1)])
  func `A transposed convolution agrees with its definition`(kernel: Int, stride: Int, padding: Int) throws {
    let x = sample([2, 7, 6, 9], seed: 6)
    let weight = sample([7, 5, kernel, kernel], seed: 7)
    let bias = sample([5], seed: 8)
    let expected = Reference.transposedConvolution(x, weight: weight, bias: bias, stride: stride, padding: padding)
    let convolution = TransposedConvolution2D(weight: weight, bias: bias, stride: stride, padding: padding)
    let size = convolution.outputSize(height: 6, width: 9)
    for workers in try everyWorkers() {
      let out = FeatureMap(batch: 2, channels: 5, height: size.height, width: size.width)
      convolution(FeatureMap(x), into: out, workers: workers)
      expectAgreement(out.tensor, expected, "\(workers.instructionSet)")
    }
  }

  @Test func `The bytes do not depend on the number of threads`() throws {
    let x = sample([1, 60, 33, 41], seed: 9)
    let convolution = Convolution2D(weight: sample([24, 60, 3, 3], seed: 10), padding: 1)
    let results = try [1, 2, 3].map { threads in
      let out = FeatureMap(channels: 24, height: 33, width: 41)
      convolution(FeatureMap(x), into: out, workers: try Workers(threads: threads))
      return out.tensor
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }
}
