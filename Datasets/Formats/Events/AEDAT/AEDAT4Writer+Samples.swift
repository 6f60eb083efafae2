import Files
import Recordings

extension AEDAT4Writer: SampleSink {
  /// Samples of a packet: DV writes some 10 ms of them.
  private static var inertialPerPacket: Int { 256 }

  /// Appends a picture or an inertial sample, which ``EventWriteOptions/samples`` must have announced.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` where a picture is too large or a time beyond 64 bits.
  public func append(_ sample: RecordedSample) throws {
    do {
      switch sample {
      case .frame(let frame): try append(frame)
      case .inertial(var inertial):
        precondition(samples.contains(.inertial), "The header names no stream of inertial samples.")
        let (time, isOver) = inertial.timeMicroseconds.subtractingReportingOverflow(timeOrigin)
        if isOver { throw beyond(inertial.timeMicroseconds, "inertial sample") }
        inertial.timeMicroseconds = time
        self.inertial.append(inertial)
        if self.inertial.count >= Self.inertialPerPacket { try writeInertial() }
      case .frameTime: preconditionFailure("A time without its picture cannot be written.")
      }
    } catch {
      file.discard()
      throw error
    }
  }

  private func append(_ frame: RecordedFrame) throws {
    precondition(samples.contains(.frames), "The header names no stream of pictures.")
    guard let time = frame.time.less(timeOrigin) else { throw beyond(frame.time.microseconds, "picture") }
    let most = Int(Int16.max)
    guard frame.width <= most, frame.height <= most, frame.x <= most, frame.y <= most,
      let bytes = AEDAT4Layout.framePacket(frame, time: time)
    else {
      throw FileError(
        .cannotCreate, path: file.path,
        problem: "AEDAT 4 holds no picture of \(frame.size) at (\(frame.x), \(frame.y))",
        remedy: "crop with \(Setting.region)")
    }
    let middle = time.microseconds
    try bytes.withUnsafeBytes { try writePacket($0, stream: AEDAT4Layout.frameStream, 1, middle...middle) }
  }

  /// Writes the inertial samples that wait.
  func writeInertial() throws {
    guard let first = inertial.first?.timeMicroseconds else { return }
    let times = inertial.reduce(first...first) {
      min($0.lowerBound, $1.timeMicroseconds)...max($0.upperBound, $1.timeMicroseconds)
    }
    let bytes = AEDAT4Layout.inertialPacket(inertial)
    try bytes.withUnsafeBytes { try writePacket($0, stream: AEDAT4Layout.inertialStream, inertial.count, times) }
    inertial.removeAll(keepingCapacity: true)
  }

  private func beyond(_ time: Int64, _ what: String) -> FileError {
    FileError(
      .cannotCreate, path: file.path,
      problem: "the \(what) at \(time) us less the origin \(timeOrigin) us is beyond 64 bits",
      remedy: "choose a \(Setting.timeOrigin) within the recording")
  }
}
