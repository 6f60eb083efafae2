import Files
import Testing
import Workflows

@Suite struct JobErrorTests {
  @Test func anErrorIsOneLineWithTheLibrarysNames() {
    let error = JobError(
      .badContent, path: "a.raw", problem: "it has 3 parts", place: "byte 12", remedy: "pass \(Setting.sensorSize)")
    #expect(error.description == "a.raw: it has 3 parts, at byte 12; pass sensorSize")
  }

  @Test func whoShowsAnErrorNamesItsRemedies() {
    let error = JobError(wrongOptions: "\(Setting.crop, to: "8x8") does not fit; \(Work.examine) says more")
    let line = error.message.text { remedy in
      switch remedy {
      case .set(.crop, let value): "--crop " + (value ?? "")
      case .run(.examine): "saccade doctor"
      default: "?"
      }
    }
    #expect(line == "--crop 8x8 does not fit; saccade doctor says more")
  }

  @Test func messagesAreJoinedInOrder() {
    let first: Message = "one \(1)"
    #expect((first + ", two \(Setting.region)").description == "one 1, two region")
    #expect("\(first)!" as Message == "one 1!")
  }
}
