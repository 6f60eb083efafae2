import Foundation
import TestSupport
import Testing

/// `saccade info`, `doctor` and `convert` on public files whose unit or polarity was taken for another.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct ReadingCaseTests {
  private static func path(_ name: String) -> String { SharedFolder.path("cases/\(name)") }

  @Test(arguments: ["low.npz", "low_struct.npy", "low_t.csv", "low_hdr.csv", "low_meta.csv"], ["info", "doctor"])
  func `Few events a second keep their microseconds`(name: String, verb: String) throws {
    let folder = try TemporaryFolder()
    let facts = try expectJSON([verb, Self.path("lowrate/\(name)")], in: folder)
    #expect(facts["events"] as? Int == 15_000)
    #expect(facts["first_us"] as? Int == 268 && facts["last_us"] as? Int == 19_999_935)
    let isStated = ["low_hdr.csv", "low_meta.csv"].contains(name)
    if verb == "info" {
      let warnings = try #require(facts["warnings"] as? [String])
      #expect(warnings.contains { $0.contains("us (microseconds)") } == !isStated)
    }
  }

  @Test(arguments: [
    ("v2e47/v2e.h5", "v2e47/truth.npz"), ("h5pol/u8_255.h5", "h5pol/truth.npz"),
    ("h5pol/mat_u32.h5", "h5pol/truth.npz"),
  ])
  func `Minus one without a sign is off`(name: String, truth: String) throws {
    let folder = try TemporaryFolder()
    for (input, output) in [(name, "a.csv"), (truth, "b.csv")] {
      try expectSuccess(["convert", Self.path(input), output], in: folder)
    }
    let (found, right) = (try folder.bytes("a.csv"), try folder.bytes("b.csv"))
    #expect(found == right)
  }

  @Test func `A polarity of 2 is refused by its event`() throws {
    let folder = try TemporaryFolder()
    try expectFailure(65, ["info", Self.path("h5pol/two.h5")], in: folder, telling: ["polarity 2", "event 1"])
  }

  @Test func `Nanoseconds that 1000 divides are asked about by every verb`() throws {
    let folder = try TemporaryFolder()
    let input = SharedFolder.path("data/events/esim.npz")
    let words = ["microseconds", "nanoseconds", "--time-unit s|ms|us|ns"]
    try expectFailure(65, ["info", input], in: folder, telling: words)
    try expectFailure(65, ["doctor", input], in: folder, telling: words)
    try expectFailure(65, ["convert", input, "a.csv"], in: folder, telling: words)
    try expectFailure(65, ["represent", input, "-o", "a.npz", "--kind", "count"], in: folder, telling: words)
    try expectFailure(65, ["render", input, "-o", "a.png"], in: folder, telling: words)
    let facts = try expectJSON(["info", input, "--time-unit", "ns"], in: folder)
    #expect(facts["last_us"] as? Int == 779_424)
  }
}
