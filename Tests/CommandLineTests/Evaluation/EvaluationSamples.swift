import Datasets
import Foundation
import Tensors
import TestSupport
import Testing

/// Predictions for tests of `evaluate flow`.
enum EvaluationSamples {
  /// The folder that `make_fixtures.py` fills.
  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  /// One displacement everywhere.
  static func constant(_ u: Float, _ v: Float, width: Int, height: Int) -> Tensor<Float> {
    Tensor(shape: [2, height, width], scalars: [u, v].flatMap { Array(repeating: $0, count: height * width) })
  }

  /// The displacement off by (3, 4) in even columns and by (0, 1) in odd ones.
  static func striped(_ u: Float, _ v: Float, width: Int, height: Int) -> Tensor<Float> {
    Tensor(
      shape: [2, height, width],
      scalars: (0..<2 * height * width).map { index in
        let isEven = index % width % 2 == 0
        return index < height * width ? u + (isEven ? 3 : 0) : v + (isEven ? 4 : 1)
      })
  }

  /// What the fixtures' NumPy statement says under a name.
  static func expected(_ name: String) throws -> [String: Double] {
    let data = Data(try fileBytes("\(fixtures)/expected.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Double]])
    return try #require(all[name])
  }
}

extension TemporaryFolder {
  /// Writes one flow under many names.
  func writeFields(_ flow: Tensor<Float>, numbers: some Sequence<Int>, to name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    for number in numbers {
      try NumpyFile.write(flow, to: file("\(name)/" + String(format: "%06d.npy", number)), overwrite: true)
    }
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
  }

  /// Writes a text.
  func write(text: String, to name: String) throws { _ = try write(Array(text.utf8), to: name) }
}

/// The first sequence of what `evaluate flow --json` prints.
func firstScene(_ object: [String: Any]) throws -> [String: Any] {
  try #require((object["scenes"] as? [[String: Any]])?.first)
}

/// Expects a number under a key, to nine digits unless said otherwise.
func expectNumber(
  _ object: [String: Any], _ key: String, _ expected: Double, tolerance: Double = 1e-9,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let value = object[key] as? Double ?? .nan
  #expect(
    (value - expected).magnitude <= tolerance * max(1, expected.magnitude), "\(key): \(value), not \(expected)",
    sourceLocation: sourceLocation)
}
