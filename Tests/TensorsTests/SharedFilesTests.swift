import Foundation
import Tensors
import TestSupport
import Testing

/// Published weights and the numbers of other implementations, where the folder `shared` is there.
@Suite(.enabled(if: SharedFolder.isPresent, "needs the folder ../shared, which is not there"))
struct SharedFilesTests {
  struct Weights: Sendable, CustomTestStringConvertible {
    let file: String
    let format: Checkpoint.Format
    let tensorCount: Int
    let first: (name: String, shape: [Int], scalars: [Float])
    let last: (name: String, shape: [Int], scalars: [Float])
    let metadata: [String: String]
    /// Over all tensors: how many scalars, their sum, the sum of their squares, as PyTorch gives them in double.
    let scalarCount: Int
    let sum: Double
    let sumOfSquares: Double
    var testDescription: String { file }
  }

  static let weights = [
    Weights(
      file: "scflow_dt10.pth.tar", format: .pytorchZip, tensorCount: 36,
      first: (
        "spike_representation.conv_s1.0.weight", [32, 25, 3, 3],
        [-0.0019953749142587185, -0.01712631992995739, -0.0069502792321145535]
      ),
      last: ("conv_1x1.3.0.bias", [32], [0.03220915049314499, -0.004544014576822519]),
      metadata: ["epoch": "40", "arch": "vfnet6_2d4"], scalarCount: 803_320, sum: 357.37051726631387,
      sumOfSquares: 128.90675907366102),
    Weights(
      file: "scflow_dt20.pth.tar", format: .pytorchZip, tensorCount: 36,
      first: (
        "spike_representation.conv_s1.0.weight", [32, 25, 3, 3],
        [-0.01759289763867855, 0.03338884934782982, -0.0172240249812603]
      ),
      last: ("conv_1x1.3.0.bias", [32], [0.05946113169193268, 0.03324633091688156]),
      metadata: ["epoch": "70", "arch": "vfnet6_2d4"], scalarCount: 803_320, sum: 254.10471652605247,
      sumOfSquares: 142.0161606478606),
    Weights(
      file: "qcfs_resnet20_cifar10_l4.pth", format: .pytorchZip, tensorCount: 147,
      first: ("conv1.0.weight", [16, 3, 3, 3], [-0.21882674098014832, -0.06102582439780235, 0.4710531234741211]),
      last: ("fc.bias", [10], [-0.025398224592208862, -0.18293437361717224]),
      metadata: ["levels": "4", "epoch": "10"], scalarCount: 274_082, sum: 81873.25374822496,
      sumOfSquares: 319413254.0522098),
    Weights(
      file: "resnet20_cifar10_legacy_pickle.th", format: .pytorchLegacy, tensorCount: 97,
      first: ("conv1.weight", [16, 3, 3, 3], [-0.13818146288394928, -0.1624176800251007, 0.8207383155822754]),
      last: ("linear.bias", [10], [0.02210032008588314, -0.27025941014289856]),
      metadata: ["best_prec1": "91.78000183105469"], scalarCount: 271_098, sum: 139.7826495598208,
      sumOfSquares: 10987.817166808309),
  ]

  @Test(arguments: weights)
  func `Published weights have the names, shapes and values that PyTorch reads`(weights: Weights) throws {
    let checkpoint = try Checkpoint(path: SharedFolder.path("weights/\(weights.file)"))
    #expect(checkpoint.format == weights.format)
    #expect(checkpoint.names.count == weights.tensorCount)
    #expect(checkpoint.tensors.count == weights.tensorCount)
    #expect(checkpoint.metadata == weights.metadata)
    #expect(checkpoint.names.first == weights.first.name)
    #expect(checkpoint.names.last == weights.last.name)
    let first = try checkpoint.float32(weights.first.name)
    #expect(first.shape == weights.first.shape)
    #expect(Array(first.scalars.prefix(3)) == weights.first.scalars)
    let last = try checkpoint.float32(weights.last.name)
    #expect(last.shape == weights.last.shape)
    #expect(Array(last.scalars.suffix(2)) == weights.last.scalars)
    let scalars = checkpoint.float32Tensors.values.flatMap { $0.scalars.map(Double.init) }
    #expect(scalars.count == weights.scalarCount)
    #expect(abs(scalars.reduce(0, +) - weights.sum) <= 1e-9 * weights.sumOfSquares)
    #expect(abs(scalars.reduce(0) { $0 + $1 * $1 } - weights.sumOfSquares) <= 1e-9 * weights.sumOfSquares)
  }

  private struct Index: Decodable {
    let arrays: [String: Line]

    struct Line: Decodable {
      let dtype: String
      let shape: [Int]

      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        dtype = try container.decode(String.self)
        shape = try container.decode([Int].self)
      }
    }
  }

  @Test func `Every array of the oracles has the type and shape that their index says`() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: SharedFolder.path("oracles/index.json")))
    let index = try JSONDecoder().decode([String: Index].self, from: bytes)
    #expect(!index.isEmpty)
    for (name, file) in index {
      let archive = try NumpyArchive(path: SharedFolder.path("oracles/\(name).npz"))
      #expect(Set(archive.names) == Set(file.arrays.keys), "\(name)")
      for (array, line) in file.arrays {
        guard ScalarType(rawValue: line.dtype) != nil || line.dtype == "bool" else {
          expectError(naming: "dtype") { _ = try archive.tensor(array) }
          continue
        }
        let tensor = try archive.tensor(array)
        #expect(tensor.scalarType.rawValue == (line.dtype == "bool" ? "uint8" : line.dtype), "\(name) \(array)")
        #expect(tensor.shape == line.shape, "\(name) \(array)")
      }
    }
  }

  @Test func `An operation of the oracles gives its output from its input`() throws {
    let archive = try NumpyArchive(path: SharedFolder.path("oracles/op_leaky_relu.npz"))
    let input = try archive.float32("in0")
    let output = input.map { $0 < 0 ? 0.1 * $0 : $0 }
    #expect(try archive.float32("out").scalars.elementsEqual(output.scalars) { abs($0 - $1) <= 1e-6 })
  }

  @Test func `Published weights that were cut off are refused`() throws {
    let folder = try TemporaryFolder()
    for weights in Self.weights {
      let bytes = try fileBytes(SharedFolder.path("weights/\(weights.file)"))
      let path = try folder.write(bytes, to: "cut")
      for part in stride(from: 19, through: 0, by: -1) {
        #expect(truncate(path, off_t(bytes.count * part / 20)) == 0)
        expectError(naming: "cut: ") { _ = try Checkpoint(path: path) }
      }
    }
  }
}
