import Files
import Foundation
import SpikingNetworks

/// Writes the drawn digits as files in MNIST's format, for the training of the classifier that the demonstration runs.
///
/// Usage: `drawn-digits FOLDER [TRAINING PICTURES] [TEST PICTURES]`
@main
enum DrawnDigitFiles {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else {
      FileHandle.standardError.write(Data("usage: drawn-digits FOLDER [TRAINING PICTURES] [TEST PICTURES]\n".utf8))
      exit(64)
    }
    let counts = (2...3).map { arguments.count > $0 ? Int(arguments[$0]) ?? 0 : [20_000, 2_000][$0 - 2] }
    try FileManager.default.createDirectory(atPath: arguments[1], withIntermediateDirectories: true)
    // The demonstration's own pictures are of another seed.
    try write(counts[0], seed: 1, prefix: "\(arguments[1])/train")
    try write(counts[1], seed: 2, prefix: "\(arguments[1])/t10k")
  }

  private static func write(_ count: Int, seed: UInt64, prefix: String) throws {
    let digits = DrawnDigits(seed: seed)
    let pictures = try OutputFile(path: "\(prefix)-images-idx3-ubyte", overwrite: true)
    try pictures.write(header(3, [count, DrawnDigits.side, DrawnDigits.side]))
    for index in 0..<count { try pictures.write(digits.pixels(index)) }
    try pictures.commit()
    let labels = try OutputFile(path: "\(prefix)-labels-idx1-ubyte", overwrite: true)
    try labels.write(header(1, [count]) + (0..<count).map { UInt8(digits.label($0)) })
    try labels.commit()
  }

  private static func header(_ axes: UInt8, _ shape: [Int]) -> [UInt8] {
    [0, 0, 8, axes] + shape.flatMap { length in (0..<4).map { UInt8(length >> (24 - 8 * $0) & 0xFF) } }
  }
}
