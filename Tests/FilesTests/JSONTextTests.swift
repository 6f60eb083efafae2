import Files
import Foundation
import Testing

/// JSON of values that may hold what is no number.
@Suite struct JSONTextTests {
  private struct Facts: Encodable {
    var meanError: Double
    var list: [Float]
    var inner: [String: Double]
    var text = "a/b"
    var nothing: Double?
  }

  private static func text(_ facts: some Encodable, snake: Bool = true) throws -> String {
    String(
      decoding: try JSONText.encode(facts, hasSnakeCaseKeys: snake, escapesSlashes: false), as: UTF8.self)
  }

  @Test func `What is infinite or no number becomes null`() throws {
    let facts = Facts(meanError: .nan, list: [1, .infinity, -.infinity, 2.5], inner: ["a": .nan, "b": 0])
    #expect(
      try Self.text(facts)
        == #"{"inner":{"a":null,"b":0},"list":[1,null,null,2.5],"mean_error":null,"text":"a/b"}"#)
  }

  @Test func `Finite values are as they were`() throws {
    let facts = Facts(meanError: 0.25, list: [], inner: [:], nothing: 3)
    #expect(try Self.text(facts, snake: false) == #"{"inner":{},"list":[],"meanError":0.25,"nothing":3,"text":"a/b"}"#)
    #expect(try Self.text([1.5, 2]) == "[1.5,2]")
    #expect(try Self.text([Double.nan]) == "[null]")
  }
}
