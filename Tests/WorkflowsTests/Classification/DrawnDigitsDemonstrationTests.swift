import Foundation
import TestSupport
import Testing
import Workflows

@Suite struct DrawnDigitsDemonstrationTests {
  @Test func `The carried network reads digits, stops early, and its page is written`() throws {
    let folder = try TemporaryFolder()
    let job = DrawnDigitsDemonstration(page: PageOutput(path: folder.file("d.html")), samples: 40, steps: 12)
    let summary = try job.run()
    #expect(summary.evaluation.exits.latency < 12 && summary.evaluation.exits.accuracy > 0.7)
    #expect(summary.calibration == .first(40) && summary.report == folder.file("d.html"))
    #expect(try folder.names() == ["d.html"])
    #expect(throws: CancellationError.self) {
      try DrawnDigitsDemonstration(page: PageOutput(path: folder.file("e.html")), samples: 40, steps: 2)
        .run(observer: RecordingObserver(mostSteps: 0))
    }
    #expect(try folder.names() == ["d.html"])
  }
}
