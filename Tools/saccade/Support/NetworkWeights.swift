import NeuralNetworks
import Tensors

/// A checkpoint given on the command line.
struct NetworkWeights {
  var parameters: ParameterTree
  /// Tells one file from another: 64-bit FNV-1a of its bytes.
  var digest: String

  init(path: String) throws {
    let checkpoint = try Checkpoint(path: path)
    parameters = ParameterTree(checkpoint.float32Tensors, source: path)
    digest = try Self.digest(of: path)
  }

  private static func digest(of path: String) throws -> String {
    let file = try InputFile(path: path)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    let block = 1 << 20
    for start in stride(from: 0, to: file.byteCount, by: block) {
      for byte in try file.bytes(at: start, count: min(block, file.byteCount - start)) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
    let digits = String(hash, radix: 16)
    return "fnv1a64:" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
