import Datasets
import Recordings
import TestSupport
import Testing
import Workflows

@Suite struct EventConversionTests {
  /// The third event lies outside of a sensor of 50x50 pixels.
  private static let text = "# t x y p\n10 1 2 1\n20 3 4 0\n30 60 40 1\n"

  private let folder: TemporaryFolder
  private let conversion: EventConversion

  init() throws {
    folder = try TemporaryFolder()
    let input = try folder.write(Array(Self.text.utf8), to: "in.txt")
    conversion = EventConversion(
      recording: EventRecording(
        path: input, size: SensorSize(width: 50, height: 50), options: EventReadOptions(timeUnit: .microseconds)),
      output: folder.file("out.npz"), format: .npz)
  }

  @Test func aConversionIsAValueThatSaysWhatItDid() throws {
    var conversion = conversion
    conversion.selection = TimeSelection(start: .afterFirst(10))
    let observer = RecordingObserver()
    let summary = try conversion.run(observer: observer)
    #expect(summary.eventsOut == 1 && summary.firstUs == 20)
    #expect(summary.warnings.count == 1)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["outside"])
    #expect(observer.state.withLock { $0.units } == ["events"])
    #expect(try folder.names() == ["in.txt", "out.npz"])
  }

  @Test func aCancelledConversionLeavesNoFile() throws {
    #expect(throws: CancellationError.self) { try conversion.run(observer: RecordingObserver(mostSteps: 0)) }
    #expect(try folder.names() == ["in.txt"])
  }

  @Test func aRegionOutsideTheSensorIsRefusedByItsMeaning() throws {
    var conversion = conversion
    conversion.region = PixelRegion(x: 48, y: 0, size: SensorSize(width: 8, height: 8))
    let error = #expect(throws: JobError.self) { try conversion.run() }
    #expect(error?.kind == .wrongOptions)
    #expect(error?.problem.pieces.first == .remedy(.set(.region)))
    #expect(try folder.names() == ["in.txt"])
  }
}
