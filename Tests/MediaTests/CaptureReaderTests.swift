import Files
import Media
import TestSupport
import Testing

@Suite struct CaptureReaderTests {
  @Test func `Names say what is looked at`() {
    #expect(CaptureSource(name: "camera:0") == .camera("0"))
    #expect(CaptureSource(name: "camera:/dev/video1") == .camera("/dev/video1"))
    #expect(CaptureSource(name: "lavfi:testsrc=rate=10") == .graph("testsrc=rate=10"))
    #expect(CaptureSource(name: "clip.mp4") == nil && CaptureSource(name: "./camera:0") == nil)
  }

  @Test func `A graph gives its pictures at its own times and ends`() throws {
    let name = "lavfi:color=c=gray:size=20x12:rate=10:duration=0.5"
    let reader = try CaptureReader(#require(CaptureSource(name: name)), name: name)
    #expect(reader.width == 20 && reader.height == 12)
    var times: [Int64] = []
    while let frame = try reader.next() {
      times.append(frame.timeMicroseconds)
      #expect(try frame.grayLuma().shape == [12, 20])
    }
    #expect(times == [0, 100_000, 200_000, 300_000, 400_000])
  }

  @Test func `What is not there is told`() throws {
    for (name, kind) in [("lavfi:nosuchsource", FileError.Kind.badContent), ("camera:/dev/nothing", .notFound)] {
      let error = try #require(throws: FileError.self) {
        _ = try CaptureReader(#require(CaptureSource(name: name)), name: name)
      }
      #expect(error.kind == kind && error.path == name)
    }
  }
}
